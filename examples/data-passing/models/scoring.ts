import { columns, model } from 'mesh-sql';

export default model(
  {
    name: 'patterns.scores',
    kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'paid_at' },
    cron: '*/5 * * * *',
    start: '2024-01-10',
    columns: { customer_id: 'BIGINT', paid_at: 'TIMESTAMP', score: 'DOUBLE' },
  },
  async function* (context) {
    for await (const batch of context.table('raw.transactions').during('paid_at')) {
      const score = batch.column('amount').toArray().map((amount) => 1 / (1 + Math.exp(-(amount ?? 0) / 50)));
      yield columns({ customer_id: batch.column('customer_id'), paid_at: batch.column('paid_at'), score });
    }
  },
);
