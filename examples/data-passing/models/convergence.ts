import { model } from 'mesh-sql';

export default model(
  {
    name: 'patterns.convergence',
    kind: 'FULL',
    columns: { centre: 'DOUBLE', customers: 'BIGINT', rounds: 'INTEGER' },
  },
  async (context) => {
    await context.register(
      'totals',
      context.query('SELECT customer_id, sum(amount) AS total FROM raw.transactions GROUP BY ALL'),
    );
    // Two centres: SQL assigns the customers, TypeScript moves the centres.
    const { value, iterations } = await context.iterate(
      { max: 50, tolerance: 0.5 },
      async (last: number[] = [12_000, 12_400]) => {
        await context.register('centres', last.map((centre) => ({ centre })));
        const means = await context.query(`
          SELECT centre, avg(total) AS mean
          FROM totals, LATERAL (SELECT centre FROM centres ORDER BY abs(centre - total), centre LIMIT 1) AS nearest
          GROUP BY centre ORDER BY centre`).toArray();
        const next = means.map(({ mean }) => mean as number);
        return { value: next, change: Math.max(...next.map((mean, i) => Math.abs(mean - (last[i] ?? 0)))) };
      },
    );
    return context.query(
      `SELECT centre, count(*) AS customers, $rounds AS rounds
       FROM totals, LATERAL (SELECT unnest($centres) AS centre ORDER BY abs(centre - total), centre LIMIT 1) AS nearest
       GROUP BY centre`,
      { centres: value, rounds: iterations },
    );
  },
);
