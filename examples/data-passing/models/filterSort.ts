import { model } from 'mesh-sql';

export default model(
  { name: 'patterns.filter_sort', kind: 'FULL', columns: { page: 'INTEGER', first_id: 'BIGINT', rows: 'INTEGER' } },
  async function* (context) {
    const chosen = context.table('raw.transactions').where('category IN (?, ?) AND amount > ?', ['category 1', "it's", 10]);
    let page = 0;
    // Each page begins behind the last key of the one before, in the engine's own order.
    for await (const batch of chosen.pages({ by: ['paid_at', 'id'], size: 500 }))
      yield { page: page++, first_id: batch.column('id').get(0), rows: batch.length };
  },
);
