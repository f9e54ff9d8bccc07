MODEL (
  name patterns.features,
  kind VIEW
);

SELECT
  s.customer_id,
  s.spend,
  r.rank
FROM
  patterns.feature_spend AS s
  JOIN patterns.feature_rank AS r USING (customer_id);
