import { columns, model } from 'mesh-sql';

/** Items per order, day by day: batches of typed arrays, no object per row. */
export default model(
  {
    name: 'shop.basket_sizes',
    kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'ordered_at' },
    columns: { order_id: 'INTEGER', ordered_at: 'TIMESTAMP', items: 'BIGINT', is_large: 'BOOLEAN' },
  },
  async function* (context) {
    const baskets = context
      .query<{ order_id: 'INTEGER'; ordered_at: 'TIMESTAMP'; items: 'BIGINT' }>(
        `SELECT o.order_id, o.ordered_at, sum(i.quantity)::BIGINT AS items
         FROM staging.orders AS o JOIN staging.order_items AS i ON i.order_id = o.order_id
         GROUP BY ALL`,
      )
      .during('ordered_at');
    for await (const batch of baskets) {
      const items = batch.column('items');
      const isLarge = items.toArray().map((count) => count !== null && Number(count) >= 6);
      yield columns({ order_id: batch.column('order_id'), ordered_at: batch.column('ordered_at'), items, is_large: isLarge });
    }
  },
);
