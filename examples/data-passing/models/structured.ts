import { model } from 'mesh-sql';

export default model(
  {
    name: 'patterns.structured',
    kind: 'FULL',
    columns: { customer_id: 'BIGINT', timeline: 'STRUCT(paid_at TIMESTAMP, amount DOUBLE)[]', trend: 'DOUBLE' },
  },
  async function* (context) {
    const timelines = context.query(`
      SELECT customer_id, array_agg({paid_at: paid_at, amount: amount} ORDER BY paid_at) AS timeline
      FROM raw.transactions GROUP BY customer_id`);
    for await (const row of timelines.rows()) {
      const first = row.timeline[0].amount;
      const last = row.timeline.at(-1).amount;
      yield { ...row, trend: last - first };
    }
  },
);
