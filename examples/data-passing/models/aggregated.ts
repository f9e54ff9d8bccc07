import { model } from 'mesh-sql';

export default model(
  { name: 'patterns.aggregated', kind: 'FULL', columns: { category: 'VARCHAR', share: 'DOUBLE' } },
  async (context) => {
    const groups = await context
      .query('SELECT category, sum(amount) AS total FROM raw.transactions GROUP BY ALL ORDER BY ALL')
      .toArray();
    const whole = groups.reduce((sum, { total }) => sum + total, 0);
    return groups.map(({ category, total }) => ({ category, share: total / whole }));
  },
);
