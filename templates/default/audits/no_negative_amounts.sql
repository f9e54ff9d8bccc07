-- An audit fails when its query finds rows.
AUDIT (
  name no_negative_amounts
);

SELECT
  *
FROM
  @this_model
WHERE
  @column < 0;
