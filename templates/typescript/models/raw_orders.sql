-- The file seeds/orders.csv as a table.
MODEL (
  name raw.orders,
  kind SEED (path '$root/seeds/orders.csv'),
  columns (
    order_id INTEGER,
    customer VARCHAR,
    amount DECIMAL(10, 2),
    ordered_at TIMESTAMP
  ),
  grain order_id
);
