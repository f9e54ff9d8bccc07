import { describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import { fingerprintModels } from '../../src/snapshot/fingerprint.ts';
import { ownParts } from '../../src/snapshot/modelParts.ts';
import { makeModel, timeRange, uniqueKey, type ModelParts } from '../support/modelFactory.ts';

const sql = 'SELECT id, amount FROM raw.orders WHERE amount > 1';
const macro = { name: 'm', type: 'macro', file: 'macros/m.ts', hash: 'h1', metadataOnly: false } as const;

interface Case {
  readonly what: string;
  readonly before?: ModelParts;
  readonly after: ModelParts;
  readonly changes: 'data' | 'metadata' | 'nothing';
}

const time = { kind: timeRange() };

const cases: readonly Case[] = [
  {
    what: 'white space, comments and keyword case',
    after: { sql: '-- why\nselect id,\n  amount from raw.orders where amount > 1' },
    changes: 'metadata',
  },
  { what: 'line endings', before: { sql: 'SELECT 1\nAS a' }, after: { sql: 'SELECT 1\r\nAS a' }, changes: 'nothing' },
  { what: 'the query', after: { sql: `${sql}0` }, changes: 'data' },
  { what: 'a string in another case', before: { sql: "SELECT 'a'" }, after: { sql: "SELECT 'A'" }, changes: 'data' },
  { what: 'a pre-statement', after: { sql, pre: ['SET x = 1'] }, changes: 'data' },
  {
    what: 'a statement that moves behind the query',
    before: { pre: ['SET x = 1'] },
    after: { post: ['SET x = 1'] },
    changes: 'data',
  },
  { what: 'the kind', after: { sql, kind: { name: 'VIEW', materialized: false } }, changes: 'data' },
  { what: 'the lookback', before: time, after: { kind: timeRange({ lookback: 2 }) }, changes: 'data' },
  {
    what: 'the time column',
    before: time,
    after: { kind: timeRange({ timeColumn: { column: 'day' } }) },
    changes: 'data',
  },
  { what: 'the batch size', before: time, after: { kind: timeRange({ batchSize: 3 }) }, changes: 'metadata' },
  { what: 'forward_only', before: time, after: { kind: timeRange({ forwardOnly: true }) }, changes: 'metadata' },
  {
    what: 'the unique key',
    before: { kind: uniqueKey() },
    after: { kind: uniqueKey({ uniqueKey: ['k'] }) },
    changes: 'data',
  },
  {
    what: 'declared columns',
    before: { columns: [{ name: 'id', type: 'INTEGER' }] },
    after: { columns: [{ name: 'id', type: 'BIGINT' }] },
    changes: 'data',
  },
  { what: 'partitioned_by', after: { sql, partitionedBy: ['ds'] }, changes: 'data' },
  { what: 'a physical property', after: { sql, physicalProperties: { a: '1' } }, changes: 'data' },
  { what: 'the stamp', after: { sql, stamp: '2' }, changes: 'data' },
  { what: 'the interval unit', after: { sql, intervalUnit: 'hour' }, changes: 'data' },
  { what: 'the gateway', after: { sql, gateway: 'two' }, changes: 'data' },
  { what: 'the cron', after: { sql, cron: '@hourly' }, changes: 'metadata' },
  {
    what: 'owner, description and tags',
    after: { sql, owner: 'me', description: 'x', tags: ['t'] },
    changes: 'metadata',
  },
  { what: 'the start', after: { sql, start: '2022-01-01' }, changes: 'metadata' },
  {
    what: 'an audit',
    after: { sql, audits: [{ name: 'not_null', arguments: { columns: '(id)' } }] },
    changes: 'metadata',
  },
  {
    what: 'where a property stands',
    after: { sql, at: { file: 'models/b.sql', line: 9, column: 1 }, file: 'models/b.sql' },
    changes: 'nothing',
  },
  {
    what: 'code of a macro that renders equally',
    before: { sql, code: [macro] },
    after: { sql, code: [{ ...macro, hash: 'h2' }] },
    changes: 'metadata',
  },
  {
    what: 'code of a macro in a text that depends on the run',
    before: { sql: `${sql} AND ds > @start_ds`, code: [macro] },
    after: { sql: `${sql} AND ds > @start_ds`, code: [{ ...macro, hash: 'h2' }] },
    changes: 'data',
  },
  {
    what: 'code of a TypeScript model',
    before: { source: 'typescript', code: [{ ...macro, type: 'model' }] },
    after: { source: 'typescript', code: [{ ...macro, type: 'model', hash: 'h2' }] },
    changes: 'data',
  },
  {
    what: 'a signal',
    before: { code: [{ ...macro, type: 'signal' }] },
    after: { code: [{ ...macro, type: 'signal', hash: 'h2' }] },
    changes: 'metadata',
  },
  {
    what: 'values of a seed',
    before: { source: 'seed', seedColumns: [{ name: 'id', type: 'INTEGER', hash: 'a' }] },
    after: { source: 'seed', seedColumns: [{ name: 'id', type: 'INTEGER', hash: 'b' }] },
    changes: 'data',
  },
];

describe('a model’s own parts', () => {
  it.each(cases)('$what changes $changes', ({ before = { sql }, after, changes }) => {
    const a = ownParts(makeModel('shop.orders', before));
    const b = ownParts(makeModel('shop.orders', after));
    expect({ data: a.data !== b.data, metadata: changes === 'data' || a.metadata !== b.metadata }).toEqual({
      data: changes === 'data',
      metadata: changes !== 'nothing',
    });
  });

  it('are at least 128 bits', () => {
    expect(ownParts(makeModel('a')).data).toMatch(/^[0-9a-f]{32,}$/);
  });
});

describe('fingerprintModels', () => {
  const chain = (top: ModelParts): ReadonlyMap<string, Model> =>
    new Map(
      [
        makeModel('s.a', top),
        makeModel('s.e', { kind: { name: 'EMBEDDED' }, parents: ['s.a'] }),
        makeModel('s.c', { parents: ['s.e', 'raw.external'] }),
      ].map((m) => [m.name, m]),
    );
  const order = ['raw.external', 's.a', 's.e', 's.c'];
  const of = (top: ModelParts) => fingerprintModels(chain(top), { order });

  it('passes a change of data down to all that read it, through embedded models', () => {
    const [before, after] = [of({}), of({ sql: 'SELECT 2 AS id' })];
    for (const name of ['s.e', 's.c']) {
      expect(after.get(name)!.fingerprint.data).toBe(before.get(name)!.fingerprint.data);
      expect(after.get(name)!.fingerprint.parentData).not.toBe(before.get(name)!.fingerprint.parentData);
      expect(after.get(name)!.identifier).not.toBe(before.get(name)!.identifier);
    }
  });

  it('keeps metadata and data apart on the way down', () => {
    const [before, after] = [of({}), of({ owner: 'me' })];
    expect(after.get('s.c')!.fingerprint.parentData).toBe(before.get('s.c')!.fingerprint.parentData);
    expect(after.get('s.c')!.fingerprint.parentMetadata).not.toBe(before.get('s.c')!.fingerprint.parentMetadata);
  });

  it('takes parts that are known instead of computing them', () => {
    const known = fingerprintModels(chain({}), {
      order,
      known: (m) => (m.name === 's.a' ? { data: 'x', metadata: 'y' } : undefined),
    });
    expect(known.get('s.a')!.fingerprint).toMatchObject({ data: 'x', metadata: 'y', recipe: 1 });
  });
});
