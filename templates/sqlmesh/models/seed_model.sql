MODEL (
  name example.orders,
  kind SEED (path '../seeds/orders.csv'),
  columns (
    order_id INTEGER,
    customer VARCHAR,
    amount DECIMAL(10, 2),
    ordered_at TIMESTAMP
  ),
  grain order_id
);
