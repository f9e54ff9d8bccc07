import { describe, expect, it } from 'vitest';
import { sharedFrontend } from './open.ts';

const frontend = sharedFrontend();

async function compared(before: string, after: string): Promise<string> {
  const found = await frontend().compare(before, after);
  if (found.type === 'equal') return 'equal';
  return found.type === 'additive' ? `additive: ${found.added.join(', ')}` : 'different';
}

type Case = [before: string, after: string, expected: string];

function check(cases: readonly Case[]): void {
  it.each(cases)('%s → %s: %s', async (before, after, expected) => {
    expect(await compared(before, after)).toBe(expected);
  });
}

describe('changes of nothing', () => {
  check([
    ['SELECT a FROM t', 'select  A /* c */\nfrom T -- d', 'equal'],
    ['SELECT a, b FROM s.t', 'SELECT a AS a, "b" FROM s.t AS t', 'equal'],
    ['SELECT x.a, x.b AS c FROM t AS x', 'SELECT a, b AS c FROM t', 'equal'],
    [
      'SELECT x.a, b FROM s.t AS x WHERE x.b > 1 ORDER BY x.a',
      'SELECT a, t.b FROM s.t WHERE b > 1 ORDER BY t.a',
      'equal',
    ],
    ['SELECT q.* FROM (SELECT t.a FROM t) q', 'SELECT * FROM (SELECT a FROM t) r', 'equal'],
    ['SELECT -a AS a FROM t ORDER BY t.a LIMIT 1', 'SELECT -a AS a FROM t ORDER BY a LIMIT 1', 'different'],
    ['SELECT x FROM t AS x', 'SELECT x FROM t', 'different'],
    ['SELECT t.a FROM t, u', 'SELECT a FROM t, u', 'different'],
    [
      'SELECT (SELECT max(z) FROM u WHERE k = x.a) AS m FROM t AS x',
      'SELECT (SELECT max(z) FROM u WHERE k = y.a) AS m FROM t AS y',
      'different',
    ],
    ["SELECT 'A' AS x FROM t", "SELECT 'a' AS x FROM t", 'different'],
    // Names that become keys of a struct are data.
    ['SELECT a AS X FROM t', 'SELECT a AS x FROM t', 'equal'],
    ["SELECT to_json({'A': a}) AS j FROM t", "SELECT to_json({'a': a}) AS j FROM t", 'different'],
    ['SELECT struct_pack(A := a)::TEXT AS j FROM t', 'SELECT struct_pack(a := a)::TEXT AS j FROM t', 'different'],
    [
      'WITH c AS (SELECT a AS X FROM t) SELECT to_json(c) AS j FROM c',
      'WITH c AS (SELECT a AS x FROM t) SELECT to_json(c) AS j FROM c',
      'different',
    ],
    [
      'WITH c AS (SELECT a AS X FROM t) SELECT to_json(c.x) AS j FROM c',
      'WITH c AS (SELECT a AS x FROM t) SELECT to_json(c.X) AS j FROM c',
      'equal',
    ],
    ['SELECT a AS x FROM t', 'SELECT a AS y FROM t', 'different'],
  ]);
});

describe('columns that are added', () => {
  check([
    ['SELECT a FROM t', 'SELECT a, b FROM t', 'additive: b'],
    ['SELECT a FROM t', 'SELECT b, a FROM t', 'additive: b'],
    ['SELECT a, c FROM t', 'SELECT a, b + 1 AS x, c FROM t', 'additive: x'],
    ['SELECT a FROM t', 'SELECT a, b + 1 FROM t', 'additive: column 2'],
    ['SELECT a FROM t', 'SELECT a, sum(b) OVER (PARTITION BY c) AS s FROM t', 'additive: s'],
    [
      'SELECT a, sum(b) AS s FROM t GROUP BY a',
      'SELECT a, sum(b) AS s, count(*) AS n FROM t GROUP BY a',
      'additive: n',
    ],
    [
      'SELECT a, sum(b) AS s FROM t GROUP BY ALL',
      'SELECT a, sum(b) AS s, count(*) AS n FROM t GROUP BY ALL',
      'additive: n',
    ],
    ['SELECT a FROM t', 'SELECT a, (SELECT max(x) FROM (SELECT unnest(l) AS x)) AS m FROM t', 'additive: m'],
    ['SELECT a FROM t', "SELECT a, CASE WHEN b > 1 THEN 'x' END AS k FROM t", 'additive: k'],
    ['SELECT a FROM t WHERE c LIMIT 5', 'SELECT a, b FROM t WHERE c LIMIT 5', 'additive: b'],
    ['WITH c AS (SELECT a FROM t) SELECT a FROM c', 'WITH c AS (SELECT a, b FROM t) SELECT a FROM c', 'additive: '],
    ['WITH c AS (SELECT a FROM t) SELECT a FROM c', 'WITH c AS (SELECT a, b FROM t) SELECT a, b FROM c', 'additive: b'],
    ['WITH c AS (SELECT a FROM t) SELECT * FROM c', 'WITH c AS (SELECT a, b FROM t) SELECT * FROM c', 'additive: b'],
    ['SELECT a FROM (SELECT a FROM t) q', 'SELECT a FROM (SELECT a, b FROM t) q', 'additive: '],
    ['SELECT a FROM t UNION ALL SELECT a FROM u', 'SELECT a, b FROM t UNION ALL SELECT a, b FROM u', 'additive: b'],
    [
      'SELECT a FROM t UNION ALL BY NAME SELECT a FROM u',
      'SELECT a FROM t UNION ALL BY NAME SELECT a, b FROM u',
      'additive: b',
    ],
    ['SELECT a FROM t', 'WITH n AS (SELECT 1 AS x) SELECT a, (SELECT x FROM n) AS x FROM t', 'additive: x'],
    [
      'SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, c',
      'SELECT DISTINCT ON (a) a, b, d FROM t ORDER BY a, c',
      'additive: d',
    ],
    [
      'SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u)',
      'SELECT a, b FROM t WHERE EXISTS (SELECT 1 FROM u)',
      'additive: b',
    ],
  ]);
});

describe('positions', () => {
  check([
    ['SELECT a, b FROM t ORDER BY 2', 'SELECT x, a, b FROM t ORDER BY 3', 'additive: x'],
    ['SELECT a, b FROM t ORDER BY 2', 'SELECT x, a, b FROM t ORDER BY 2', 'different'],
    ['SELECT a, b FROM t ORDER BY 2', 'SELECT a, b, x FROM t ORDER BY 2', 'additive: x'],
    [
      'SELECT a, count(*) AS n FROM t GROUP BY 1',
      'SELECT a, count(*) AS n, max(b) AS m FROM t GROUP BY 1',
      'additive: m',
    ],
    [
      'SELECT a, count(*) AS n FROM t GROUP BY 1',
      'SELECT max(b) AS m, a, count(*) AS n FROM t GROUP BY 2',
      'additive: m',
    ],
    ['SELECT a, count(*) AS n FROM t GROUP BY 1', 'SELECT b, a, count(*) AS n FROM t GROUP BY 1', 'different'],
    ['SELECT a, count(*) AS n FROM t GROUP BY 1', 'SELECT a, b, count(*) AS n FROM t GROUP BY 1, 2', 'different'],
    ['SELECT a, count(*) AS n FROM t GROUP BY 1', 'SELECT a, count(*) AS n FROM t GROUP BY a', 'different'],
    ['SELECT *, b FROM t ORDER BY 2', 'SELECT *, b, c FROM t ORDER BY 2', 'different'],
    [
      'SELECT a FROM t UNION ALL SELECT a FROM u ORDER BY 1',
      'SELECT b, a FROM t UNION ALL SELECT b, a FROM u ORDER BY 1',
      'different',
    ],
    ['WITH c(x) AS (SELECT a FROM t) FROM c', 'WITH c(x) AS (SELECT b, a FROM t) FROM c', 'different'],
    ['SELECT x FROM (SELECT a FROM t) q(x)', 'SELECT x FROM (SELECT b, a FROM t) q(x)', 'different'],
  ]);
});

describe('rows that change', () => {
  check([
    ['SELECT a, b FROM t', 'SELECT b, a FROM t', 'different'],
    ['SELECT a, b FROM t', 'SELECT a FROM t', 'different'],
    ['SELECT a FROM t', 'SELECT a FROM t WHERE a > 1', 'different'],
    ['SELECT a FROM t', 'SELECT a + 1 AS a FROM t', 'different'],
    ['SELECT a FROM t', 'SELECT a::BIGINT AS a FROM t', 'different'],
    ['SELECT a FROM t', 'SELECT a FROM t LIMIT 1', 'different'],
    ['SELECT a FROM t', 'SELECT DISTINCT a FROM t', 'different'],
    ['SELECT a FROM t', 'SELECT a FROM t, u', 'different'],
    ['SELECT a FROM t', 'SELECT a, u.b FROM t LEFT JOIN u USING (k)', 'different'],
    ['SELECT a, sum(b) AS s FROM t GROUP BY a', 'SELECT a, c, sum(b) AS s FROM t GROUP BY a, c', 'different'],
    ['SELECT a FROM t', 'SELECT a, unnest(l) AS x FROM t', 'different'],
    ['SELECT a FROM t', 'SELECT a, my_macro(l) AS x FROM t', 'different'],
    ['SELECT 1 AS one FROM t', 'SELECT 1 AS one, max(a) AS m FROM t', 'different'],
    ['SELECT a FROM t', 'SELECT a, * FROM t', 'different'],
    ['SELECT a FROM t ORDER BY b', 'SELECT a FROM t ORDER BY c', 'different'],
    ['SELECT a FROM t USING SAMPLE 3', 'SELECT a FROM t USING SAMPLE 4', 'different'],
  ]);
});

describe('columns that would decide over rows', () => {
  check([
    ['SELECT DISTINCT a FROM t', 'SELECT DISTINCT a, b FROM t', 'different'],
    ['SELECT a FROM t UNION SELECT a FROM u', 'SELECT a, b FROM t UNION SELECT a, b FROM u', 'different'],
    ['SELECT a FROM t EXCEPT SELECT a FROM u', 'SELECT a, b FROM t EXCEPT SELECT a, b FROM u', 'different'],
    [
      'SELECT a FROM t INTERSECT ALL SELECT a FROM u',
      'SELECT a, b FROM t INTERSECT ALL SELECT a, b FROM u',
      'different',
    ],
    ['SELECT a, sum(b) AS s FROM t GROUP BY ALL', 'SELECT a, c, sum(b) AS s FROM t GROUP BY ALL', 'different'],
    ['SELECT a FROM (SELECT DISTINCT a FROM t) q', 'SELECT a FROM (SELECT DISTINCT a, b FROM t) q', 'different'],
    [
      'WITH c AS (SELECT DISTINCT a FROM t) SELECT a FROM c',
      'WITH c AS (SELECT DISTINCT a, b FROM t) SELECT a FROM c',
      'different',
    ],
    [
      'WITH c AS (SELECT a FROM t) SELECT DISTINCT * FROM c',
      'WITH c AS (SELECT a, b FROM t) SELECT DISTINCT * FROM c',
      'different',
    ],
    [
      'WITH c AS (SELECT a FROM t) FROM c UNION FROM u',
      'WITH c AS (SELECT a, b FROM t) FROM c UNION FROM u',
      'different',
    ],
    ['SELECT a FROM t UNION ALL SELECT a FROM u', 'SELECT a, b FROM t UNION ALL SELECT b, a FROM u', 'different'],
    [
      'SELECT a, b FROM t UNION ALL BY NAME SELECT a FROM u',
      'SELECT a, b FROM t UNION ALL BY NAME SELECT a, b FROM u',
      'different',
    ],
    [
      'WITH c AS (SELECT a FROM t) SELECT a FROM c NATURAL JOIN u',
      'WITH c AS (SELECT a, b FROM t) SELECT a FROM c NATURAL JOIN u',
      'different',
    ],
    ['WITH c AS (SELECT a FROM t) SELECT c FROM c', 'WITH c AS (SELECT a, b FROM t) SELECT c FROM c', 'different'],
    [
      'WITH c AS (SELECT a FROM t) SELECT a FROM c WHERE (c) IS NOT NULL',
      'WITH c AS (SELECT a, b FROM t) SELECT a FROM c WHERE (c) IS NOT NULL',
      'different',
    ],
    [
      'WITH c AS (SELECT a FROM t) SELECT max(COLUMNS(*)) FROM c',
      'WITH c AS (SELECT a, b FROM t) SELECT max(COLUMNS(*)) FROM c',
      'different',
    ],
    [
      'WITH c AS (SELECT y, x FROM t) PIVOT c ON y IN (1) USING sum(x)',
      'WITH c AS (SELECT y, x, z FROM t) PIVOT c ON y IN (1) USING sum(x)',
      'different',
    ],
    ['SELECT a FROM t ORDER BY b LIMIT 1', 'SELECT a, -c AS b FROM t ORDER BY b LIMIT 1', 'different'],
    ['SELECT a FROM t ORDER BY b LIMIT 1', 'SELECT a, b FROM t ORDER BY b LIMIT 1', 'additive: b'],
    ['SELECT a FROM t', 'SELECT 1 AS a, a FROM t', 'different'],
    ['SELECT * FROM t', 'SELECT 1 AS a, * FROM t', 'different'],
    ['SELECT * FROM t', 'SELECT *, 1 AS a FROM t', 'additive: a'],
    ['SELECT a FROM t', 'WITH t AS (SELECT 1 AS a) SELECT a FROM t', 'different'],
    [
      'WITH c AS (SELECT a FROM t) SELECT c.a FROM c, u WHERE b > 1',
      'WITH c AS (SELECT a, b FROM t) SELECT c.a FROM c, u WHERE b > 1',
      'different',
    ],
    [
      'WITH c AS (SELECT a FROM t) SELECT x FROM u WHERE x IN (FROM c)',
      'WITH c AS (SELECT a, b FROM t) SELECT x FROM u WHERE x IN (FROM c)',
      'different',
    ],
    [
      'WITH RECURSIVE r AS (SELECT a FROM t UNION ALL SELECT a + 1 FROM r) FROM r',
      'WITH RECURSIVE r AS (SELECT a, 1 AS n FROM t UNION ALL SELECT a + 1, n + 1 FROM r) FROM r',
      'different',
    ],
    ['SELECT a FROM t', 'PIVOT t ON y USING sum(x)', 'different'],
    ['SELECT a FROM t', 'SELEC', 'different'],
  ]);
});

it('says why', async () => {
  const reason = async (before: string, after: string): Promise<unknown> => frontend().compare(before, after);
  expect(await reason('SELECT a FROM t', 'SELECT a FROM t WHERE a')).toEqual({
    type: 'different',
    reason: 'WHERE changed',
  });
  expect(await reason('SELECT DISTINCT a FROM t', 'SELECT DISTINCT a, b FROM t')).toEqual({
    type: 'different',
    reason: 'DISTINCT also compares b now',
  });
});
