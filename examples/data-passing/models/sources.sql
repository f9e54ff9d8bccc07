MODEL (
  name raw.transactions,
  kind FULL,
  description 'Ten thousand payments of a hundred customers over ten days.'
);

SELECT
  i::BIGINT AS id,
  (i % 100)::BIGINT AS customer_id,
  TIMESTAMP '2024-01-01' + INTERVAL (i * 86.4) SECOND AS paid_at,
  (i % 977) * 0.25::DOUBLE AS amount,
  'category ' || (i % 7) AS category
FROM
  range(10000) AS t(i);
