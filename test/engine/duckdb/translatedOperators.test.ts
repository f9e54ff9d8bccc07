// Operators, JSON and intervals of other dialects: their values in DuckDB.
import { describe, expect, it } from 'vitest';
import { checker, sales, translatedRows } from './translated.ts';

const rows = translatedRows(sales);
const check = checker(rows);

describe('comparisons with several patterns', () => {
  const woods = (condition: string) => `SELECT wood FROM sales WHERE ${condition} ORDER BY wood, shop`;
  check([
    ['ILIKE ANY', 'snowflake', woods("wood ILIKE ANY ('A%', 'OAK') AND shop = 1"), 'ash | oak'],
    ['of what is put together', 'snowflake', woods("wood || 'x' LIKE ANY ('a%x', 'elm') AND shop > 1"), 'ash'],
    ['LIKE ALL', 'snowflake', woods("wood LIKE ALL ('%a%', '%k')"), 'oak'],
    ['beside a function ANY', 'clickhouse', woods("wood LIKE ANY ('a%', 'elm') AND shop > 1"), 'ash | elm'],
    ['NOT of the whole', 'snowflake', woods("wood NOT LIKE ANY ('a%', 'o%')"), 'elm'],
    ['NOT of each', 'spark', `SELECT COUNT(*) AS n FROM sales WHERE wood NOT LIKE ANY ('a%', 'o%')`, '4'],
    ['NOT of all', 'spark', woods("wood NOT LIKE ALL ('a%', 'o%')"), 'elm'],
    ['of a list', 'postgres', woods("wood LIKE ANY (ARRAY['a%', 'o%']) OR shop = 5"), 'ash | ash | oak'],
    ['of a text of a list', 'postgres', woods("wood NOT ILIKE ALL ('{A%,O%}')"), 'elm'],
  ]);
});

describe('JSON of PostgreSQL and others', () => {
  check([
    [
      'paths',
      'postgres',
      "SELECT doc #>> '{k,j,1}' AS a, doc #> '{k,j}' AS b, doc #>> ARRAY['s'] AS c FROM sales WHERE amount = 10",
      '6 [5,6] v',
    ],
    [
      'paths in calls',
      'postgres',
      "SELECT jsonb_extract_path_text(doc, 'k', 'j', '0') AS a FROM sales WHERE amount = 10",
      '5',
    ],
    [
      'json_agg with its clauses',
      'postgres',
      'SELECT shop, json_agg(wood ORDER BY amount DESC) FILTER (WHERE amount > 0) AS j FROM sales GROUP BY shop ORDER BY shop',
      '1 ["oak","ash"] | 2 ["ash"]',
    ],
    [
      'jsonb_agg over a window',
      'postgres',
      'SELECT jsonb_agg(wood) OVER (ORDER BY amount) AS j FROM sales WHERE shop = 1 ORDER BY amount',
      '["ash"] | ["ash","oak"]',
    ],
    [
      'objects',
      'postgres',
      'SELECT jsonb_object_agg(wood, amount ORDER BY wood) FILTER (WHERE shop = 2) AS j FROM sales',
      '{"ash":30,"elm":null}',
    ],
    [
      'objects without NULL',
      'snowflake',
      'SELECT OBJECT_AGG(wood, amount) AS j FROM sales WHERE shop = 2',
      '{"ash":30}',
    ],
    ['JSON_ARRAYAGG', 'mysql', 'SELECT JSON_ARRAYAGG(rent) AS j FROM shops', '[7,8,9]'],
    [
      'lists and keys',
      'postgres',
      "SELECT jsonb_build_array(1, 'x') AS a, jsonb_object_keys('{\"u\":1}') AS k, to_jsonb('y'::text) AS j",
      '[1,"x"] u "y"',
    ],
  ]);
});

describe('operators', () => {
  check([
    [
      'pipes are OR',
      'mysql',
      "SELECT wood FROM sales WHERE shop = 2 && wood = 'elm' || amount = 10 ORDER BY wood",
      'ash | elm',
    ],
    [
      'plus puts texts together',
      'tsql',
      "SELECT wood + '-' + CAST(shop AS VARCHAR(9)) AS a, UPPER(wood) + LEFT(wood, 1) AS b, ISNULL(wood, '') + N'!' AS c FROM sales WHERE amount = 10",
      'ash-1 ASHa ash!',
    ],
    [
      'of choices and of brackets',
      'tsql',
      "SELECT wood + CASE WHEN shop = 1 THEN 'p' ELSE 'q' END AS a, (wood + ' ') + wood AS b, IIF(shop = 1, 'y', 'n') + wood AS c FROM sales WHERE amount = 10",
      'ashp ash ash yash',
    ],
    [
      'plus of numbers adds',
      'tsql',
      "SELECT shop + amount AS a, -shop + 1 AS b, SUM(shop) OVER (PARTITION BY wood) + 1 AS c, CASE WHEN wood = 'ash' THEN 1 ELSE 2 END + 1 AS d FROM sales WHERE amount = 20",
      '21 0 2 3',
    ],
  ]);
});

describe('intervals', () => {
  check([
    [
      'by name',
      'postgres',
      "SELECT DATE '2024-01-31' + MAKE_INTERVAL(days => 1, hours => 2) AS d",
      '2024-02-01 02:00:00',
    ],
    ['by place', 'postgres', "SELECT DATE '2024-01-31' + MAKE_INTERVAL(1, 1) AS d", '2025-02-28 00:00:00'],
    ['of columns', 'postgres', 'SELECT MAKE_INTERVAL(days => rent + 1) AS d FROM shops WHERE shop = 1', '8 days'],
    ['with commas', 'snowflake', "SELECT DATE '2024-01-31' + INTERVAL '1 day, 2 hours' AS d", '2024-02-01 02:00:00'],
  ]);
});

describe('hints and what is computed in other places', () => {
  check([
    [
      'locks',
      'tsql',
      'SELECT s.shop FROM shops AS s WITH (NOLOCK, READPAST) INNER JOIN sales WITH (NOLOCK) ON sales.shop = s.shop WHERE amount = 10 OPTION (RECOMPILE)',
      '1',
    ],
    [
      'settings',
      'clickhouse',
      "SELECT s.shop FROM shops AS s GLOBAL INNER JOIN sales ON sales.shop = s.shop WHERE amount = 10 SETTINGS max_threads = 1, x = 'y'",
      '1',
    ],
    ['places of rows', 'spark', 'SELECT shop FROM shops WHERE rent > 7 CLUSTER BY shop', '2 | 3'],
    ['dual', 'oracle', 'SELECT 1 AS a FROM dual', '1'],
    ['parts of a hundred', 'snowflake', 'SELECT COUNT(*) AS n FROM shops SAMPLE (100)', '3'],
    [
      'tests of items',
      'spark',
      'SELECT EXISTS(sizes, x -> x > 1) AS a, FORALL(sizes, x -> x > 1) AS b, get(sizes, 0) AS c FROM sales WHERE amount = 10',
      'true false 1',
    ],
    ['a name', 'postgres', 'WITH ties AS (SELECT 1 AS a) SELECT a FROM ties', '1'],
  ]);

  it.each([
    ['postgres', 'SELECT shop FROM shops ORDER BY shop FETCH FIRST 2 ROWS WITH TIES', /WITH TIES/],
    ['tsql', 'SELECT TOP 1 WITH TIES shop FROM shops ORDER BY shop', /WITH TIES/],
    ['clickhouse', 'SELECT shop FROM shops ANY LEFT JOIN sales USING (shop)', /any one of the matches/],
  ])('%s: %s is refused', async (dialect, query, said) => {
    await expect(rows(dialect, query)).rejects.toThrow(said);
  });
});
