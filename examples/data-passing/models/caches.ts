import { model } from 'mesh-sql';

export default model(
  { name: 'patterns.caches', kind: 'FULL', columns: { category: 'VARCHAR', label: 'VARCHAR', total: 'DOUBLE' } },
  async function* (context) {
    // Run again within two days it reads a Parquet file, unless raw.transactions has got new rows.
    const totals = context
      .query('SELECT category, sum(amount) AS total FROM raw.transactions GROUP BY ALL ORDER BY ALL')
      .cached({ ttl: '2 days' });
    // Loaded once per process and version; with save and restore it would outlive the process.
    const labels = await context.object('labels', {
      version: '1',
      load: async () => new Map(Array.from({ length: 7 }, (_, i) => [`category ${i}`, `Category no. ${i + 1}`])),
    });
    for await (const { category, total } of totals.rows()) yield { category, total, label: labels.get(category) };
  },
);
