import { model } from 'mesh-sql';

export default model(
  { name: 'patterns.bulk', kind: 'FULL', columns: { rows: 'BIGINT', total: 'DOUBLE' } },
  async (context) => {
    // Refused with a hint when the table would take more than half of the free memory.
    const all = await context.table('raw.transactions').load();
    const amounts: Float64Array = all.column('amount').values;
    return [{ rows: BigInt(all.length), total: amounts.reduce((sum, amount) => sum + amount, 0) }];
  },
);
