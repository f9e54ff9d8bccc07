MODEL (
  name shop.category_sales,
  kind FULL,
  description 'Sales by product category, rebuilt as a whole',
  column_descriptions (
    category = 'As in the product list',
    revenue = 'Without cancelled orders'
  )
);

SELECT
  i.category,
  COUNT(DISTINCT i.order_id) AS orders,
  @money(SUM(i.amount_cents)) AS revenue
FROM
  staging.order_items AS i
  JOIN staging.orders AS o ON o.order_id = i.order_id
WHERE
  NOT o.is_cancelled
GROUP BY
  i.category;
