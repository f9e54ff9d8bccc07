-- Orders that were placed, with what became of them.
MODEL (
  name staging.orders,
  kind VIEW,
  grain order_id,
  audits (
    not_null(columns := (order_id, customer_id)),
    unique_values(columns := (order_id))
  )
);

WITH
  placed AS (
    SELECT
      order_id,
      customer_id,
      event_at AS ordered_at
    FROM
      raw.events
    WHERE
      event_type = 'order_placed'
  ),
  cancelled AS (
    SELECT DISTINCT
      order_id
    FROM
      raw.events
    WHERE
      event_type = 'order_cancelled'
  ),
  amounts AS (
    SELECT
      order_id,
      SUM(amount_cents) AS amount_cents
    FROM
      staging.order_items
    GROUP BY
      order_id
  )
SELECT
  placed.order_id,
  placed.customer_id,
  placed.ordered_at,
  amounts.amount_cents,
  cancelled.order_id IS NOT NULL AS is_cancelled
FROM
  placed
  JOIN amounts ON amounts.order_id = placed.order_id
  LEFT JOIN cancelled ON cancelled.order_id = placed.order_id;
