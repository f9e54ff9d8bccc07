import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDuckDB } from '../../../src/engine/duckdb/duckdbEngine.ts';
import type { Engine, Session } from '../../../src/engine/engine.ts';

let engine: Engine;
let session: Session;

beforeEach(async () => {
  engine = await openDuckDB({ root: process.cwd(), connectorConfig: { threads: 3 } });
  session = await engine.session();
});
afterEach(() => engine.close());

const threads = async (): Promise<number> =>
  Number((await session.query(`SELECT current_setting('threads') AS n`))[0]!['n']);

it('puts the threads away while all that runs is small', async () => {
  const workload = (await engine.workload!())!;
  expect(await threads()).toBe(3);
  expect(await workload.run('small', threads)).toBe(1);
  expect(await workload.run('large', threads)).toBe(3);
  expect(await workload.run('large', () => workload.run('small', threads))).toBe(3);
  const seen = await Promise.all([workload.run('small', threads), workload.run('small', threads)]);
  expect(seen).toEqual([1, 1]);
  await workload.end();
  expect(await threads()).toBe(3);
});

it('gives them back to what was taken for small and lasts', async () => {
  const workload = (await engine.workload!())!;
  const seen = await workload.run('small', async () => {
    const first = await threads();
    await new Promise((resolve) => setTimeout(resolve, 600));
    return [first, await threads()];
  });
  expect(seen).toEqual([1, 3]);
  expect(await workload.run('small', threads)).toBe(1);
  await workload.end();
  expect(await threads()).toBe(3);
});

it('brings them back after a failure, and leaves what a statement has set', async () => {
  const workload = (await engine.workload!())!;
  await expect(workload.run('small', () => session.execute('SELECT error(1)'))).rejects.toThrow();
  await workload.end();
  expect(await threads()).toBe(3);
  await workload.run('small', () => session.execute('SET GLOBAL threads = 2'));
  await workload.end();
  expect(await threads()).toBe(2);
});

it('has nothing to fit where there is one thread', async () => {
  await session.execute('SET GLOBAL threads = 1');
  expect(await engine.workload!()).toBeUndefined();
});
