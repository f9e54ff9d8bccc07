// Random queries over t(k, a, b, l) and u(k, a, z): many are not valid, the rest covers what queries are made of.
import * as fc from 'fast-check';

/** Data with duplicates, NULLs and a unique k, so that ORDER BY k leaves no ties. */
export const tables = `
  CREATE TABLE t(k INTEGER, a INTEGER, b INTEGER, l INTEGER[]);
  INSERT INTO t VALUES (1, 1, 1, [1, 2]), (2, 1, 2, []), (3, 2, 1, [3]), (4, NULL, 2, NULL), (5, 2, 2, [1]), (6, 1, 1, [7]);
  CREATE TABLE u(k INTEGER, a INTEGER, z INTEGER);
  INSERT INTO u VALUES (1, 1, 5), (2, 2, 6), (3, 2, 7), (4, 3, 5);`;

interface Select {
  readonly head: string;
  readonly items: readonly string[];
  readonly from: Source;
  readonly tail: string;
}

export type Query =
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

const anyItem = fc.constantFrom(
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
  '(SELECT max(a) FROM c) AS ca',
  'struct_pack(p := a) AS sp',
  'list(b) AS lb',
  'COLUMNS(*)',
);
const item = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('k', 'a', 'b', 'a') }, { weight: 1, arbitrary: anyItem });

/** A column to add: mostly one that does no harm by itself. */
const addedItem = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('b', 'k AS k2', 'a + 1 AS x', "'c' AS c1", '(SELECT max(z) FROM u) AS mz') },
  { weight: 1, arbitrary: fc.constantFrom('row_number() OVER (ORDER BY k) AS r', 'count(*) AS n', 'max(a) AS m') },
  { weight: 1, arbitrary: anyItem },
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
export const query: fc.Arbitrary<Query> = fc.oneof(
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

/** One more column for the SELECTs of a query, by turns. */
export interface Insertion {
  readonly item: string;
  readonly at: number;
  readonly skip: boolean;
}

export const insertions: fc.Arbitrary<Insertion[]> = fc.array(
  fc.record({ item: addedItem, at: fc.nat(3), skip: fc.boolean() }),
  { minLength: 1, maxLength: 3 },
);

export function print(query: Query, insertions: readonly Insertion[]): string {
  let next = 0;
  const one = (written: Select): string => {
    const s = deterministic(written);
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

/** What depends on the order of rows stays only where k is unique: ties would make a query differ from itself. */
function deterministic(select: Select): Select {
  const { head, items, from, tail } = select;
  if (typeof from === 'string' && !/\bc\b/.test(from)) {
    return head.startsWith('DISTINCT ON') && !tail.startsWith(' ORDER BY')
      ? { ...select, tail: ' ORDER BY a, k' }
      : select;
  }
  const ordered = /LIMIT|row_number/;
  return {
    head: head.startsWith('DISTINCT ON') ? 'DISTINCT ' : head,
    items: items.map((item) => (ordered.test(item) ? 'a AS r' : item)),
    from,
    tail: ordered.test(tail) ? '' : tail,
  };
}
