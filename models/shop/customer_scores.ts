import { model } from 'mesh-sql';

/** How much each customer is worth: recent buyers and frequent buyers count more. Small data, so rows will do. */
export default model(
  {
    name: 'shop.customer_scores',
    kind: 'FULL',
    description: 'A score between 0 and 1 for each customer who bought something',
    columns: { customer_id: 'INTEGER NOT NULL', orders: 'BIGINT', revenue: 'DOUBLE', score: 'DOUBLE' },
    audits: [['accepted_range', { column: 'score', minV: 0, maxV: 1 }]],
  },
  async function* (context) {
    const totals = context.query<{ customer_id: 'INTEGER NOT NULL'; orders: 'BIGINT'; revenue: 'DOUBLE' }>(
      'SELECT customer_id, sum(orders)::BIGINT AS orders, sum(revenue)::DOUBLE AS revenue FROM shop.daily_revenue GROUP BY customer_id ORDER BY customer_id',
    );
    for await (const row of totals.rows()) {
      const { customer_id, orders, revenue } = row;
      const score = 1 - Math.exp(-(Number(orders) * 10 + (revenue ?? 0)) / 500);
      yield [{ customer_id, orders, revenue, score }];
    }
  },
);
