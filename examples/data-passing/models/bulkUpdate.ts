import { columns, model } from 'mesh-sql';

export default model(
  {
    name: 'patterns.bulk_update',
    kind: 'FULL',
    columns: { changed: 'BIGINT' },
    writes: ['patterns_side.balances'],
    preStatements: [
      'CREATE OR REPLACE TABLE patterns_side.balances AS SELECT i::BIGINT AS id, 0::DOUBLE AS balance FROM range(2000) AS t(i)',
    ],
  },
  async (context) => {
    const changes = { id: BigInt64Array.from({ length: 1000 }, (_, i) => BigInt(i * 2)), balance: new Float64Array(1000).fill(5) };
    // One UPDATE … FROM; a key that occurs twice is refused.
    await context.engine.update('patterns_side.balances', columns(changes), { key: ['id'] });
    return [{ changed: 1000n }];
  },
);
