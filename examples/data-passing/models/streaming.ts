import { columns, model } from 'mesh-sql';

export default model(
  {
    name: 'patterns.streaming',
    kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'paid_at' },
    cron: '@daily',
    columns: { id: 'BIGINT', paid_at: 'TIMESTAMP', score: 'DOUBLE' },
  },
  async function* (context) {
    for await (const batch of context.table('raw.transactions').during('paid_at')) {
      const amount: Float64Array = batch.column('amount').values;
      const score = new Float64Array(batch.length);
      for (let i = 0; i < score.length; i++) score[i] = Math.tanh(amount[i]! / 100);
      // Columns of the batch go back as they came: no value of theirs is touched.
      yield columns({ id: batch.column('id'), paid_at: batch.column('paid_at'), score });
    }
  },
);
