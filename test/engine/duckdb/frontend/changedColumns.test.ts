import { describe, expect, it } from 'vitest';
import { sharedFrontend } from './open.ts';

const frontend = sharedFrontend();

type Case = [before: string, after: string, columns: string | undefined];

describe('columns that changed while the rows stayed', () => {
  it.each([
    ['SELECT id, a * 2 AS x FROM t', 'SELECT id, a * 3 AS x FROM t', 'x'],
    ['SELECT id, a AS x, b FROM t', 'SELECT id, b FROM t', 'x'],
    ['SELECT id, a AS x FROM t', 'SELECT id, a AS y FROM t', 'x +y'],
    ['SELECT id, a * 2 AS a FROM t WHERE a > 1', 'SELECT id, a * 3 AS a FROM t WHERE a > 1', 'a'],
    ['SELECT k, sum(a) AS s FROM t GROUP BY k', 'SELECT k, max(a) AS s FROM t GROUP BY k', 's'],
    [
      'WITH c AS (SELECT * FROM t) SELECT id, a AS x FROM c',
      'WITH c AS (SELECT * FROM t) SELECT id, -a AS x FROM c',
      'x',
    ],
    ['SELECT *, a AS x FROM t', 'SELECT *, b AS x FROM t', 'x'],
    ['SELECT id, a AS x FROM t ORDER BY id LIMIT 5', 'SELECT id, b AS x FROM t ORDER BY id LIMIT 5', 'x'],
    // Through WITH queries, with or without a star.
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT * FROM c',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT * FROM c',
      'x',
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT id, x + 1 AS y, 1 AS one FROM c WHERE id > 1',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT id, x + 1 AS y, 1 AS one FROM c WHERE id > 1',
      'y',
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t), d AS (SELECT id, sum(x) AS s FROM c GROUP BY id) SELECT id, d.s FROM d',
      'WITH c AS (SELECT id, b AS x FROM t), d AS (SELECT id, sum(x) AS s FROM c GROUP BY id) SELECT id, d.s FROM d',
      's',
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT c.id, u.z FROM c JOIN u ON c.id = u.id',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT c.id, u.z FROM c JOIN u ON c.id = u.id',
      '',
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT id FROM c WHERE x > 1',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT id FROM c WHERE x > 1',
      undefined,
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT id FROM c GROUP BY id, c.x',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT id FROM c GROUP BY id, c.x',
      undefined,
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT id FROM c JOIN u USING (x)',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT id FROM c JOIN u USING (x)',
      undefined,
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT id FROM c NATURAL JOIN u',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT id FROM c NATURAL JOIN u',
      undefined,
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT DISTINCT * FROM c',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT DISTINCT * FROM c',
      undefined,
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT id, (SELECT max(x) FROM c) AS m FROM t',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT id, (SELECT max(x) FROM c) AS m FROM t',
      'm',
    ],
    [
      'WITH c(p, q) AS (SELECT id, a AS x FROM t) SELECT p FROM c',
      'WITH c(p, q) AS (SELECT id, b AS x FROM t) SELECT p FROM c',
      undefined,
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT id, c AS s FROM c',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT id, c AS s FROM c',
      undefined,
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT * EXCLUDE (x) FROM c',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT * EXCLUDE (x) FROM c',
      undefined,
    ],
    [
      'WITH c AS (SELECT id, a AS x FROM t) SELECT id FROM c UNION ALL SELECT x FROM c',
      'WITH c AS (SELECT id, b AS x FROM t) SELECT id FROM c UNION ALL SELECT x FROM c',
      undefined,
    ],
    // Rows may differ: nothing is said of columns.
    ['SELECT id, a AS x FROM t', 'SELECT id, b AS x FROM t WHERE a > 1', undefined],
    ['SELECT DISTINCT id, a AS x FROM t', 'SELECT DISTINCT id, b AS x FROM t', undefined],
    ['SELECT 1 AS id, sum(a) AS x FROM t', 'SELECT 1 AS id, a AS x FROM t', undefined],
    ['SELECT id, a AS x FROM t', 'SELECT id, unnest(l) AS x FROM t', undefined],
    ['SELECT id, unnest(l) AS x FROM t', 'SELECT id, a AS x FROM t', undefined],
    ['SELECT id, a AS x FROM t GROUP BY ALL', 'SELECT id, b AS x FROM t GROUP BY ALL', undefined],
    ['SELECT id, a AS x FROM t ORDER BY x LIMIT 5', 'SELECT id, b AS x FROM t ORDER BY x LIMIT 5', undefined],
    ['SELECT id, a AS x, x + 1 AS y FROM t', 'SELECT id, b AS x, x + 1 AS y FROM t', undefined],
    ['SELECT id, a AS x FROM t WHERE x > 1', 'SELECT id, b AS x FROM t WHERE x > 1', undefined],
    ['SELECT a, id, count(*) AS n FROM t GROUP BY 1, 2', 'SELECT b, id, count(*) AS n FROM t GROUP BY 1, 2', undefined],
    ['SELECT id, a AS x FROM t UNION SELECT 1, 2', 'SELECT id, b AS x FROM t UNION SELECT 1, 2', undefined],
    ['SELECT a AS x FROM t', 'SELECT b AS x FROM t', undefined],
    ['SELECT id, a, b FROM t', 'SELECT id, b, a FROM t', undefined],
  ] as Case[])('%s → %s: %s', async (before, after, columns) => {
    const found = await frontend().compare(before, after);
    expect(found.type).toBe('different');
    const said =
      found.type === 'different' && found.columns !== undefined
        ? [...found.columns, ...(found.added ?? []).map((c) => `+${c}`)].join(' ')
        : undefined;
    expect(said).toBe(columns);
  });
});
