MODEL (
  name raw.customers,
  kind SEED (path '$root/seeds/customers.csv'),
  columns (
    customer_id INTEGER,
    name VARCHAR,
    email VARCHAR,
    city VARCHAR,
    tier VARCHAR,
    updated_at TIMESTAMP
  ),
  grain customer_id,
  description 'Customers as the web shop knows them'
);
