-- Sales by day. Each run computes only the days that are missing.
MODEL (
  name shop.daily_sales,
  kind INCREMENTAL_BY_TIME_RANGE (time_column day),
  grain day,
  audits (not_null(columns := (day)), no_negative_amounts(column := sales))
);

SELECT
  CAST(ordered_at AS DATE) AS day,
  COUNT(*) AS orders,
  SUM(amount) AS sales
FROM
  raw.orders
WHERE
  CAST(ordered_at AS DATE) BETWEEN @start_date AND @end_date
GROUP BY
  CAST(ordered_at AS DATE);
