import { columns, model } from 'mesh-sql';

const isGood = (amount: number | null): boolean => amount !== null && amount > 0;

export default model(
  {
    name: 'patterns.batch_insert',
    kind: 'FULL',
    columns: { id: 'BIGINT', amount: 'DOUBLE' },
    writes: ['patterns_side.rejected'],
    preStatements: [
      'CREATE TABLE IF NOT EXISTS patterns_side.rejected (id BIGINT, reason VARCHAR, noted_at TIMESTAMP DEFAULT now())',
    ],
  },
  async function* (context) {
    const rejected: { id: bigint | null; reason: string }[] = [];
    for await (const batch of context.table('raw.transactions')) {
      const ids = batch.column('id').toArray();
      const amounts = batch.column('amount').toArray();
      const good = ids.map((_, i) => i).filter((i) => isGood(amounts[i]));
      for (const [i, id] of ids.entries()) if (!isGood(amounts[i])) rejected.push({ id, reason: 'no amount' });
      yield columns({ id: good.map((i) => ids[i]), amount: good.map((i) => amounts[i]) });
    }
    // In the same transaction: either both tables have the rows, or none has.
    await context.engine.insert('patterns_side.rejected', rejected);
  },
);
