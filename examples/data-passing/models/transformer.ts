import { columns, defineTransformer, model, type Batch } from 'mesh-sql';

const labelled = defineTransformer({
  // Once, before the first batch: lookups, patterns, templates.
  init: () => ({ names: new Map([['category 0', 'food'], ['category 1', 'rent']]), digits: /\d+/ }),
  batch: (batch: Batch, { names, digits }) =>
    columns({
      id: batch.column('id'),
      label: batch.column('category').toArray().map((text: string) => names.get(text) ?? `other ${digits.exec(text)![0]}`),
    }),
});

export default model(
  { name: 'patterns.transformer', kind: 'FULL', columns: { id: 'BIGINT', label: 'VARCHAR' } },
  (context) => context.table('raw.transactions').transform(labelled),
);
