-- What was put into which order.
MODEL (
  name staging.order_items,
  kind VIEW,
  grain (order_id, product_id, event_id)
);

SELECT
  e.event_id,
  e.order_id,
  e.product_id,
  p.category,
  e.quantity,
  e.quantity * p.price_cents AS amount_cents -- price at today's list
FROM
  raw.events AS e
  JOIN raw.products AS p ON p.product_id = e.product_id
WHERE
  e.event_type = 'item_added';
