import { model } from 'mesh-sql';

export default model(
  {
    name: 'patterns.resumable',
    kind: 'FULL',
    columns: { category: 'VARCHAR', id: 'BIGINT', running: 'DOUBLE' },
    // One call for each task, in this order; a run that was stopped goes on at its task …
    tasks: { column: 'category', list: ['category 0', 'category 1', 'category 2'] },
    // … behind the last row that was committed.
    checkpoint: { key: 'id', every: 500 },
    // In a thread of its own: whatever happens there fails this model alone.
    worker: true,
  },
  async function* (context) {
    const own = context.table('raw.transactions').where('category = ?', [context.task]).select('id', 'amount');
    let running = context.checkpoint.last?.running ?? 0;
    for await (const page of own.pages({ by: ['id'], size: 500, after: context.checkpoint.last }))
      for (const { id, amount } of page.rows()) yield { id, running: (running += amount ?? 0) };
  },
);
