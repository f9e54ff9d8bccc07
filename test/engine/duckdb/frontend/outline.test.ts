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
    ['SELECT a, t.b, upper(c) AS up FROM raw.t', 'a, b, up VARCHAR'],
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
    ['SELECT NULL AS a, b FROM raw.t UNION ALL SELECT 1.5::DOUBLE, 2 FROM raw.u', 'a DOUBLE, b INTEGER'],
    ["SELECT 1::BIGINT AS a, 1 AS b FROM raw.t UNION SELECT 2::INT, DATE '2024-01-01' FROM raw.u", 'a BIGINT, b'],
  ];
  it.each(cases)('%s', async (query, columns) => expect(await outline(query)).toBe(columns));
});

describe('the type of an expression follows from those of its parts', () => {
  // In brackets: what DuckDB makes of the same expression once it knows the table.
  const known = `(SELECT NULL::INTEGER AS i, NULL::BIGINT AS b, NULL::DOUBLE AS f, NULL::DECIMAL(9,2) AS n, NULL::VARCHAR AS s,
    NULL::DATE AS d, NULL::TIMESTAMP AS t, NULL::BOOLEAN AS x)`;
  const expressions =
    `avg(i) | sum(i) | sum(f) | sum(n) | min(s) | max(d) | count(DISTINCT i) | count_if(x) | list(i) | any_value(t)
    | row_number() OVER (ORDER BY i) | lag(d) OVER (ORDER BY i) | sum(i) OVER (ORDER BY d) | percent_rank() OVER (ORDER BY d)
    | CASE WHEN x THEN 'a' ELSE s END | CASE WHEN x THEN i ELSE b END | CASE i WHEN 1 THEN f END | if(x, d, NULL)
    | coalesce(f, 0) | ifnull(s, 'a') | nullif(d, d) | greatest(i, b) | i + 1 | i * b | i / 2 | n / i | f * n | -f | i // 2 | b % 2
    | d - d | d + 1 | d + INTERVAL 1 DAY | t - INTERVAL 1 HOUR | t - t | date_trunc('month', d) | date_trunc('day', t)
    | extract(year FROM d) | date_part('epoch', t) | year(d) | datediff('day', d, d) | last_day(d) | current_date | current_timestamp
    | s || i | concat(s, i) | upper(s) | length(s) | regexp_replace(s, 'a', 'b') | split(s, ',') | md5(s) | strftime(d, '%Y')
    | s LIKE 'a%' | s IN ('a') | NOT x | s IS NULL | i BETWEEN 1 AND 2 | EXISTS (SELECT 1) | (SELECT max(i) FROM k) | round(f, 2)
    | sqrt(i) | abs(n) | uuid() | to_timestamp(f)`
      .split(/\s*\|(?!\|)\s*(?<!\|\|\s*)/)
      .filter((expression) => expression !== '');

  it.each(expressions)('%s', async (expression) => {
    const query = (extra: string) => `WITH k AS ${known} SELECT ${expression} AS v FROM k${extra}`;
    const described = await frontend().describe(query(''));
    const type = described.type === 'columns' ? described.columns[0]!.type : described;
    expect(await outline(query(' CROSS JOIN (SELECT 1 AS other FROM raw.t)'))).toBe(`v ${type as string}`);
  });

  it.each(['i + unknown', 'CASE WHEN x THEN i ELSE d END', 'n + n', 'max(i, 2)', 'small + 1', 'coalesce(s, unknown)'])(
    'stays open: %s',
    async (expression) => {
      const parts =
        '(SELECT a::INT AS i, a::TEXT AS s, a::DATE AS d, a::DECIMAL(9,2) AS n, a::SMALLINT AS small, x, unknown FROM raw.t)';
      expect(await outline(`SELECT ${expression} AS v FROM ${parts}`)).toBe('v');
    },
  );
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
