import { model } from 'mesh-sql';

export default model(
  { name: 'patterns.parallel', kind: 'FULL', columns: { id: 'BIGINT', value: 'DOUBLE' } },
  (context) =>
    context.parallel(
      context.table('raw.transactions').orderBy('id').batches({ rows: 2_500 }),
      new URL('./heavy.worker.ts', import.meta.url),
      { workers: 2, init: { rounds: 20 } },
    ),
);
