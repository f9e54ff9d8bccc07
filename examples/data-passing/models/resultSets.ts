import { columns, model, sql } from 'mesh-sql';

const options = { kind: 'FULL', columns: { customer_id: 'BIGINT', name: 'VARCHAR' } } as const;

/** The same rows in five forms; an array of models is loaded as its members. */
export default [
  model({ ...options, name: 'patterns.as_rows' }, (context) =>
    context.table('raw.customers').select('customer_id', 'name').rows(),
  ),
  model({ ...options, name: 'patterns.as_columns' }, async function* (context) {
    for await (const batch of context.table('raw.customers'))
      yield columns({ customer_id: batch.column('customer_id'), name: batch.column('name') });
  }),
  model({ ...options, name: 'patterns.as_arrow' }, (context) =>
    context.table('raw.customers').select('customer_id', 'name').arrow(),
  ),
  model(
    { ...options, name: 'patterns.as_sql' },
    async (context) => sql`SELECT customer_id, name FROM ${context.table('raw.customers')}`,
  ),
  model({ ...options, name: 'patterns.as_relation' }, (context) =>
    context.table('raw.customers').select('customer_id', 'name'),
  ),
];
