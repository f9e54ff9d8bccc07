// Random queries of the harder kinds over p(k, a, b, s, l) and o(k, a, z): most are valid, and all give the same rows
// whenever they run: whatever depends on the order of rows orders them by the unique k.
import type { Dice } from '../../../support/randomShop.ts';

export const hardTables = `
  CREATE TABLE p(k INTEGER, a INTEGER, b INTEGER, s STRUCT(x INTEGER, y VARCHAR), l INTEGER[]);
  INSERT INTO p VALUES (1, 1, 1, {x: 1, y: 'u'}, [1, 2]), (2, 1, 2, {x: 2, y: 'v'}, []), (3, 2, 1, NULL, [3]),
    (4, NULL, 2, {x: 1, y: NULL}, NULL), (5, 2, 2, {x: NULL, y: 'u'}, [1]), (6, 1, 1, {x: 1, y: 'u'}, [7, NULL]);
  CREATE TABLE o(k INTEGER, a INTEGER, z INTEGER);
  INSERT INTO o VALUES (1, 1, 5), (2, 2, 6), (3, 2, 7), (4, 3, 5), (7, NULL, 6);`;

/** Scalars over a row whose tables are called `p` and, when there are two, `o`. */
function scalar(dice: Dice, depth: number): string {
  const column = dice.pick(['p.k', 'p.a', 'p.b', 'p.s.x', 'len(p.l)']);
  if (depth <= 0 || dice.chance(0.35)) return column;
  const inner = (): string => scalar(dice, depth - 1);
  return dice.pick([
    () => `${inner()} + ${inner()}`,
    () => `CASE WHEN ${condition(dice, depth - 1)} THEN ${inner()} ELSE ${inner()} END`,
    () => `COALESCE(${inner()}, 0)`,
    () => `(SELECT max(o1.z) FROM o AS o1 WHERE o1.a = ${inner()})`,
    () => `(SELECT count(*) FROM o AS o2 WHERE o2.k < ${inner()} AND ${condition(dice, depth - 1)})`,
    () => `(SELECT sum(q.v) FROM (SELECT o3.z + ${inner()} AS v FROM o AS o3 WHERE o3.k <= p.k) AS q)`,
    () =>
      `(SELECT max((SELECT count(*) FROM p AS p4 WHERE p4.a = o4.a AND p4.k < ${inner()})) FROM o AS o4 WHERE o4.k >= p.b)`,
    () => `list_sum(list_transform(p.l, e -> e + ${inner()}))`,
    () => `len(list_filter([1, 2, 3], e -> e > ${inner()}))`,
    () => `struct_pack(m := ${inner()}, n := p.k).m`,
    () => `(p.s).x`,
    () => `p['a']`,
    () => `(p).b`,
    () => `CAST(${inner()} AS BIGINT)`,
    () => `len(CAST(p.s AS VARCHAR))`,
    () => `hash(p.s) % 7`,
    () => `nullif(${inner()}, ${inner()})`,
    () => `list_sum([e * ${inner()} FOR e IN [1, 2] IF e > 1])`,
    () => `(SELECT list_sum(list(w)) FROM (SELECT unnest(p.l) AS w))`,
  ])();
}

function condition(dice: Dice, depth: number): string {
  const inner = (): string => scalar(dice, depth - 1);
  return dice.pick([
    () => `${inner()} > ${dice.int(0, 3)}`,
    () => `${inner()} IS NOT NULL`,
    () => `${inner()} IN (SELECT o5.a FROM o AS o5 WHERE o5.z > 5)`,
    () => `EXISTS (SELECT 1 FROM o AS o6 WHERE o6.a = ${inner()})`,
    () => `NOT EXISTS (SELECT 1 FROM o AS o7 WHERE o7.k = p.k AND o7.z > ${inner()})`,
    () => `${inner()} > ANY (SELECT o8.k FROM o AS o8)`,
    () => `(${inner()}, p.k) IN (SELECT o9.a, o9.k FROM o AS o9)`,
    () => `${inner()} = ${inner()}`,
  ])();
}

function aggregate(dice: Dice): string {
  const of = scalar(dice, 1);
  return dice.pick([
    `count(*)`,
    `sum(${of})`,
    `max(${of}) FILTER (WHERE ${condition(dice, 1)})`,
    `arg_max(${of}, p.k)`,
    `list(${of} ORDER BY p.k)`,
    `string_agg(CAST(${of} AS VARCHAR), ',' ORDER BY p.k DESC)`,
    `count(DISTINCT ${of})`,
    `sum(${of}) + count(*)`,
    `max(p.s)`,
    `first(${of} ORDER BY p.k)`,
  ]);
}

function window(dice: Dice): string {
  const over = dice.pick([
    'ORDER BY p.k',
    `PARTITION BY ${scalar(dice, 1)} ORDER BY p.k`,
    'ORDER BY p.k ROWS BETWEEN 1 PRECEDING AND CURRENT ROW',
    `PARTITION BY p.b ORDER BY ${scalar(dice, 1)}, p.k`,
    'w',
  ]);
  const call = dice.pick([
    'row_number()',
    `sum(${scalar(dice, 1)})`,
    `lag(${scalar(dice, 0)})`,
    `count(*) FILTER (WHERE ${condition(dice, 1)})`,
    `first_value(${scalar(dice, 0)})`,
    `lead(p.a, 1, p.b)`,
    'ntile(2)',
  ]);
  return over === 'w' ? `${call} OVER w` : `${call} OVER (${over})`;
}

/** FROM clauses that have a table `p` with all of its columns. */
function source(dice: Dice, depth: number): string {
  const p = dice.pick([
    'p',
    'p',
    '(SELECT * FROM p) AS p',
    `(SELECT *, row_number() OVER (ORDER BY k) AS rn FROM p) AS p`,
    `(SELECT * REPLACE (a + 1 AS a) FROM p) AS p`,
    `(SELECT k, a, b, s, l FROM p WHERE ${condition(dice, 1)}) AS p`,
    `(SELECT DISTINCT * FROM p) AS p`,
    `(SELECT DISTINCT ON (a, b) * FROM p ORDER BY a, b, k) AS p`,
    `(SELECT * FROM p ORDER BY ${scalar(dice, 1)}, k LIMIT ${dice.int(2, 5)}) AS p`,
    `(SELECT * FROM p UNION ALL SELECT k + 10, z, a, NULL, [z] FROM o) AS p`,
    `(SELECT * FROM p UNION ALL BY NAME SELECT k + 20 AS k, z AS b FROM o) AS p`,
    `(SELECT * FROM p EXCEPT SELECT * FROM p WHERE ${condition(dice, 1)}) AS p`,
    `(SELECT * FROM p QUALIFY row_number() OVER (PARTITION BY a ORDER BY k) = 1) AS p`,
    `(FROM p) AS p`,
    `(WITH RECURSIVE r AS (SELECT 1 AS n, a AS v FROM p WHERE k = 1 UNION ALL SELECT n + 1, v + 1 FROM r WHERE n < 3) SELECT p.* REPLACE (r.v AS b) FROM p JOIN r ON r.n = p.k) AS p`,
  ]);
  if (depth <= 0) return p;
  return dice.pick([
    p,
    `${p} LEFT JOIN o ON o.a = ${scalar(dice, 1)} AND o.k = p.k`,
    `${p} JOIN o USING (k)`,
    `${p} NATURAL LEFT JOIN (SELECT k, z FROM o) AS o`,
    `${p} SEMI JOIN o ON o.a = p.a`,
    `${p} ANTI JOIN o USING (k)`,
    `${p}, LATERAL (SELECT max(o.z + p.a) AS z FROM o WHERE o.k <= p.b) AS lat`,
    `${p} LEFT JOIN LATERAL (SELECT o.z FROM o WHERE o.a = ${scalar(dice, 1)} ORDER BY o.k LIMIT 1) AS lat ON true`,
    `${p} CROSS JOIN (SELECT sum(z) AS z FROM o) AS c`,
    `${p}, unnest(p.l) AS un(w)`,
    `${p} ASOF JOIN o ON p.b = o.a AND p.k >= o.k`,
    `${p} FULL JOIN o ON o.k = p.k AND ${condition(dice, 1)}`,
    `${p}, generate_series(1, p.b) AS g(n)`,
    `${p} POSITIONAL JOIN (SELECT k AS pk, z FROM o ORDER BY k) AS o`,
  ]);
}

/** One SELECT over p. */
function select(dice: Dice): string {
  const from = source(dice, 1);
  const where = dice.chance(0.4) ? ` WHERE ${condition(dice, 2)}` : '';
  switch (dice.int(0, 5)) {
    case 0: {
      const key = scalar(dice, 1);
      const all = dice.pick([` GROUP BY ALL`, ` GROUP BY 1`, ` GROUP BY ${key}`, ` GROUP BY ROLLUP (${key})`]);
      const having = dice.chance(0.3) ? ` HAVING ${aggregate(dice)} IS NOT NULL` : '';
      return `SELECT ${key} AS g, ${aggregate(dice)} AS m, ${aggregate(dice)} AS n FROM ${from}${where}${all}${having}`;
    }
    case 1: {
      const qualify = dice.chance(0.4) ? ` QUALIFY ${window(dice)} IS NOT NULL` : '';
      return `SELECT p.k, ${window(dice)} AS m, ${scalar(dice, 2)} AS n FROM ${from}${where} WINDOW w AS (PARTITION BY p.a ORDER BY p.k)${qualify}`;
    }
    case 2:
      return `SELECT DISTINCT ${scalar(dice, 1)} AS m, ${scalar(dice, 1)} AS n FROM ${from}${where}`;
    case 3:
      return `SELECT p.k, ${scalar(dice, 2)} AS m, ${scalar(dice, 1)} AS n FROM ${from}${where} ORDER BY ${dice.pick(['2, p.k', 'p.k', 'ALL', `${scalar(dice, 1)}, p.k`])} LIMIT ${dice.int(1, 4)}`;
    case 4:
      return `SELECT ${dice.pick(['p.*', 'p.* EXCLUDE (s, l)', "COLUMNS(c -> c IN ('k', 'a'))", '* EXCLUDE (l)', 'p', 'p.k, s.*'])} FROM ${from}${where}`;
    default:
      return `SELECT p.k, ${scalar(dice, 2)} AS m, ${scalar(dice, 2)} AS n, m + 1 AS mm FROM ${from}${where}`;
  }
}

export function hardQuery(dice: Dice): string {
  switch (dice.int(0, 9)) {
    case 0:
      return `SELECT * FROM (PIVOT (SELECT b, k, ${scalar(dice, 1)} AS v FROM p) ON b IN (1, 2) USING sum(v)${dice.pick(['', ' GROUP BY k'])})`;
    case 1:
      return `SELECT * FROM (UNPIVOT (SELECT k, a, ${scalar(dice, 1)}::INTEGER AS b FROM p) ON a, b INTO NAME n VALUE v)`;
    case 2:
      return `(SELECT p.k AS m, ${scalar(dice, 1)} AS n FROM p) ${dice.pick(['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT', 'EXCEPT ALL'])} (SELECT o.k, ${dice.pick(['o.a', 'o.z', '1'])} FROM o)`;
    case 3:
      return `WITH c AS ${dice.pick(['', 'MATERIALIZED ', 'NOT MATERIALIZED '])}(${select(dice)}) SELECT * FROM c`;
    case 4: {
      const c = `SELECT p.k, ${scalar(dice, 1)} AS v, ${scalar(dice, 1)} AS w FROM p`;
      return `WITH c AS (${c}), d AS (SELECT v, count(*) AS n FROM c GROUP BY v) SELECT c.k, c.w, d.n FROM c LEFT JOIN d ON c.v = d.v`;
    }
    case 5:
      return `SELECT q.m, count(*) AS n FROM (SELECT ${scalar(dice, 2)} AS m FROM ${source(dice, 0)}) AS q GROUP BY q.m`;
    default:
      return select(dice);
  }
}
