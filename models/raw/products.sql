MODEL (
  name raw.products,
  kind SEED (path '$root/seeds/products.csv'),
  columns (
    product_id INTEGER,
    name VARCHAR,
    category VARCHAR,
    price_cents INTEGER
  ),
  grain product_id
);
