MODEL (
  name example.daily_sales,
  kind INCREMENTAL_BY_TIME_RANGE (time_column day),
  cron '@daily',
  grain day,
  audits (not_null(columns := (day)), assert_positive(column := sales))
);

SELECT
  CAST(ordered_at AS DATE) AS day,
  COUNT(*) AS orders,
  SUM(amount) AS sales
FROM
  example.orders
WHERE
  CAST(ordered_at AS DATE) BETWEEN @start_date AND @end_date
GROUP BY
  CAST(ordered_at AS DATE)
