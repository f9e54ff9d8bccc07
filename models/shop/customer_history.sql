-- How customers changed over time: a row for each version, with the time it was valid.
MODEL (
  name shop.customer_history,
  kind SCD_TYPE_2_BY_COLUMN (unique_key customer_id, columns [city, tier]),
  grain (customer_id, valid_from)
);

SELECT
  customer_id,
  name,
  city,
  tier
FROM
  raw.customers;
