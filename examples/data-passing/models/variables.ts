import { model } from 'mesh-sql';

export const threshold = model(
  { name: 'patterns.threshold', kind: 'FULL', columns: { amount: 'DOUBLE' } },
  async (context) => {
    const [row] = await context.query('SELECT quantile_cont(amount, 0.9) AS amount FROM raw.transactions').toArray();
    context.setVariable('high', row!.amount);
    return [row!];
  },
);

export const high = model(
  { name: 'patterns.high', kind: 'FULL', columns: { id: 'BIGINT', amount: 'DOUBLE' } },
  (context) => {
    // Stored with the rows of the other model; reading it makes that model a dependency.
    const limit = context.variable('patterns.threshold', 'high') as number;
    return context.table('raw.transactions').where('amount > ?', [limit]).select('id', 'amount');
  },
);
