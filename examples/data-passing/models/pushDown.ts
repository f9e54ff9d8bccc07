import { model, sql } from 'mesh-sql';

export default model(
  { name: 'patterns.push_down', kind: 'FULL', columns: { customer_id: 'BIGINT', payments: 'BIGINT' } },
  async (context) => {
    const active = context.table('raw.customers').where('is_active');
    // No row enters JavaScript: the engine runs INSERT … SELECT.
    return sql`SELECT customer_id, count(*) AS payments
      FROM ${context.table('raw.transactions')} AS t SEMI JOIN ${active} AS c USING (customer_id)
      GROUP BY customer_id`;
  },
);
