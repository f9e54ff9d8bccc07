MODEL (
  name raw.events,
  kind SEED (path '$root/seeds/events.csv'),
  columns (
    event_id INTEGER,
    event_at TIMESTAMP,
    event_type VARCHAR,
    order_id INTEGER,
    customer_id INTEGER,
    product_id INTEGER,
    quantity INTEGER
  ),
  grain event_id,
  description 'Everything that happens in the shop, one row an event'
);
