// More random queries over p(k, a, b, s, l) and o(k, a, z): names that hide other names, outer columns that an inner table
// may come to have, frames, grouping sets, stars of all kinds. Rows never depend on an order that nobody asked for.
import type { Dice } from '../../../support/randomShop.ts';

const column = (dice: Dice): string => dice.pick(['p.k', 'p.a', 'p.b', 'p.s.x', 'len(p.l)', 'a', 'b', 'k', 's.x']);

/** Bare names inside read o when it has them, else p. */
function outer(dice: Dice): string {
  return dice.pick([
    '(SELECT max(z + b) FROM o)',
    '(SELECT max(z) FROM o WHERE o.k = p.k AND b > 1)',
    '(SELECT count(m) FROM (SELECT z AS m FROM o WHERE a = p.a))',
    '(SELECT sum(a) FROM o)',
    '(SELECT max(x) FROM (SELECT o.z AS x, a FROM o) AS s)',
    '(SELECT min(s) FROM (SELECT z AS s FROM o WHERE k >= p.k) AS l)',
    '(WITH o AS (SELECT k, b AS z FROM p AS o WHERE o.k < 5) SELECT sum(z) FROM o WHERE o.k <= p.k)',
    '(SELECT sum(len(l)) FROM (SELECT 1) WHERE b = 2)',
    'CASE WHEN a IN (SELECT a FROM o WHERE z > 5) THEN k END',
    'CASE WHEN EXISTS (FROM o WHERE o.a = b) THEN k ELSE a END',
    'list_sum(list_transform([1, 2], a -> a + b))',
    'list_sum([k + b FOR k IN l])',
    'list_reduce(list_concat([0], coalesce(l, [])), (x, y) -> coalesce(x, 0) + coalesce(y, 0) + b)',
    "struct_extract({'a': b, 'b': a}, 'a')",
    'row(a, b)[1]',
    "MAP {'a': b}['a'][1]",
    'p.l[1]',
    'a BETWEEN b AND k',
    'coalesce(TRY_CAST(p.s.y AS INTEGER), b)',
    '[a, b, k][2]',
    '(SELECT any_value(v) FROM (VALUES (1)) AS t(v) WHERE v = a)',
    '(SELECT max(e) FROM unnest(l) AS t(e) WHERE e > a)',
    '(SELECT k FROM o WHERE o.k = p.b)',
  ]);
}

function value(dice: Dice): string {
  return dice.chance(0.5) ? outer(dice) : column(dice);
}

function frame(dice: Dice): string {
  return dice.pick([
    '',
    'ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW',
    'RANGE BETWEEN 1 PRECEDING AND CURRENT ROW',
    'GROUPS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES',
    'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW',
  ]);
}

function windowed(dice: Dice): string {
  const call = dice.pick([
    'sum(a)',
    'max(p.b)',
    'count(l)',
    'count(DISTINCT a)',
    'min(k) FILTER (b = 1)',
    'last_value(b)',
  ]);
  const partition = dice.pick(['', 'PARTITION BY b ', `PARTITION BY ${value(dice)} `]);
  return `${call} OVER (${partition}ORDER BY k ${frame(dice)})`;
}

/** A CTE that is called like a table, in the places where names are looked up. */
function shadowed(dice: Dice): string {
  const v = value(dice);
  return dice.pick([
    `WITH p AS (SELECT k, b AS a, ${v} AS b, s, l FROM p) SELECT k, a, b FROM p`,
    `WITH o AS (SELECT k, a, b AS z FROM p) SELECT p.k, o.z, ${v} AS v FROM p JOIN o ON o.k = p.k`,
    `WITH c AS (SELECT k, a FROM p), d AS (WITH c AS (SELECT k, b AS a FROM p) SELECT * FROM c) SELECT c.k, d.a AS x, c.a AS y FROM c JOIN d USING (k)`,
    `WITH c AS (SELECT * FROM p) SELECT k, (WITH p AS (SELECT z AS b, k FROM o) SELECT max(b) FROM p WHERE p.k <= c.k) AS m FROM c`,
    `WITH a AS (SELECT k, b FROM p) SELECT a.k, a.b FROM a WHERE a.b > 1`,
    `SELECT a.k, a.b FROM p AS a WHERE a.k > 1`,
    `SELECT b.a, b.k FROM p AS b JOIN o AS a ON a.k = b.k`,
    `SELECT p.k, p.z FROM o AS p`,
    `SELECT o.k, o.b FROM p AS o WHERE EXISTS (SELECT 1 FROM o AS p WHERE p.k = o.a)`,
    `WITH RECURSIVE t AS (SELECT k, a AS v, 1 AS n FROM p WHERE b = 1 UNION SELECT t.k, o.z, n + 1 FROM t JOIN o ON o.k = t.v WHERE n < 3) SELECT k, max(v) AS v FROM t GROUP BY k`,
    `WITH c(m, n) AS (SELECT k, ${v} FROM p) SELECT m, n AS a FROM c`,
    `FROM (SELECT k, a AS b, b AS a FROM p) SELECT k, a`,
  ]);
}

/** Names of outputs that are columns, too. */
function renamed(dice: Dice): string {
  const v = value(dice);
  return dice.pick([
    `SELECT k, b AS a FROM p WHERE a > 1`,
    `SELECT k, b AS a FROM p ORDER BY a, k LIMIT 3`,
    `SELECT k, a AS b, b AS a FROM p ORDER BY a + b, k LIMIT 3`,
    `SELECT b AS a, count(*) AS n FROM p GROUP BY a`,
    `SELECT b AS g, count(*) AS n FROM p GROUP BY g HAVING g > 1`,
    `SELECT k, ${v} AS v, v AS w FROM p WHERE v IS NOT NULL`,
    `SELECT k AS z, b FROM p QUALIFY row_number() OVER (PARTITION BY z % 2 ORDER BY k) = 1`,
    `SELECT m: b, n: k FROM p`,
    `SELECT DISTINCT ON (b) k, a AS b FROM p ORDER BY b, k`,
    `SELECT k, b FROM p ORDER BY #2, 1 LIMIT 2`,
    `SELECT k, b FROM p ORDER BY k LIMIT (SELECT count(*) FROM o WHERE z > 5)`,
    `SELECT k, b FROM p ORDER BY (SELECT max(z) FROM o WHERE o.k = p.a), k LIMIT 3 OFFSET 1`,
    `SELECT k, b FROM p ORDER BY ALL LIMIT 2`,
  ]);
}

function starred(dice: Dice): string {
  return dice.pick([
    `SELECT * EXCLUDE (a) FROM p`,
    `SELECT * EXCLUDE (s, l) REPLACE (b + 1 AS a) FROM p`,
    `SELECT * RENAME (a AS a2) FROM p`,
    `SELECT * LIKE 'k%' FROM p`,
    `SELECT COLUMNS('^[kb]$') FROM p`,
    `SELECT max(COLUMNS(* EXCLUDE (s, l))) FROM p`,
    `SELECT k, COLUMNS(['a', 'b']) + 1 FROM p`,
    `SELECT p.* EXCLUDE (a, l), o.* EXCLUDE (k, a) FROM p JOIN o ON p.k = o.k`,
    `SELECT * FROM p JOIN o USING (k, a)`,
    `SELECT k, unnest(s) FROM p`,
    `SELECT k, s.* FROM p`,
    `SELECT k, unnest(l) AS e, b FROM p`,
    `SELECT t.* FROM (SELECT p FROM p) AS t`,
    `SELECT k, p FROM p`,
    `SELECT t.p.b AS v FROM (SELECT p FROM p) AS t`,
    `SELECT * FROM (TABLE p) AS t(q1, q2)`,
    `SELECT q1, q3 FROM (SELECT * FROM p) AS t(q1, q2, q3)`,
    `SELECT count(p) AS n, count(DISTINCT o.z) AS m FROM p LEFT JOIN o ON o.k = p.k`,
    `SELECT * FROM (SELECT k, b FROM p UNION ALL BY NAME SELECT z AS b, k FROM o)`,
    `SELECT * EXCLUDE (z) FROM p NATURAL JOIN o`,
  ]);
}

function grouped(dice: Dice): string {
  const v = value(dice);
  return dice.pick([
    `SELECT b, k % 2 AS h, sum(a) AS m, grouping(b) AS g FROM p GROUP BY GROUPING SETS ((b), (k % 2), ())`,
    `SELECT b, count(*) AS n FROM p GROUP BY CUBE (b)`,
    `SELECT b, max(k) AS m FROM p GROUP BY b HAVING max(a) > (SELECT min(z) - 4 FROM o)`,
    `SELECT b, (SELECT count(*) FROM o WHERE o.k = p.b) AS n FROM p GROUP BY b`,
    `SELECT b, list(k ORDER BY ${v} NULLS LAST, k) AS l FROM p GROUP BY b`,
    `SELECT b, sum(m) AS m FROM (SELECT b, max(k) AS m FROM p GROUP BY b, a) GROUP BY b`,
    `SELECT b, mode(k ORDER BY k) AS m, min(k) FILTER (WHERE ${v} IS NOT NULL) AS f FROM p GROUP BY ALL`,
    `SELECT max(k) AS m FROM p HAVING count(a) > 2`,
    `SELECT count(*) AS n FROM p WHERE ${v} IS NOT NULL`,
    `SELECT DISTINCT b FROM p`,
    `SELECT b, sum(k) AS m, sum(sum(k)) OVER () AS t FROM p GROUP BY b QUALIFY sum(k) > 0`,
    `PIVOT (SELECT b, k, z FROM p JOIN o USING (k)) ON b IN (1, 2) USING max(z) AS m, count(*) AS n GROUP BY k`,
    `FROM p UNPIVOT (v FOR n IN (a, b)) SELECT k, n, v`,
    `UNPIVOT (SELECT k, a, b FROM p) ON a, b + 1 AS c INTO NAME n VALUE v`,
  ]);
}

function combined(dice: Dice): string {
  const op = dice.pick(['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT', 'INTERSECT ALL', 'EXCEPT ALL', 'UNION BY NAME']);
  return dice.pick([
    `SELECT k, b FROM p ${op} SELECT k, a AS b FROM o`,
    `SELECT k FROM (SELECT k, b FROM p ${op} SELECT k, z FROM o)`,
    `(SELECT k, ${value(dice)} AS v FROM p) ${op} (SELECT k, z AS v FROM o ORDER BY k LIMIT 2)`,
    `SELECT k, b FROM p WHERE (k, b) IN (SELECT k, a FROM o ${op} SELECT k, b FROM p)`,
    `SELECT k FROM p SEMI JOIN (SELECT k AS j, z FROM o) AS o ON o.j = p.k AND ${value(dice)} IS NOT NULL`,
    `SELECT k, b FROM p ANTI JOIN o ON o.a = p.b`,
    `SELECT p.k, x.v FROM p, LATERAL (SELECT z + b AS v FROM o WHERE o.k = p.k) AS x`,
    `SELECT p.k, x.v FROM p LEFT JOIN LATERAL (SELECT unnest(p.l) AS v) AS x ON true`,
    `SELECT p.k, r.k AS j FROM p JOIN p AS r ON r.k = p.b AND r.a IS NOT NULL`,
    `SELECT p.k, o.z FROM p LEFT JOIN o ON o.k = p.k AND ${value(dice)} IS NOT NULL`,
    `SELECT p.k, p.b FROM p WHERE p.k NOT IN (SELECT k FROM o WHERE z > p.b + 4)`,
    `SELECT p.k, ${windowed(dice)} AS w FROM p`,
    `SELECT k, w FROM (SELECT p.k, ${windowed(dice)} AS w, ${value(dice)} AS v FROM p)`,
    `SELECT k, b FROM (SELECT p.k, b, ${windowed(dice)} AS w FROM p) WHERE w IS NOT NULL`,
  ]);
}

export function shapeQuery(dice: Dice): string {
  const query = dice.pick([shadowed, renamed, starred, grouped, combined])(dice);
  return dice.pick([
    query,
    query,
    `SELECT * FROM (${query})`,
    `WITH q AS (${query}) SELECT *, 1 AS one FROM q`,
    `SELECT count(*) AS n FROM (${query})`,
  ]);
}
