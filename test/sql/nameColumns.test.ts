import { describe, expect, it } from 'vitest';
import { originalOffset } from '../../src/sql/edit.ts';
import { nameColumns } from '../../src/sql/nameColumns.ts';

describe('columns that are casts of others are named after them', () => {
  const cases: readonly [query: string, expected: string][] = [
    ['SELECT id::INT FROM t', 'SELECT id::INT AS id FROM t'],
    ['select t.id :: varchar(10), b from t', 'select t.id :: varchar(10) AS id, b from t'],
    ['SELECT a::INT[], b::DECIMAL(10, 2)::TEXT', 'SELECT a::INT[] AS a, b::DECIMAL(10, 2)::TEXT AS b'],
    ['SELECT a::TIMESTAMP WITH TIME ZONE /* c */ FROM t', 'SELECT a::TIMESTAMP WITH TIME ZONE AS a /* c */ FROM t'],
    [
      'SELECT CAST(a AS INT), TRY_CAST("b c" AS DATE) FROM t',
      'SELECT CAST(a AS INT) AS a, TRY_CAST("b c" AS DATE) AS "b c" FROM t',
    ],
    ['WITH x AS (SELECT a::INT FROM t) SELECT a FROM x', 'WITH x AS (SELECT a::INT AS a FROM t) SELECT a FROM x'],
    ['FROM t SELECT DISTINCT a::INT', 'FROM t SELECT DISTINCT a::INT AS a'],
    ['SELECT a::INT UNION ALL SELECT b::INT', 'SELECT a::INT AS a UNION ALL SELECT b::INT AS b'],
    [
      'SELECT LISTAGG(a) WITHIN GROUP (ORDER BY b) AS x, c::INT FROM t',
      'SELECT LISTAGG(a) WITHIN GROUP (ORDER BY b) AS x, c::INT AS c FROM t',
    ],
    ['SELECT * EXCEPT (a), b::INT FROM t', 'SELECT * EXCLUDE (a), b::INT AS b FROM t'],
    ['SELECT * EXCEPT (SELECT b::INT FROM t)', 'SELECT * EXCEPT (SELECT b::INT AS b FROM t)'],
    ['SELECT a::INT, a::TEXT, 5::INT FROM t', 'SELECT a::INT AS a, a::TEXT AS a, 5::INT AS "5" FROM t'],
  ];
  it.each(cases)('%s', (query, expected) => expect(nameColumns(query).text).toBe(expected));
});

describe('names without AS', () => {
  const cases: readonly [dialect: string, query: string, expected: string][] = [
    ['tsql', 'SELECT Total = a + b, c FROM t', 'SELECT a + b AS total, c FROM t'],
    ['tsql', "SELECT a 'x y', f(b) 'z' FROM t", 'SELECT a AS "x y", f(b) AS "z" FROM t'],
    ['mysql', 'SELECT 1 \'x\', `b` "y" FROM t', 'SELECT 1 AS `x`, `b` AS `y` FROM t'],
    [
      'tsql',
      "SELECT TOP 1 'x', d AT TIME ZONE 'UTC' FROM t",
      "SELECT TOP 1 'x' AS _col_0, d AT TIME ZONE 'UTC' AS _col_1 FROM t",
    ],
    [
      'mysql',
      "SELECT a LIKE 'x', DATE '2024-01-01' FROM t",
      "SELECT a LIKE 'x' AS _col_0, DATE '2024-01-01' AS `2024-01-01` FROM t",
    ],
    ['postgres', 'SELECT a = b FROM t', 'SELECT a = b AS _col_0 FROM t'],
  ];
  it.each(cases)('%s: %s', (dialect, query, expected) => expect(nameColumns(query, { dialect }).text).toBe(expected));
});

it('EXCEPT behind a star is EXCLUDE in DuckDB, and stays where it joins queries or the dialect has it', () => {
  expect(nameColumns('SELECT t.* EXCEPT (a, b), 1 AS x FROM t').text).toBe('SELECT t.* EXCLUDE (a, b), 1 AS x FROM t');
  expect(nameColumns('FROM t SELECT * EXCEPT (SELECT 1 AS x)').text).toBe('FROM t SELECT * EXCEPT (SELECT 1 AS x)');
  const bigquery = 'SELECT * EXCEPT (a) FROM t';
  expect(nameColumns(bigquery, { dialect: 'bigquery' }).text).toBe(bigquery);
});

describe('a column without a name is called by its place', () => {
  const unnamed = [
    'count(*)',
    'sum(x) OVER w',
    'sum(x) FILTER (WHERE a)',
    'a + b',
    '-a',
    'NOT a',
    "a || 'x'",
    'a IS NULL',
    'a IS DISTINCT FROM b',
    'CASE WHEN a THEN 1 END',
    '(SELECT max(x) AS m FROM u)',
    'NULL',
    'true',
    'current_date',
    'CAST(a + 1 AS INT)',
    '(a)::INT',
    '[1, 2]',
    "{'k': 1}",
    "x AT TIME ZONE 'UTC'",
    "''",
  ];
  it.each(unnamed)('%s', (item) => {
    expect(nameColumns(`SELECT z, ${item} FROM t`).text).toBe(`SELECT z, ${item} AS _col_1 FROM t`);
  });

  it('in each query of a statement, and behind DISTINCT ON', () => {
    expect(nameColumns('WITH c AS (SELECT f(a) FROM t) SELECT DISTINCT ON (a, b) g(a), * FROM c').text).toBe(
      'WITH c AS (SELECT f(a) AS _col_0 FROM t) SELECT DISTINCT ON (a, b) g(a) AS _col_0, * FROM c',
    );
  });
});

describe('a text, a key or a path that is taken gives the name', () => {
  const cases: readonly [item: string, name: string][] = [
    ["'paid'", '"paid"'],
    ["DATE '2024-01-02'", '"2024-01-02"'],
    ["s['key']", '"key"'],
    ['l[1]', '"0"'],
    ["j ->> 'user'", '"user"'],
    ["j -> 'a' ->> '$.b.c'", '"c"'],
    ["json_extract_string(j, '$.city')", '"city"'],
  ];
  it.each(cases)('%s', (item, name) => {
    expect(nameColumns(`SELECT ${item} FROM t`).text).toBe(`SELECT ${item} AS ${name} FROM t`);
  });
});

describe('capitals follow the rule of the dialect', () => {
  const query = 'SELECT Id, t."Full Name", x AS Total, y::INT "Y", f(z) AS z FROM t';
  it('DuckDB compares without case: all become small', () => {
    expect(nameColumns(query).text).toBe(
      'SELECT Id AS id, t."Full Name" AS "full name", x AS total, y::INT "y", f(z) AS z FROM t',
    );
  });
  it('Postgres keeps what is quoted', () => {
    expect(nameColumns(query, { dialect: 'postgres' }).text).toBe(
      'SELECT Id AS id, t."Full Name", x AS total, y::INT "Y", f(z) AS z FROM t',
    );
  });
  it('a case-sensitive model keeps them all', () => {
    expect(nameColumns(query, { strategy: 'case_sensitive' }).text).toBe(query);
  });
});

describe('is left alone', () => {
  const same = [
    'SELECT a FROM t',
    'SELECT a::INT AS b, c::INT d, count(*) n, CASE WHEN a THEN 1 END e, f(x) "g" FROM t',
    'SELECT (a), 5, s.k, t.* EXCLUDE (b), * REPLACE (a + 1 AS a), max(COLUMNS(*)), total: a + b FROM t',
    "SELECT 'SELECT a::INT' AS x FROM t WHERE b::INT = 1 ORDER BY c::INT",
    "SELECT INTERVAL '1' DAY",
    'FROM t',
    'SELECT',
    'SELECT ,',
  ];
  it.each(same)('%s', (query) => expect(nameColumns(query).text).toBe(query));
});

it.each([
  ["DATE_TRUNC('DAY', ts)::DATE d", "DATE_TRUNC('DAY', ts)::DATE D"],
  ['a < CURRENT_DATE b', 'a < CURRENT_DATE B'],
  ['f(a) IS NULL b', 'f(a) IS NULL B'],
  ['CASE WHEN a THEN b END day', 'CASE WHEN a THEN b END DAY'],
  [
    'LISTAGG(a) WITHIN GROUP (ORDER BY a) b, c::DOUBLE PRECISION',
    'LISTAGG(a) WITHIN GROUP (ORDER BY a) B, c::DOUBLE PRECISION AS C',
  ],
])('folds the alias of %s as the dialect does', (items, expected) => {
  expect(nameColumns(`SELECT ${items} FROM t`, { dialect: 'snowflake' }).text).toBe(`SELECT ${expected} FROM t`);
});

it('quotes as the dialect does', () => {
  expect(nameColumns("SELECT 'x' FROM t", { dialect: 'bigquery' }).text).toBe("SELECT 'x' AS `x` FROM t");
});

it('knows the way back', () => {
  const { map, text } = nameColumns('SELECT a::INT, b FROM t');
  expect(originalOffset(map, text.indexOf('b FROM'))).toBe(15);
});

describe('a path of Snowflake', () => {
  const cases: readonly [item: string, named: string][] = [
    ['a:k', 'a:k AS "k"'],
    ['t.a:k.J', 't.a:k.J AS "J"'],
    ['a:k."Jq"', 'a:k."Jq" AS "Jq"'],
    ["a:k['z']", `a:k['z'] AS "z"`],
    ['a:k[0].b', 'a:k[0].b AS "b"'],
    ['a[0]:k', 'a[0]:k AS "k"'],
    ['a:k::variant:j', 'a:k::variant:j AS "j"'],
    ['parse_json(a):k', 'parse_json(a):k AS "k"'],
    ['a:k.from', 'a:k.from AS "from"'],
    ['a:select', 'a:select AS "select"'],
    ['a:k::string', 'a:k::string AS _col_1'],
    ['a:k[0]::string', 'a:k[0]::string AS _col_1'],
    ['a:k.j::int', 'a:k.j::int AS _col_1'],
    ['a:k[0]', 'a:k[0] AS _col_1'],
    ['a:k.b[1]', 'a:k.b[1] AS _col_1'],
    ["a:k || 'x'", "a:k || 'x' AS _col_1"],
    ['1 + a:k', '1 + a:k AS _col_1'],
    ['a:k = 1', 'a:k = 1 AS _col_1'],
    ['a:k::string z', 'a:k::string Z'],
    ['a:k zz', 'a:k ZZ'],
    ['a:k[0]::string "Zq"', 'a:k[0]::string "Zq"'],
    ['a:k::number(10, 2) n', 'a:k::number(10, 2) N'],
    ['a:k::string AS city', 'a:k::string AS CITY'],
  ];
  it.each(cases)('%s', (item, named) => {
    const text = (written: string): string => `SELECT 1 AS X, ${written}, b AS B FROM t`;
    expect(nameColumns(text(item), { dialect: 'snowflake' }).text).toBe(text(named));
  });
});

it.each([
  ['snowflake', `SELECT 'Abc' AS "Abc", a['Kq'] AS "Kq", a[1] AS "1" FROM t`],
  ['databricks', "SELECT 'Abc' AS `abc`, a['Kq'] AS `kq`, a[1] AS `1` FROM t"],
  ['postgres', `SELECT 'Abc' AS "abc", a['Kq'] AS "kq", a[1] AS "0" FROM t`],
])('texts and keys of %s keep their letters only where names become capitals', (dialect, expected) => {
  expect(nameColumns("SELECT 'Abc', a['Kq'], a[1] FROM t", { dialect }).text).toBe(expected);
});
