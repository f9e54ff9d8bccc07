MODEL (
  name patterns.actions,
  kind VIEW
);

SELECT
  customer_id,
  score,
  CASE
    WHEN score > 0.9 THEN 'call'
    WHEN score > 0.7 THEN 'mail'
    ELSE 'wait'
  END AS action
FROM
  patterns.scores;
