-- The newest order of each customer: one row a customer, merged by key.
MODEL (
  name shop.latest_orders,
  kind INCREMENTAL_BY_UNIQUE_KEY (
    unique_key customer_id,
    order_by (ordered_at DESC)
  ),
  grain customer_id
);

SELECT
  customer_id,
  order_id,
  ordered_at,
  amount_cents >= @big_order_cents AS is_big
FROM
  staging.orders
WHERE
  ordered_at BETWEEN @start_dt AND @end_dt;
