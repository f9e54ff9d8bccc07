MODEL (
  name patterns.attached,
  kind FULL,
  description 'Rows of another DuckDB file, joined where they are: none of them enters JavaScript'
);

SELECT
  t.customer_id,
  COUNT(*) AS refunds,
  SUM(r.refunded) AS refunded,
  ANY_VALUE(r.details) AS details
FROM
  archive.main.refunds AS r
  JOIN raw.transactions AS t ON t.id = r.transaction_id
GROUP BY
  t.customer_id
