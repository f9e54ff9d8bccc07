-- What each customer has spent, computed anew as a whole.
MODEL (
  name shop.customers,
  kind FULL,
  grain customer,
  audits (unique_values(columns := (customer)))
);

SELECT
  customer,
  COUNT(*) AS orders,
  SUM(amount) AS spent,
  MAX(ordered_at) AS last_order_at
FROM
  raw.orders
GROUP BY
  customer;
