import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { openDuckDB } from '../../src/engine/duckdb/duckdbEngine.ts';
import type { Environment } from '../../src/snapshot/environment.ts';
import type { Snapshot, SnapshotHead } from '../../src/snapshot/snapshot.ts';
import { openStateStore } from '../../src/state/openStateStore.ts';
import { migrateState, readVersions, rollbackState } from '../../src/state/migrate.ts';
import { migrations } from '../../src/state/migrations/index.ts';
import { stateTables } from '../../src/state/tables.ts';
import type { StateStore } from '../../src/state/stateStore.ts';

let engine: Engine;
let store: StateStore;
let now = 1_000;

async function open(): Promise<StateStore> {
  return openStateStore({ engine, besideData: true, schema: 'mesh_state', meshVersion: '0.1.0', clock: () => now });
}

beforeEach(async () => {
  now = 1_000;
  engine = await openDuckDB({ root: process.cwd() });
  store = await open();
});

afterEach(async () => {
  await store.close();
  await engine.close();
});

function snapshot(name: string, identifier: string): Snapshot {
  return {
    name,
    identifier,
    version: `v-${identifier}`,
    devVersion: `d-${identifier}`,
    kindName: 'FULL',
    fingerprint: { recipe: 1, data: 'a', metadata: 'b', parentData: 'c', parentMetadata: 'd' },
    category: 'breaking',
    forwardOnly: false,
    physical: { catalog: 'memory', schema: 'mesh__s', table: `t_${identifier}` },
    preview: null,
    unrestorable: false,
    model: { name, description: `it's "quoted" \\ and ünïcode` } as unknown as Snapshot['model'],
    parents: [],
    outputColumns: [{ name: 'id', type: 'INTEGER' }],
    previousVersions: [],
    effectiveFrom: null,
    ttlMs: 5,
    createdAt: 7,
  };
}

function headOf(s: Snapshot): SnapshotHead {
  const {
    name,
    identifier,
    version,
    devVersion,
    kindName,
    fingerprint,
    category,
    forwardOnly,
    physical,
    preview,
    unrestorable,
  } = s;
  return {
    name,
    identifier,
    version,
    devVersion,
    kindName,
    fingerprint,
    category,
    forwardOnly,
    physical,
    preview,
    unrestorable,
  };
}

function environment(name: string, members: readonly Snapshot[], revision = 1): Environment {
  return {
    name,
    members: members.map((s) => ({
      ...headOf(s),
      promoted: true,
      view: { catalog: 'memory', schema: 's', table: 't' },
      uses: 'final',
    })),
    naming: { suffixTarget: 'schema' },
    planId: 'p1',
    previousPlanId: null,
    revision,
    expiresAt: null,
    startAt: null,
    endAt: null,
    updatedAt: 9,
    statements: { beforeAll: [], afterAll: [] },
    requirements: {},
  };
}

test('reading an empty database creates nothing', async () => {
  expect(await store.environments()).toEqual([]);
  expect(await store.environment('prod')).toBeUndefined();
  expect(await store.intervals([{ name: 'a', version: 'v', preview: false }])).toEqual([[]]);
  expect(await store.versions()).toBeUndefined();
  const session = await engine.session();
  expect(await session.schemaExists({ schema: 'mesh_state' })).toBe(false);
});

test('snapshots come back as they were saved, and saving one again changes nothing', async () => {
  const one = snapshot('s.t', 'i1');
  await store.saveSnapshots(null, [one]);
  await store.saveSnapshots(null, [one, snapshot('s.t', 'i2')]);
  expect(await store.snapshots([{ name: 's.t', identifier: 'i1' }])).toEqual([one]);
  expect((await store.snapshotHeads()).map((h) => h.identifier)).toEqual(['i1', 'i2']);
  expect(await store.snapshotHeads(['other'])).toEqual([]);
  await store.updateSnapshots(null, [one], { touchedAt: 99, unrestorable: true });
  const [head] = await store.snapshotHeads(['s.t']);
  expect(head).toMatchObject({ touchedAt: 99, unrestorable: true });
  await store.deleteSnapshots(null, [one]);
  expect((await store.snapshotHeads()).map((h) => h.identifier)).toEqual(['i2']);
});

test('an environment comes back with its members, and a second writer is told of the conflict', async () => {
  const one = snapshot('s.t', 'i1');
  await store.saveSnapshots(null, [one]);
  const prod = environment('prod', [one]);
  await store.saveEnvironment(null, prod, null);
  expect(await store.environment('prod')).toEqual(prod);
  await expect(store.saveEnvironment(null, prod, null)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  await store.saveEnvironment(null, { ...prod, revision: 2, members: [] }, 1);
  expect((await store.environment('prod'))?.members).toEqual([]);
  await store.setExpiry('prod', 77, 2);
  await expect(store.setExpiry('prod', 78, 1)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  expect(await store.environments()).toMatchObject([{ name: 'prod', models: 0, expiresAt: 77, revision: 2 }]);
  await store.deleteEnvironment(null, 'prod');
  expect(await store.environment('prod')).toBeUndefined();
});

describe('intervals', () => {
  const key = { name: 's.t', version: 'v', preview: false };

  test('are merged, removed and added again in the order in which that happened', async () => {
    await store.addIntervals(null, key, [
      { start: 0, end: 10 },
      { start: 10, end: 20 },
    ]);
    await store.removeIntervals(null, key, [{ start: 5, end: 15 }]);
    await store.addIntervals(null, key, [{ start: 5, end: 6 }]);
    await store.addIntervals(null, { ...key, preview: true }, [{ start: 100, end: 110 }]);
    const expected = [
      { start: 0, end: 6 },
      { start: 15, end: 20 },
    ];
    expect(await store.intervals([key, { ...key, version: 'other' }])).toEqual([expected, []]);
    await store.compactIntervals();
    expect(await store.intervals([key, { ...key, preview: true }])).toEqual([expected, [{ start: 100, end: 110 }]]);
  });

  test('that a restatement began with stay, and are unfinished until they are added again or removed', async () => {
    const [other, whole] = [{ ...key, preview: true }, [{ start: 0, end: 20 }]];
    await store.addIntervals(null, key, whole);
    await store.addIntervals(null, other, whole);
    await store.beginRestatement(null, [
      { key, intervals: [{ start: 5, end: 15 }] },
      { key: other, intervals: whole },
    ]);
    await store.addIntervals(null, key, [{ start: 5, end: 10 }]);
    const expected = [[{ start: 10, end: 15 }], whole, []];
    const asked = [key, other, { ...key, version: 'other' }];
    expect(await store.unfinished(asked)).toEqual(expected);
    await store.compactIntervals();
    expect(await store.unfinished(asked)).toEqual(expected);
    expect(await store.intervals([key])).toEqual([whole]);
    await store.addIntervals(null, key, [{ start: 10, end: 12 }]);
    await store.removeIntervals(null, key, [{ start: 14, end: 20 }]);
    expect(await store.unfinished([key])).toEqual([[{ start: 12, end: 14 }]]);
  });

  test('written in a data transaction vanish with its rollback', async () => {
    await store.migrate();
    const session = await engine.session();
    await expect(
      session.transaction(async () => {
        await store.addIntervals(session, key, [{ start: 0, end: 10 }]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await store.intervals([key])).toEqual([[]]);
    await session.transaction(() => store.addIntervals(session, key, [{ start: 0, end: 10 }]));
    expect(await store.intervals([key])).toEqual([[{ start: 0, end: 10 }]]);
  });

  test('of many keys at once are those of each key', async () => {
    const keys = Array.from({ length: 600 }, (_, i) => ({ name: `m${i}`, version: 'v', preview: false }));
    for (const k of keys.slice(0, 3)) await store.addIntervals(null, k, [{ start: 1, end: 2 }]);
    const sets = await store.intervals(keys);
    expect(sets.slice(0, 4)).toEqual([[{ start: 1, end: 2 }], [{ start: 1, end: 2 }], [{ start: 1, end: 2 }], []]);
  });
});

describe('leases', () => {
  test('belong to one owner until they expire, and the overtaken owner cannot commit', async () => {
    const first = await store.acquireLease('environment:prod', 'a', 100);
    expect(first).toMatchObject({ lease: { owner: 'a', token: 1, expiresAt: 1_100 } });
    expect(await store.acquireLease('environment:prod', 'b', 100)).toMatchObject({ heldBy: { owner: 'a' } });
    now = 1_101;
    const second = await store.acquireLease('environment:prod', 'b', 100);
    expect(second).toMatchObject({ lease: { owner: 'b', token: 2 } });
    if (!('lease' in first) || !('lease' in second)) throw new Error('both were taken');
    const session = await engine.session();
    await expect(session.transaction(() => store.assertLease(session, first.lease))).rejects.toMatchObject({
      code: 'STATE_LEASE_LOST',
    });
    await session.transaction(() => store.assertLease(session, second.lease));
    expect(await store.renewLease(first.lease, 100)).toBeUndefined();
    expect(await store.renewLease(second.lease, 100)).toMatchObject({ expiresAt: 1_201 });
    await store.releaseLease(second.lease);
    expect(await store.acquireLease('environment:prod', 'c', 100)).toMatchObject({ lease: { token: 3 } });
  });
});

test('modules and values are kept by key', async () => {
  await store.saveModules(null, [{ hash: 'h', text: 'export {}' }]);
  await store.saveModules(null, [{ hash: 'h', text: 'something else' }]);
  expect(await store.modules(['h', 'x'])).toEqual(new Map([['h', 'export {}']]));
  expect(await store.getValue('k')).toBeUndefined();
  await store.setValue(null, 'k', { a: [1, null] });
  await store.setValue(null, 'k', { a: [2] });
  expect(await store.getValue('k')).toEqual({ a: [2] });
  await store.setValue(null, 'k', undefined);
  expect(await store.getValue('k')).toBeUndefined();
});

describe('migrations', () => {
  test('state of a newer mesh is refused with clear words', async () => {
    await store.migrate();
    const session = await engine.session();
    await session.execute(`UPDATE memory.mesh_state.versions SET schema_version = 99, mesh_version = '9.9.9'`);
    const other = await open();
    await expect(other.environments()).rejects.toMatchObject({
      code: 'STATE_NEWER',
      message: expect.stringContaining('9.9.9'),
    });
    await other.close();
  });

  test('a later step keeps a backup that rollback restores', async () => {
    await store.saveSnapshots(null, [snapshot('s.t', 'i1')]);
    const session = await engine.session();
    const tables = stateTables('memory', 'mesh_state');
    const later = {
      name: '0002_test',
      up: async (): Promise<void> => {
        await session.execute(`ALTER TABLE ${tables.snapshots} ADD COLUMN note VARCHAR`);
      },
    };
    expect(await migrateState(session, tables, { meshVersion: 'x', now: 5, steps: [...migrations, later] })).toEqual([
      '0002_test',
    ]);
    expect(await readVersions(session, tables)).toEqual({ schemaVersion: 2, meshVersion: 'x' });
    await rollbackState(session, tables);
    expect(await readVersions(session, tables)).toEqual({ schemaVersion: 1, meshVersion: '0.1.0' });
    expect((await store.snapshotHeads()).map((h) => h.name)).toEqual(['s.t']);
    await expect(rollbackState(session, tables)).rejects.toMatchObject({ code: 'STATE_NO_BACKUP' });
  });
});
