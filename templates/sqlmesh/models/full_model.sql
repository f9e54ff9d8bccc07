MODEL (
  name example.customers,
  kind FULL,
  cron '@daily',
  grain customer,
  audits (unique_values(columns := (customer)))
);

SELECT
  customer,
  COUNT(*) AS orders,
  SUM(amount) AS spent,
  MAX(ordered_at) AS last_order_at
FROM
  example.orders
GROUP BY
  customer
