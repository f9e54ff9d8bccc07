// Results of mesh query of any size: they come in parts, and what fails on the way is an error.
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { arrowStream } from '../../src/cli/resultArrow.ts';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const many = 300_000;

async function project(): Promise<TestProject> {
  const made = testProject({ 'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT 1 AS x' });
  await made.plan();
  return made;
}

describe('a large result of query', () => {
  it('is whole as CSV and as JSON, in order', async () => {
    const shop = await project();
    const csv = await shop.mesh(['query', `SELECT i, 'n' || i AS t FROM range(${many}) AS r(i)`, '--format', 'csv']);
    const lines = csv.stdout.trimEnd().split('\n');
    expect([lines.length, lines[1], lines.at(-1)]).toEqual([many + 1, '0,n0', `${many - 1},n${many - 1}`]);
    const json = await shop.mesh(['query', 'SELECT i FROM range(5000) AS r(i)', '--json']);
    expect(json.stdout).toBe(
      `${JSON.stringify(
        Array.from({ length: 5000 }, (_, i) => ({ i })),
        null,
        2,
      )}\n`,
    );
    expect((await shop.mesh(['query', 'SELECT 1 AS i WHERE false', '--json'])).stdout).toBe('[]\n');
    expect((await shop.mesh(['query', 'SELECT 1 AS i WHERE false', '--format', 'csv'])).stdout).toBe('i\n');
  });

  it('is cut as a table, with a word about it', async () => {
    const shop = await project();
    const cut = await shop.mesh(['query', 'SELECT i FROM range(5000) AS r(i)']);
    expect(cut.stdout).toContain('1000 rows');
    expect(cut.stderr).toContain('only the first 1000 rows: --limit');
    const wanted = await shop.mesh(['query', 'SELECT i FROM range(5000) AS r(i)', '--limit', '2000']);
    expect([wanted.stdout.includes('2000 rows'), wanted.stderr]).toEqual([true, '']);
    const csv = await shop.mesh(['query', 'SELECT i FROM range(5000) AS r(i)', '--limit', '2', '--format', 'csv']);
    expect(csv.stdout).toBe('i\n0\n1\n');
  });

  it.each(['csv', 'json', 'table'])('that fails after many rows fails as %s', async (format) => {
    const shop = await project();
    const sql = `SELECT CASE WHEN i = 250000 THEN error('boom') ELSE i::VARCHAR END AS i FROM range(${many}) AS r(i)`;
    const run = await shop.mesh(['query', sql, '--format', format, '--limit', '299999']);
    expect(run.code).not.toBe(0);
    expect(`${run.stdout.slice(-2000)}${run.stderr}`).toContain('boom');
  });

  it('is none without a query', async () => {
    const shop = await project();
    for (const sql of ['', ' ; ', '/* nothing */']) {
      const run = await shop.mesh(['query', sql]);
      expect([run.code, run.stderr.includes('CLI_MISSING_ARGUMENT')], sql).toEqual([2, true]);
    }
  });

  it('keeps what is finer than a millisecond', async () => {
    const shop = await project();
    const sql = "SELECT TIMESTAMP '2023-01-01 10:00:00.123456' AS fine, TIMESTAMP '2023-01-01 10:00:00' AS plain";
    expect((await shop.mesh(['query', sql, '--format', 'csv'])).stdout).toBe(
      'fine,plain\n2023-01-01 10:00:00.123456,2023-01-01 10:00:00\n',
    );
  });

  it('is one Arrow stream of many batches', async () => {
    async function* batches() {
      yield [[1, 'a', null]];
      yield [];
      yield [
        [2, null, null],
        [3, 'c', 5n],
      ];
    }
    const columns = ['INTEGER', 'VARCHAR', 'BIGINT'].map((type, i) => ({ name: `c${i}`, type }));
    const parts: Uint8Array[] = [];
    for await (const bytes of arrowStream({ columns, batches: batches() })) parts.push(bytes);
    const table = tableFromIPC(Buffer.concat(parts));
    expect(table.batches.length).toBe(2);
    expect(table.toArray().map((row) => row?.toJSON())).toEqual([
      { c0: 1, c1: 'a', c2: null },
      { c0: 2, c1: null, c2: null },
      { c0: 3, c1: 'c', c2: 5n },
    ]);
  });

  it('comes out of the real program as Arrow', async () => {
    const { folder, now } = await project();
    const argv = ['query', `SELECT i::INTEGER AS i FROM range(${many}) AS r(i)`, '--format', 'arrow'];
    const mesh = spawnMesh(argv, { cwd: folder, now });
    const parts: Buffer[] = [];
    mesh.process.stdout!.on('data', (part: Buffer) => parts.push(part));
    expect((await mesh.ended).code).toBe(0);
    const table = tableFromIPC(Buffer.concat(parts));
    expect([table.numRows, table.get(many - 1)?.toJSON()]).toEqual([many, { i: many - 1 }]);
  });
});
