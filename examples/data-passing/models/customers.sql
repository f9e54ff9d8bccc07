MODEL (
  name raw.customers,
  kind FULL
);

SELECT
  i::BIGINT AS customer_id,
  'customer ' || i AS name,
  i % 3 = 0 AS is_active
FROM
  range(100) AS t(i);
