-- Revenue by day and customer. Each run computes only the days that are missing.
MODEL (
  name shop.daily_revenue,
  kind INCREMENTAL_BY_TIME_RANGE (time_column order_date, batch_size 90),
  grain (order_date, customer_id),
  audits (
    not_null(columns := (order_date, customer_id)),
    positive_amount(column := revenue)
  )
);

SELECT
  CAST(ordered_at AS DATE) AS order_date,
  customer_id,
  COUNT(*) AS orders,
  @money(SUM(amount_cents)) AS revenue, -- in @currency
FROM
  staging.orders
WHERE
  NOT is_cancelled
  AND CAST(ordered_at AS DATE) BETWEEN @start_date AND @end_date
GROUP BY ALL;
