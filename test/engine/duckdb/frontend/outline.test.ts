import { describe, expect, it } from 'vitest';
import type { ColumnsOfTable } from '../../../../src/sql/frontend.ts';
import { sharedFrontend } from './open.ts';

const frontend = sharedFrontend();

const columnsOf: ColumnsOfTable = ({ schema, table }) =>
  schema === 's' && table === 'known'
    ? [
        { name: 'id', type: 'INTEGER' },
        { name: 'note', type: null },
      ]
    : undefined;

async function outline(text: string): Promise<string | undefined> {
  const columns = await frontend().outline(text, columnsOf);
  return columns?.map(({ name, type }) => (type === null ? name : `${name} ${type}`)).join(', ');
}

describe('the text tells the columns of a query over tables nobody knows', () => {
  const cases: readonly [query: string, columns: string][] = [
    ['SELECT a, t.b, upper(c) AS up FROM raw.t', 'a, b, up'],
    [
      "SELECT a::INT AS a, a > 1 AS big, count(*) AS n, 'x' AS x, 1.5 AS y FROM raw.t",
      'a INTEGER, big BOOLEAN, n BIGINT, x VARCHAR, y DECIMAL(2,1)',
    ],
    ['WITH c AS (SELECT a::DATE AS day, b FROM raw.t) SELECT * FROM c', 'day DATE, b'],
    ['WITH c(p) AS (SELECT a, b FROM raw.t) SELECT x.* FROM c AS x(q)', 'q, b'],
    ['SELECT a FROM raw.t UNION ALL SELECT b FROM raw.u', 'a'],
    ['WITH RECURSIVE r AS (SELECT a FROM raw.t UNION ALL SELECT a + 1 FROM r) SELECT * FROM r', 'a'],
    ['SELECT k.*, t.a FROM s.known k JOIN raw.t ON t.id = k.id', 'id INTEGER, note, a'],
    ['SELECT * EXCLUDE (note) REPLACE (id::TEXT AS id) FROM s.known SEMI JOIN raw.t USING (id)', 'id VARCHAR'],
    ['SELECT * RENAME (note AS text) FROM s.known JOIN (SELECT id, z FROM raw.t) USING (id)', 'id INTEGER, text, z'],
    ["SELECT a, b FROM read_csv('nowhere.csv')", 'a, b'],
    ['SELECT a, t.a FROM raw.t', 'a, a_1'],
    ["SELECT v.*, t.a FROM raw.t, (VALUES (1, 'x')) v(n, label)", 'n INTEGER, label VARCHAR, a'],
  ];
  it.each(cases)('%s', async (query, columns) => expect(await outline(query)).toBe(columns));
});

describe('nobody knows all columns of', () => {
  const cases = [
    'SELECT * FROM raw.t',
    'SELECT *, 1 AS one FROM s.known JOIN raw.t USING (id)',
    'WITH c AS (FROM raw.t) SELECT * FROM c',
    "SELECT * FROM read_csv('nowhere.csv')",
    "SELECT COLUMNS('a.*') FROM s.known",
    'SELECT * FROM s.known NATURAL JOIN s.known AS other',
    'SELECT FROM WHERE',
  ];
  it.each(cases)('%s', async (query) => expect(await outline(query)).toBeUndefined());
});
