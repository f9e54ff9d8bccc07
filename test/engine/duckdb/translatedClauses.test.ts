// Clauses, table functions and aggregates that only some dialects have: their rows in DuckDB.
import { describe, expect, it } from 'vitest';
import { MeshError } from '../../../src/error/meshError.ts';
import { checker, sales, translatedRows } from './translated.ts';

const rows = translatedRows(sales);
const check = checker(rows);

describe('grouping', () => {
  const sums = '1 ash 10 | 1 oak 20 | 1  30 | 2 ash 30 | 2 elm  | 2  30 |   60';
  const of = 'SELECT shop, wood, SUM(amount) AS n FROM sales GROUP BY shop, wood';
  check([
    [
      'WITH ROLLUP',
      'mysql',
      `SELECT * FROM (${of} WITH ROLLUP) AS q ORDER BY ISNULL(shop), shop, ISNULL(wood), wood`,
      sums,
    ],
    [
      'WITH ROLLUP, by places',
      'spark',
      'SELECT shop, SUM(amount) AS n FROM sales GROUP BY 1 WITH ROLLUP ORDER BY 1',
      ' 60 | 1 30 | 2 30',
    ],
    [
      'WITH CUBE',
      'tsql',
      'SELECT COUNT(*) AS n FROM (SELECT shop, wood FROM sales GROUP BY shop, wood WITH CUBE) AS q',
      '10',
    ],
    [
      'columns and their sets',
      'hive',
      `${of} GROUPING SETS ((shop), wood, ()) ORDER BY shop, wood`,
      '  60 |  ash 40 |  elm  |  oak 20 | 1  30 | 2  30',
    ],
    [
      'functions and their sets',
      'spark',
      "SELECT date_trunc('YEAR', DATE '2024-03-01') AS d, SUM(amount) AS n FROM sales GROUP BY date_trunc('YEAR', DATE '2024-03-01'), wood GROUPING SETS ((wood), (wood, date_trunc('YEAR', DATE '2024-03-01'))) ORDER BY n DESC, d LIMIT 1",
      ' 40',
    ],
    ['distinct combinations', 'mysql', 'SELECT COUNT(DISTINCT shop, amount) AS n FROM sales', '3'],
    [
      'distinct combinations of expressions',
      'databricks',
      'SELECT wood, COUNT(DISTINCT shop + 1, amount) AS n FROM sales GROUP BY wood ORDER BY wood',
      'ash 2 | elm 0 | oak 1',
    ],
  ]);
});

describe('lateral views', () => {
  check([
    [
      'positions begin at 0',
      'spark',
      'SELECT shop, p, v FROM sales LATERAL VIEW POSEXPLODE(sizes) x AS p, v ORDER BY shop, v',
      '1 0 1 | 1 1 2 | 1 0 3',
    ],
    [
      'OUTER keeps rows without items',
      'hive',
      'SELECT shop, wood, v FROM sales LATERAL VIEW OUTER EXPLODE(sizes) x AS v ORDER BY shop, wood, v',
      '1 ash 1 | 1 ash 2 | 1 oak 3 | 2 ash  | 2 elm ',
    ],
    [
      'without a name of the table',
      'spark',
      'SELECT v FROM sales LATERAL VIEW EXPLODE(sizes) AS v WHERE shop = 1 ORDER BY v',
      '1 | 2 | 3',
    ],
    [
      'of a map',
      'spark',
      "SELECT k, v FROM shops LATERAL VIEW EXPLODE(MAP('a', 1, 'b', rent)) x AS k, v WHERE shop = 3 ORDER BY k",
      'a 1 | b 9',
    ],
    [
      'of one after the other',
      'databricks',
      "SELECT v, w FROM sales LATERAL VIEW EXPLODE(sizes) x AS v LATERAL VIEW EXPLODE(ARRAY(v, -v)) y AS w WHERE wood = 'oak' ORDER BY w",
      '3 -3 | 3 3',
    ],
    [
      'of structs',
      'spark',
      "SELECT q, r FROM shops LATERAL VIEW INLINE(ARRAY(STRUCT(rent AS a, 'x' AS b))) x AS q, r ORDER BY q LIMIT 1",
      '7 x',
    ],
    [
      'of fields in JSON',
      'hive',
      'SELECT q FROM shops LATERAL VIEW json_tuple(\'{"a":"u"}\', \'a\') x AS q WHERE rent = 7',
      'u',
    ],
    [
      'of values side by side',
      'spark',
      'SELECT shop, q FROM shops LATERAL VIEW STACK(2, shop, rent) x AS q WHERE shop > 2 ORDER BY q',
      '3 3 | 3 9',
    ],
    [
      'LATERAL POSEXPLODE',
      'databricks',
      'SELECT x.p, x.v FROM sales, LATERAL POSEXPLODE(sizes) AS x(p, v) ORDER BY v',
      '0 1 | 1 2 | 0 3',
    ],
    [
      'EXPLODE_OUTER',
      'spark',
      'SELECT shop, EXPLODE_OUTER(sizes) AS v FROM sales ORDER BY shop, v',
      '1 1 | 1 2 | 1 3 | 2  | 2 ',
    ],
  ]);
});

describe('rows of functions', () => {
  check([
    [
      'FLATTEN of a list',
      'snowflake',
      'SELECT s.wood, f.index, f.value::INT AS v FROM sales AS s, LATERAL FLATTEN(input => s.sizes) f ORDER BY v',
      'ash 0 1 | ash 1 2 | oak 0 3',
    ],
    [
      'FLATTEN of an object',
      'snowflake',
      'SELECT f.key, f.path, f.value FROM sales AS s, LATERAL FLATTEN(input => s.doc) f WHERE s.amount = 10 ORDER BY f.key',
      'k k {"j":[5,6]} | s s "v"',
    ],
    [
      'FLATTEN along a path',
      'snowflake',
      "SELECT value::INT AS v FROM sales, LATERAL FLATTEN(input => doc, path => 'k.j') ORDER BY v",
      '5 | 6',
    ],
    [
      'FLATTEN with outer',
      'snowflake',
      'SELECT s.wood, f.value AS v FROM sales AS s, LATERAL FLATTEN(input => s.sizes, outer => TRUE) AS f ORDER BY s.wood, v',
      'ash 1 | ash 2 | ash  | elm  | oak 3',
    ],
    [
      'TABLE(FLATTEN(…))',
      'snowflake',
      'SELECT f.value::INT AS v FROM TABLE(FLATTEN(ARRAY_CONSTRUCT(7, 8))) f ORDER BY v',
      '7 | 8',
    ],
    [
      'joins without ON',
      'snowflake',
      'SELECT s.wood, f.value::INT AS v, g.value AS w FROM sales AS s LEFT JOIN LATERAL FLATTEN(input => s.sizes) f INNER JOIN TABLE(FLATTEN(ARRAY_CONSTRUCT(9))) AS g WHERE s.shop = 2 OR s.amount = 20 ORDER BY s.wood',
      'ash  9 | elm  9 | oak 3 9',
    ],
    [
      'items as texts',
      'snowflake',
      'SELECT f.value::STRING AS v, CAST(f.value AS VARCHAR(9)) AS w FROM TABLE(FLATTEN(input => PARSE_JSON(\'["x"]\'))) f',
      'x x',
    ],
    [
      'fields as texts',
      'snowflake',
      'SELECT doc:s::STRING AS v, CAST(doc:s AS TEXT) AS w, doc:s AS x FROM sales WHERE amount = 10',
      'v v "v"',
    ],
    [
      'SPLIT_TO_TABLE',
      'snowflake',
      "SELECT s.index, s.value FROM TABLE(SPLIT_TO_TABLE('a.b', '.')) AS s ORDER BY s.index",
      '1 a | 2 b',
    ],
    [
      'CROSS APPLY',
      'tsql',
      'SELECT s.shop, t.amount FROM shops AS s CROSS APPLY (SELECT TOP 1 amount FROM sales WHERE sales.shop = s.shop ORDER BY amount DESC) t ORDER BY s.shop',
      '1 20 | 2 30',
    ],
    [
      'OUTER APPLY',
      'tsql',
      'SELECT s.shop, t.n FROM shops AS s OUTER APPLY (SELECT amount AS n FROM sales WHERE sales.shop = s.shop AND amount < 15) AS t WHERE s.rent > 0 ORDER BY s.shop',
      '1 10 | 2  | 3 ',
    ],
    [
      'CROSS APPLY of values',
      'tsql',
      'SELECT v.n FROM shops AS s CROSS APPLY (VALUES (s.shop), (s.rent)) AS v(n) WHERE s.shop = 3 ORDER BY v.n',
      '3 | 9',
    ],
    [
      'STRING_SPLIT',
      'tsql',
      "SELECT s.value, s.ordinal FROM shops AS t CROSS APPLY STRING_SPLIT('a,b', ',', 1) AS s WHERE t.shop = 1 ORDER BY s.ordinal",
      'a 1 | b 2',
    ],
    [
      'OPENJSON',
      'tsql',
      'SELECT j.[key] AS k, j.value AS v FROM OPENJSON(\'{"a":"x","b":[1]}\') AS j ORDER BY k',
      'a x | b [1]',
    ],
    [
      'jsonb_each',
      'postgres',
      'SELECT e.key, e.value FROM sales, jsonb_each(doc) AS e WHERE amount = 10 ORDER BY e.key',
      'k {"j":[5,6]} | s "v"',
    ],
    ['jsonb_each_text', 'postgres', 'SELECT k, v FROM jsonb_each_text(\'{"a":"x"}\') AS e(k, v)', 'a x'],
    [
      'an alias names the items',
      'postgres',
      "SELECT e ->> 'x' AS v FROM jsonb_array_elements('[{\"x\":1}]'::jsonb) AS e",
      '1',
    ],
    [
      'their own name does, too',
      'postgres',
      'SELECT e.value FROM shops, jsonb_array_elements_text(\'["x"]\') AS e WHERE shop = 1',
      'x',
    ],
    [
      'an alias behind a comma',
      'postgres',
      'SELECT shop, n FROM shops, unnest(ARRAY[rent, 1]) AS n WHERE shop = 1 ORDER BY n',
      '1 1 | 1 7',
    ],
  ]);
});

describe('VALUES as a query', () => {
  check([
    [
      'in WITH',
      'trino',
      "WITH v (a, b) AS (VALUES (1, 'x'), (2, ',)')) SELECT a, b FROM v ORDER BY a DESC",
      '2 ,) | 1 x',
    ],
    [
      'behind another WITH',
      'redshift',
      'WITH w AS (SELECT 5 AS n), v (a) AS (VALUES (1)) SELECT n + a AS s FROM w, v',
      '6',
    ],
    [
      'with names of its own',
      'postgres',
      'WITH v AS (VALUES (1, (2 + 3)), (4, 5)) SELECT column2 FROM v ORDER BY column1',
      '5 | 5',
    ],
    ['with names of Spark', 'databricks', 'WITH v AS (VALUES (1, 2)) SELECT col2, col1 FROM v', '2 1'],
    ['with ROW', 'mysql', 'WITH v AS (VALUES ROW(1, 2), ROW(3, 4)) SELECT column_1 FROM v ORDER BY column_0', '2 | 4'],
    ['without brackets', 'trino', 'SELECT shop FROM shops WHERE shop IN (VALUES 1, 3) ORDER BY shop', '1 | 3'],
    [
      'with rows of their own on both sides',
      'trino',
      "SELECT COUNT(*) FROM (VALUES (1, 'a') UNION VALUES (1, 'a') EXCEPT VALUES (2, 'b')) AS q (x, y)",
      '1',
    ],
    [
      'IN an array',
      'postgres',
      "SELECT DISTINCT shop,, wood FROM sales WHERE wood NOT IN ARRAY['oak', 'elm'] AND shop IN ARRAY[1, 2] ORDER BY 1",
      '1 ash | 2 ash',
    ],
    ['behind UNION', 'postgres', 'SELECT shop FROM shops UNION ALL VALUES (4), (5) ORDER BY shop', '1 | 2 | 3 | 4 | 5'],
  ]);
});

describe('sequences', () => {
  const bounds = (type: string) => `SELECT CAST('2024-01-15' AS ${type}) AS a, CAST('2024-03-31' AS ${type}) AS b`;
  check([
    [
      'of dates by months',
      'trino',
      `SELECT d FROM (${bounds('DATE')}) CROSS JOIN UNNEST(SEQUENCE(a, b, INTERVAL '1' MONTH)) AS t (d) WHERE d < b ORDER BY d`,
      '2024-01-15 | 2024-02-15 | 2024-03-15',
    ],
    [
      'of dates by days',
      'athena',
      `SELECT CARDINALITY(SEQUENCE(a, b)), ELEMENT_AT(SEQUENCE(a, b), 2) FROM (${bounds('DATE')})`,
      '77 2024-01-16',
    ],
    [
      'of dates, exploded',
      'databricks',
      "SELECT explode(sequence(DATE '2024-02-28', DATE '2024-03-01')) AS d ORDER BY d",
      '2024-02-28 | 2024-02-29 | 2024-03-01',
    ],
    [
      'of times',
      'trino',
      `SELECT ELEMENT_AT(SEQUENCE(a, b, INTERVAL '12' HOUR), 2) FROM (${bounds('TIMESTAMP')})`,
      '2024-01-15 12:00:00',
    ],
    [
      'of numbers',
      'spark',
      'SELECT sequence(1, 4, 2), sequence(shop, rent - 5) FROM shops WHERE shop = 1',
      '[1, 3] [1, 2]',
    ],
  ]);
});

describe('NULLs that windows leave out', () => {
  const last = (call: string) =>
    `SELECT COALESCE(${call} OVER (ORDER BY shop, wood DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), 0) AS n FROM sales ORDER BY shop, wood DESC`;
  check([
    ['IGNORE NULLS', 'databricks', last('LAST_VALUE(amount) IGNORE NULLS'), '20 | 10 | 10 | 30'],
    ['RESPECT NULLS', 'spark', last('LAST_VALUE(amount) RESPECT NULLS'), '20 | 10 | 0 | 30'],
    ['FIRST_VALUE', 'hive', last('FIRST_VALUE(amount) IGNORE NULLS'), '20 | 20 | 20 | 20'],
  ]);
});

describe('clauses of ClickHouse', () => {
  check([
    [
      'PREWHERE',
      'clickhouse',
      "SELECT amount FROM sales PREWHERE shop = 1 OR shop = 2 WHERE wood = 'ash' OR wood = 'elm' ORDER BY amount LIMIT 2",
      '10 | 30',
    ],
    ['PREWHERE alone', 'clickhouse', 'SELECT amount FROM sales PREWHERE amount > 15 ORDER BY amount', '20 | 30'],
    [
      'LIMIT BY',
      'clickhouse',
      'SELECT shop, amount FROM sales ORDER BY shop, amount DESC LIMIT 1 BY shop',
      '1 20 | 2 30',
    ],
    [
      'LIMIT BY behind others',
      'clickhouse',
      'SELECT shop, amount FROM sales WHERE amount > 0 ORDER BY amount LIMIT 1 OFFSET 1 BY shop',
      '1 20',
    ],
    [
      'LIMIT BY of groups, then LIMIT',
      'clickhouse',
      'SELECT wood, shop, COUNT() AS n FROM sales GROUP BY wood, shop ORDER BY wood, shop LIMIT 1 BY wood LIMIT 2',
      'ash 1 1 | elm 2 1',
    ],
    [
      'ARRAY JOIN',
      'clickhouse',
      'SELECT wood, v, w FROM sales ARRAY JOIN sizes AS v, sizes AS w WHERE shop = 1 ORDER BY v',
      'ash 1 1 | ash 2 2 | oak 3 3',
    ],
    [
      'aggregates with parameters',
      'clickhouse',
      'SELECT quantile(0.5)(amount) AS a, quantileExact(0.5)(amount) AS b, quantiles(0, 1)(amount) AS c, groupArray(2)(amount) AS d FROM sales',
      '20.0 20 [10.0, 30.0] [10, 20]',
    ],
    [
      'exact quantiles of an even count',
      'clickhouse',
      'SELECT quantileExact(0.5)(amount) AS a FROM sales WHERE shop = 1',
      '20',
    ],
    ['tuples', 'clickhouse', 'SELECT tupleElement(tuple(shop, wood), 2) AS a FROM sales WHERE amount = 10', 'ash'],
  ]);
});

describe('what is refused', () => {
  const cases: [dialect: string, query: string, construct: RegExp][] = [
    ['clickhouse', 'SELECT shop FROM sales GROUP BY shop WITH ROLLUP', /^ROLLUP$/],
    ['clickhouse', 'SELECT shop, v FROM sales LEFT ARRAY JOIN sizes AS v', /^ARRAY$/],
    ['clickhouse', 'SELECT quantileTiming(0.5)(amount) AS a FROM sales', /^quantileTiming$/],
    ['clickhouse', 'SELECT shop FROM sales ORDER BY amount + 1 LIMIT 1 BY shop', /^LIMIT$/],
    ['clickhouse', 'SELECT DISTINCT shop FROM sales LIMIT 1 BY shop', /^LIMIT$/],
    [
      'snowflake',
      'SELECT f.value AS VALUE FROM sales, LATERAL FLATTEN(input => doc, recursive => TRUE) f',
      /^recursive$/,
    ],
    ['spark', "SELECT q FROM sales LATERAL VIEW parse_url_tuple(wood, 'HOST') x AS q", /^LATERAL$/],
    ['tsql', "SELECT j.id FROM OPENJSON('[]') WITH (id) AS j", /^OPENJSON$/],
    ['tsql', 'SELECT s.shop FROM shops AS s OUTER APPLY (SELECT 1 AS a)', /^APPLY$/],
    ['postgres', "SELECT doc #>> '{k,-1}' FROM sales", /^#$/],
    ['postgres', 'SELECT doc #>> wood FROM sales', /^#$/],
  ];
  it.each(cases)('%s: %s', async (dialect, query, construct) => {
    const error = await rows(dialect, query).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(MeshError);
    const { code, data } = error as MeshError<'SQL_TRANSLATION'>;
    expect(code).toBe('SQL_TRANSLATION');
    expect(data.construct).toMatch(construct);
    expect(query.indexOf(data.construct)).toBe(data.offset);
  });
});
