MODEL (
  name patterns.graded,
  kind FULL
);

SELECT
  c.customer_id,
  t.total,
  grade(t.total) AS grade
FROM
  raw.customers AS c
  JOIN customer_totals(since := '2024-01-05') AS t USING (customer_id);
