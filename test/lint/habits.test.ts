// Rules about habits that cost rows, time or trust: each with queries it finds, and near misses it does not.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const kinds = {
  full: 'FULL',
  view: 'VIEW',
  time: 'INCREMENTAL_BY_TIME_RANGE (time_column day)',
  key: 'INCREMENTAL_BY_UNIQUE_KEY (unique_key id)',
};

/** `column message` of the findings in the query, which begins at the second line. */
async function findings(rule: string, kind: keyof typeof kinds, query: string): Promise<string[]> {
  const project = testProject(
    {
      'models/a.sql': "MODEL (name s.a, kind FULL); SELECT 1 AS id, DATE '2023-01-01' AS day, 'x' AS name",
      'models/b.sql': 'MODEL (name s.b, kind FULL); SELECT 1 AS id, 2.5 AS v',
      'models/m.sql': `MODEL (name s.m, kind ${kinds[kind]});\n${query}`,
    },
    { config: `linter: {enabled: true, warn_rules: [${rule}]}` },
  );
  const run = await project.mesh('lint --json');
  const list = run.json as { message: string; at: { file: string; line: number; column: number } }[];
  return list.map(({ at, message }) => `${at.line - 1}:${at.column} ${message.replace(` (${rule})`, '')}`);
}

const cases: readonly (readonly [string, keyof typeof kinds, string, readonly RegExp[]])[] = [
  ['nocartesianjoin', 'full', 'SELECT a.id FROM s.a AS a, s.b AS b', [/^1:26 these tables are joined without/]],
  ['nocartesianjoin', 'full', 'SELECT a.id FROM s.a AS a JOIN s.b AS b ON TRUE', [/^1:41 .*always true/]],
  ['nocartesianjoin', 'full', 'SELECT a.id FROM s.a AS a JOIN s.b AS b ON 1 = 1', [/always true/]],
  ['nocartesianjoin', 'full', 'SELECT (SELECT count(*) FROM s.a, s.b) AS n', [/^1:33 /]],
  ['nocartesianjoin', 'full', 'SELECT a.id FROM s.a AS a, s.b AS b WHERE a.id = b.id', []],
  ['nocartesianjoin', 'full', 'SELECT a.id FROM s.a AS a CROSS JOIN s.b AS b', []],
  ['nocartesianjoin', 'full', 'SELECT a.id FROM s.a AS a, unnest([1, 2]) AS u(x)', []],
  ['nocartesianjoin', 'full', 'SELECT extract(year FROM day) AS y, id FROM s.a', []],
  ['nocartesianjoin', 'full', 'SELECT a.id FROM s.a AS a JOIN s.b AS b ON TRUE AND a.id = b.id', []],
  ['nocartesianjoin', 'full', 'SELECT id, count(*) AS n FROM s.a GROUP BY id, name', []],
  ['nonotinsubquery', 'full', 'SELECT id FROM s.a WHERE id NOT IN (SELECT id FROM s.b)', [/^1:29 NOT IN finds no row/]],
  ['nonotinsubquery', 'full', 'SELECT id FROM s.a WHERE id NOT IN (SELECT id FROM s.b WHERE id IS NOT NULL)', []],
  ['nonotinsubquery', 'full', 'SELECT id FROM s.a WHERE id NOT IN (1, 2)', []],
  ['nonotinsubquery', 'full', 'SELECT id FROM s.a WHERE id IN (SELECT id FROM s.b)', []],
  ['nonotinsubquery', 'full', 'SELECT id FROM s.a WHERE NOT EXISTS (SELECT 1 FROM s.b WHERE b.id = a.id)', []],
  [
    'nonondeterminism',
    'key',
    'SELECT id, now() AS at_time, uuid() AS u FROM s.a',
    [/^1:12 now\(\) gives/, /^1:30 uuid\(\)/],
  ],
  ['nonondeterminism', 'time', 'SELECT day, CURRENT_DATE AS c FROM s.a', [/CURRENT_DATE gives/]],
  ['nonondeterminism', 'full', 'SELECT id, now() AS at_time FROM s.a', []],
  ['nonondeterminism', 'key', 'SELECT id, id AS now, "random" AS r FROM (SELECT id, 1 AS random FROM s.a) AS a', []],
  ['nonondeterminism', 'key', "SELECT id, 'now()' AS text /* now() */ FROM s.a", []],
  ['nomissingtimefilter', 'time', 'SELECT id, day FROM s.a', [/^1:1 no condition limits/]],
  ['nomissingtimefilter', 'time', 'SELECT id, day FROM s.a WHERE day BETWEEN @start_date AND @end_date', []],
  ['nomissingtimefilter', 'time', "SELECT 1 AS id, DATE '2023-01-01' AS day", []],
  ['nomissingtimefilter', 'full', 'SELECT id, day FROM s.a', []],
  [
    'nounusedcte',
    'full',
    'WITH x AS (SELECT 1 AS id), y AS (SELECT id FROM s.a) SELECT id FROM y',
    [/^1:6 nothing reads the CTE x/],
  ],
  [
    'nounusedcte',
    'full',
    'WITH RECURSIVE x AS (SELECT 1 AS id UNION ALL SELECT id FROM x WHERE id > 9) SELECT id FROM s.a',
    [/CTE x/],
  ],
  ['nounusedcte', 'full', 'WITH x AS (SELECT 1 AS id), y AS (SELECT id FROM x) SELECT id FROM "Y"', []],
  ['nounusedcte', 'full', 'SELECT id FROM (WITH x AS (SELECT 1 AS id) SELECT id FROM x) AS q', []],
  [
    'nouniontypechange',
    'full',
    'SELECT id FROM s.a UNION ALL SELECT name FROM s.a',
    [/^1:30 column id is INTEGER in the first part of the UNION and VARCHAR/],
  ],
  [
    'nouniontypechange',
    'full',
    'WITH x AS (SELECT id FROM s.a) SELECT id FROM x UNION SELECT v FROM s.b ORDER BY 1',
    [/DECIMAL/],
  ],
  ['nouniontypechange', 'full', 'SELECT id FROM s.a UNION ALL SELECT id FROM s.b', []],
  ['nouniontypechange', 'full', 'SELECT id FROM s.a UNION ALL SELECT NULL', []],
  ['nouniontypechange', 'full', 'SELECT id FROM s.a UNION ALL BY NAME SELECT name FROM s.a', []],
  ['noorderbywithoutlimit', 'full', 'SELECT id FROM s.a ORDER BY id', [/^1:20 the rows are sorted/]],
  ['noorderbywithoutlimit', 'full', 'SELECT id FROM s.a ORDER BY id LIMIT 3', []],
  ['noorderbywithoutlimit', 'view', 'SELECT id FROM s.a ORDER BY id', []],
  ['noorderbywithoutlimit', 'full', 'SELECT id, row_number() OVER (ORDER BY id) AS n FROM s.a', []],
];

it.each(cases)('%s in a %s model: %s', async (rule, kind, query, expected) => {
  const found = await findings(rule, kind, query);
  expect(found).toHaveLength(expected.length);
  for (const [i, pattern] of expected.entries()) expect(found[i]).toMatch(pattern);
});
