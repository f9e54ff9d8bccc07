// Results of mesh query of any size: they come in parts, and what fails on the way is an error.
import { tableFromIPC, type Table } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const many = 300_000;

async function project(): Promise<TestProject> {
  const made = testProject({ 'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT 1 AS x' });
  await made.plan();
  return made;
}

/** What the real program prints: its bytes go past the strings of a test. */
async function arrowOf({ folder, now }: TestProject, sql: string): Promise<Table> {
  const mesh = spawnMesh(['query', sql, '--format', 'arrow'], { cwd: folder, now });
  const parts: Buffer[] = [];
  mesh.process.stdout!.on('data', (part: Buffer) => parts.push(part));
  const { code, stderr } = await mesh.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return tableFromIPC(Buffer.concat(parts));
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

  it('loses no column of the same name as another in JSON, and tells an empty text from NULL in CSV', async () => {
    const shop = await project();
    const sql = "SELECT 1 AS id, 2 AS id, NULL AS id_1, '' AS e";
    expect((await shop.mesh(['query', sql, '--json'])).json).toEqual([{ id: 1, id_1: 2, id_1_1: null, e: '' }]);
    expect((await shop.mesh(['query', sql, '--format', 'csv'])).stdout).toBe('id,id,id_1,e\n1,2,,""\n');
  });

  it('keeps what is finer than a millisecond', async () => {
    const shop = await project();
    const sql = "SELECT TIMESTAMP '2023-01-01 10:00:00.123456' AS fine, TIMESTAMP '2023-01-01 10:00:00' AS plain";
    expect((await shop.mesh(['query', sql, '--format', 'csv'])).stdout).toBe(
      'fine,plain\n2023-01-01 10:00:00.123456,2023-01-01 10:00:00\n',
    );
  });

  it('comes out of the real program as Arrow', async () => {
    const table = await arrowOf(await project(), `SELECT i::INTEGER AS i FROM range(${many}) AS r(i)`);
    expect(table.batches.length).toBeGreaterThan(1);
    expect([table.numRows, table.get(many - 1)?.toJSON()]).toEqual([many, { i: many - 1 }]);
  });

  it('has the types of the engine as Arrow, to the microsecond, and all of test_all_types()', async () => {
    const shop = await project();
    const table = await arrowOf(
      shop,
      `SELECT TIMESTAMP '2023-01-01 10:00:00.123456' AS fine, 12.30::DECIMAL(10, 2) AS price, 7::UTINYINT AS tiny,
        [1, NULL] AS list, {a: 'x', b: [DATE '2023-01-02']} AS struct, 170141183460469231731687303715884105727 AS huge,
        1::BIGINT AS twice, NULL::VARCHAR AS twice_, 'a text of more than twelve bytes' AS long, '\\xAB'::BLOB AS bytes`,
    );
    expect(table.schema.fields.map(({ name, type }) => `${name} ${String(type)}`)).toEqual([
      'fine Timestamp<MICROSECOND>',
      'price Decimal[10e+2]',
      'tiny Uint8',
      'list List<Int32>',
      'struct Struct<{a:Utf8, b:List<Date32<DAY>>}>',
      'huge Utf8',
      'twice Int64',
      'twice_ Utf8',
      'long Utf8',
      'bytes Binary',
    ]);
    const of = (name: string): unknown => table.getChild(name)!.get(0);
    expect((of('list') as Iterable<unknown>)[Symbol.iterator]().next().value).toBe(1);
    expect([of('fine'), of('tiny'), of('huge'), of('twice'), of('twice_'), of('long')]).toEqual([
      1672567200123.456,
      7,
      '170141183460469231731687303715884105727',
      1n,
      null,
      'a text of more than twelve bytes',
    ]);
    const all = await arrowOf(shop, 'SELECT * FROM test_all_types()');
    expect(all.numRows).toBe(3);
    expect((await arrowOf(shop, 'SELECT 1 AS a WHERE FALSE')).schema.fields.map(({ name }) => name)).toEqual(['a']);
  });

  it('shows a FLOAT with the digits that it has', async () => {
    const shop = await project();
    const sql = 'SELECT 0.1::FLOAT AS f, [16777216::FLOAT, 1.17549e-38::FLOAT] AS list, 0.1::DOUBLE AS d';
    expect((await shop.mesh(['query', sql, '--json'])).json).toEqual([
      { f: 0.1, list: [16777216, 1.17549e-38], d: 0.1 },
    ]);
  });

  it('shows instants that no Date of JavaScript can hold', async () => {
    const shop = await project();
    const { code, json } = await shop.mesh([
      'query',
      `SELECT 'infinity'::TIMESTAMP_S AS s, '-infinity'::TIMESTAMP_NS AS ns, '1677-09-22 00:00:00.123456789'::TIMESTAMP_NS AS fine,
        make_timestamp_ms(-9223372022400000)::TIMESTAMP_MS AS ms`,
      '--json',
    ]);
    expect(code).toBe(0);
    expect(json).toEqual([
      { s: 'infinity', ns: '-infinity', fine: '1677-09-22 00:00:00.123456789', ms: expect.stringContaining('290309') },
    ]);
  });
});
