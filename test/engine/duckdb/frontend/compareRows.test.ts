// What `compare` calls additive must be so: random queries gain random columns, both run, and the old columns must hold
// the same bag of rows.
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDuckDB } from '../../../../src/engine/duckdb/duckdbEngine.ts';
import type { Engine, Session } from '../../../../src/engine/engine.ts';
import { isMeshError } from '../../../../src/error/meshError.ts';
import { sharedFrontend } from './open.ts';

const frontend = sharedFrontend();
const RUNS = Number(process.env['MESH_COMPARE_RUNS'] ?? 1000);

let engine: Engine;
let session: Session;

beforeAll(async () => {
  engine = await openDuckDB({ root: process.cwd() });
  session = await engine.session();
  await session.execute(`
    CREATE TABLE t(k INTEGER, a INTEGER, b INTEGER, l INTEGER[]);
    INSERT INTO t VALUES (1, 1, 1, [1, 2]), (2, 1, 2, []), (3, 2, 1, [3]), (4, NULL, 2, NULL), (5, 2, 2, [1]), (6, 1, 1, [7]);
    CREATE TABLE u(k INTEGER, a INTEGER, z INTEGER);
    INSERT INTO u VALUES (1, 1, 5), (2, 2, 6), (3, 2, 7), (4, 3, 5);`);
});
afterAll(() => engine.close());

interface Select {
  readonly head: string;
  readonly items: readonly string[];
  readonly from: Source;
  readonly tail: string;
}

type Query =
  | { readonly type: 'select'; readonly select: Select }
  | {
      readonly type: 'set';
      readonly operator: string;
      readonly left: Select;
      readonly right: Select;
      readonly tail: string;
    }
  | { readonly type: 'cte'; readonly cte: Select; readonly main: Select };

type Source = string | { readonly query: Select; readonly alias: string };

const item = fc.constantFrom(
  'k',
  'a',
  'b',
  'z',
  'l',
  'a + 1 AS x',
  'b AS y',
  '-a AS b',
  '1 AS one',
  'count(*) AS n',
  'sum(b) AS s',
  'max(a) AS m',
  '*',
  'unnest([1, 2]) AS e',
  'unnest(l) AS f',
  'row_number() OVER (ORDER BY k) AS r',
  '(SELECT max(z) FROM u) AS mz',
  'q',
  'q.a',
  'q.*',
  '(SELECT count(*) FROM c) AS cc',
  '(SELECT a FROM c LIMIT 1) AS ca',
  'struct_pack(p := a) AS sp',
  'list(b) AS lb',
  'COLUMNS(*)',
);
const head = fc.constantFrom('', '', '', '', 'DISTINCT ', 'DISTINCT ON (a) ', 'DISTINCT ON (1) ');
const tail = fc.constantFrom(
  '',
  '',
  '',
  '',
  ' WHERE a > 0',
  ' WHERE b = 1',
  ' GROUP BY a',
  ' GROUP BY 1',
  ' GROUP BY 2',
  ' GROUP BY ALL',
  ' GROUP BY a, k HAVING count(*) > 0',
  ' ORDER BY k LIMIT 3',
  ' ORDER BY b, k LIMIT 2',
  ' ORDER BY 1, k LIMIT 2',
  ' ORDER BY ALL LIMIT 2',
  ' ORDER BY a, k',
  ' ORDER BY y, k LIMIT 2',
  ' QUALIFY row_number() OVER (PARTITION BY a ORDER BY k) = 1',
  ' QUALIFY x > 1',
  ' WHERE a IN (SELECT a FROM u)',
  ' WHERE EXISTS (FROM c)',
  ' GROUP BY CUBE (a)',
);
const base = fc.constantFrom(
  't',
  't',
  't AS q',
  'u',
  't JOIN u USING (k)',
  't NATURAL JOIN u',
  't SEMI JOIN u USING (a)',
);
const select = (from: fc.Arbitrary<Source>): fc.Arbitrary<Select> =>
  fc.record({ head, items: fc.array(item, { minLength: 1, maxLength: 3 }), from, tail });
const simple = select(base);
const nested = select(fc.oneof(base, fc.record({ query: simple, alias: fc.constantFrom('q', 'q(p)', 'q(p, r)') })));
const operators = ['UNION ALL', 'UNION', 'EXCEPT', 'INTERSECT', 'UNION ALL BY NAME', 'UNION BY NAME', 'EXCEPT ALL'];
const overCte = fc.constantFrom(
  'c',
  'c AS q',
  'c JOIN u USING (a)',
  'c NATURAL JOIN t',
  'c q JOIN t ON q.a = t.a',
  '(SELECT * FROM c) q',
);
const query: fc.Arbitrary<Query> = fc.oneof(
  nested.map((s): Query => ({ type: 'select', select: s })),
  fc.record({
    type: fc.constant('set' as const),
    operator: fc.constantFrom(...operators),
    left: simple,
    right: simple,
    tail: fc.constantFrom('', '', ' ORDER BY a LIMIT 100'),
  }),
  fc.record({ type: fc.constant('cte' as const), cte: nested, main: select(overCte) }),
);

/** The same insertion everywhere, or one in each place, by turns of `choices`. */
interface Insertion {
  readonly item: string;
  readonly at: number;
  readonly skip: boolean;
}

function print(query: Query, insertions: readonly Insertion[]): string {
  let next = 0;
  const one = (s: Select): string => {
    const from = typeof s.from === 'string' ? s.from : `(${one(s.from.query)}) ${s.from.alias}`;
    const insertion = insertions[next++ % Math.max(1, insertions.length)];
    const items = [...s.items];
    if (insertion !== undefined && !insertion.skip) items.splice(insertion.at % (items.length + 1), 0, insertion.item);
    return `SELECT ${s.head}${items.join(', ')} FROM ${from}${s.tail}`;
  };
  if (query.type === 'select') return one(query.select);
  if (query.type === 'set') return `(${one(query.left)}) ${query.operator} (${one(query.right)})${query.tail}`;
  return `WITH c AS (${one(query.cte)}) ${one(query.main)}`;
}

/** Rows over the given columns as sorted texts; undefined when the query is not valid. */
async function bag(
  sql: string,
  columns?: readonly string[],
): Promise<{ columns: string[]; rows: string[] } | undefined> {
  try {
    const found = await session.table(`SELECT * FROM (${sql})`);
    const names = found.columns.map((c) => c.name);
    const kept = columns === undefined ? names.keys() : columns.map((c) => names.indexOf(c));
    const at = [...kept];
    const text = (value: unknown): string =>
      JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) ?? '-';
    return { columns: names, rows: found.rows.map((row) => at.map((i) => text(row[i])).join('|')).sort() };
  } catch (error) {
    if (isMeshError(error)) return undefined;
    throw error;
  }
}

it('never calls a query additive whose old columns or rows differ', async () => {
  const insertion = fc.record({ item, at: fc.nat(3), skip: fc.boolean() });
  let additive = 0;
  await fc.assert(
    fc.asyncProperty(query, fc.array(insertion, { minLength: 1, maxLength: 3 }), async (old, insertions) => {
      const [before, after] = [print(old, []), print(old, insertions)];
      const comparison = await frontend().compare(before, after);
      if (comparison.type !== 'additive') return;
      const [left, right] = [await bag(before), await bag(after)];
      if (left === undefined || right === undefined) return;
      additive++;
      expect((await bag(after, left.columns))!.rows, `${before}\n${after}`).toEqual(left.rows);
    }),
    { numRuns: RUNS },
  );
  expect(additive).toBeGreaterThan(RUNS / 200);
}, 300_000);
