import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFile, type FormattedFile } from '../../src/sql/format/formatFile.ts';
import type { FormatStyle } from '../../src/sql/format/formatStyle.ts';
import { sameTokens } from '../../src/sql/format/sameTokens.ts';
import { columnComments } from '../../src/model/columnComments.ts';
import { lex } from '../../src/sql/lexer.ts';
import { splitStatements } from '../../src/sql/splitStatements.ts';

const usual: FormatStyle = {
  indent: 2,
  maxTextWidth: 80,
  leadingComma: false,
  appendNewline: false,
  keywordCase: 'upper',
};

const run = (text: string, style: Partial<FormatStyle> = {}): Promise<FormattedFile> =>
  formatFile(text, { style: { ...usual, ...style }, defaultDialect: 'duckdb' });

async function formatted(text: string, style: Partial<FormatStyle> = {}): Promise<string> {
  const result = await run(text, style);
  return result.type === 'formatted'
    ? result.text
    : `${result.type}: ${result.type === 'refused' ? result.reason : ''}`;
}

/** The first select list of the layout, to look at one expression. */
async function expression(text: string): Promise<string> {
  return (await formatted(`select ${text}`)).replace(/^SELECT\n {2}/, '').replaceAll('\n  ', '\n');
}

test('a model file gets its blocks, statements and comments laid out', async () => {
  const source = `-- the description
model ( name  s.a , kind incremental_by_time_range (time_column (day, '%Y-%m-%d'), lookback 2, batch_size 12, forward_only true), -- kindly
  -- own line
  columns(id INTEGER, price DECIMAL(18,3)), tags [x,y]
 );
@DEF(x, y -> y + 1); set a   = 1; -- trailing

/* hello
     world */
-- more


-- apart
with a as (select 1), b as (from a) select a.id, b from a, b;
on_virtual_update_begin; grant select on @this_model to x; on_virtual_update_end;
-- the end
`;
  expect(await formatted(source)).toBe(`-- the description
MODEL (
  name s.a,
  kind INCREMENTAL_BY_TIME_RANGE (
    time_column (day, '%Y-%m-%d'),
    lookback 2,
    batch_size 12,
    forward_only true
  ), -- kindly
  -- own line
  columns (id INTEGER, price DECIMAL(18, 3)),
  tags [x, y]
);

@DEF(x, y -> y + 1);

set a   = 1; -- trailing

/* hello
     world */
-- more

-- apart
WITH
  a AS (
    SELECT
      1
  ),
  b AS (
    FROM
      a
  )
SELECT
  a.id,
  b
FROM
  a,
  b;

ON_VIRTUAL_UPDATE_BEGIN;

grant select on @this_model to x;

ON_VIRTUAL_UPDATE_END;

-- the end
`);
});

test('clause macros are laid out as the clauses they keep or drop', async () => {
  const source = 'select a from t left @JOIN(@flag) u using (id) @WHERE(@a > 1) ds = @start_ds @GROUP_BY(true) a';
  expect(await formatted(source)).toBe(`SELECT
  a
FROM
  t
  LEFT @JOIN(@flag) u USING (id)
@WHERE(@a > 1)
  ds = @start_ds
@GROUP_BY(true)
  a`);
});

test.each([
  ['pre_@{x}_y', 'pre_@{x}_y'],
  ['@{a}.@b', '@{a}.@b'],
  ["@'text @x  y'", "@'text @x  y'"],
  ['@EACH([a,b],x->x+1)', '@EACH([a, b], x -> x + 1)'],
  ['@STAR(t,exclude:=[a])', '@STAR(t, exclude := [a])'],
  ["@IF(@x='a',1,2)", "@IF(@x = 'a', 1, 2)"],
  ['foo (a)', 'foo (a)'],
  ['foo(a ,b)', 'foo(a, b)'],
  ['count(*) filter (where x)', 'count(*) FILTER (WHERE x)'],
  [
    'sum(x) over (partition by a order by b rows between 1 preceding and current row)',
    'sum(x) OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
  ],
  ['extract(year from d)', 'extract(year FROM d)'],
  ['a::int, l[1:2]', 'a::int,\nl[1:2]'],
  ["{'a':1,select:2}, MAP {'a': 1}, #1, $1, $name", "{'a': 1, select: 2},\nMAP {'a': 1},\n#1,\n$1,\n$name"],
  ['list_transform(l, lambda x : x + 1)', 'list_transform(l, LAMBDA x: x + 1)'],
  ["E'x\\n', $$ a  b $$, 1_000, 0x1F, x'ab'", "E'x\\n',\n$$ a  b $$,\n1_000,\n0x1F,\nx'ab'"],
  ['1 -- one\n, 2 -- two', '1, -- one\n2 -- two'],
  ['a /* b */ , /* c */ d', 'a /* b */, /* c */\nd'],
])('%s', async (source, expected) => {
  expect(await expression(source)).toBe(expected);
});

test.each([
  [
    'reserved words',
    'select distinct a from t where b is not null and c',
    'SELECT DISTINCT a FROM t WHERE b IS NOT NULL AND c',
  ],
  [
    'words that may be columns keep their case',
    'select first, day, Name, rows, filter from t',
    'SELECT first, day, Name, rows, filter FROM t',
  ],
  [
    'reserved words used as names keep theirs',
    'select t.order, 1 as end, f(limit := 3) from t',
    'SELECT t.order, 1 AS end, f(limit := 3) FROM t',
  ],
  [
    'functions named like joins',
    'select left(a, 1), right(b, 2) from a left join b on true',
    'SELECT left(a, 1), right(b, 2) FROM a LEFT JOIN b ON TRUE',
  ],
  ['set operations by name', 'select 1 union all by name select 2', 'SELECT 1 UNION ALL BY NAME SELECT 2'],
])('case: %s', async (_, source, expected) => {
  expect((await formatted(source)).replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')')).toBe(expected);
  expect((await formatted(expected, { keywordCase: 'lower' })).toLowerCase()).toBe(
    (await formatted(expected)).toLowerCase(),
  );
});

test('the style decides about case, commas, indentation and the last line end', async () => {
  expect(await formatted('Select a, b from t', { keywordCase: 'preserve' })).toBe('Select\n  a,\n  b\nfrom\n  t');
  expect(await formatted('select a, -- x\nb from t', { leadingComma: true, indent: 4 })).toBe(
    'SELECT\n    a -- x\n    , b\nFROM\n    t',
  );
  expect(await formatted('select 1', { appendNewline: true })).toBe('SELECT\n  1\n');
  expect(await formatted('select 1\n\n')).toBe('SELECT\n  1\n');
});

test('lists in a block break only where they do not fit', async () => {
  const source =
    'model (name a, audits (not_null(columns := (aaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbb)), unique_values(columns := (c))));';
  expect(await formatted(source)).toBe(`MODEL (
  name a,
  audits (
    not_null(columns := (aaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbb)),
    unique_values(columns := (c))
  )
);`);
  expect(await formatted(source, { maxTextWidth: 200 })).toContain('\n  audits (not_null(');
});

test('line ends and a byte order mark stay as they are', async () => {
  expect(await formatted('\uFEFFmodel (name a);\r\nselect 1\r\n')).toBe(
    '\uFEFFMODEL (\r\n  name a\r\n);\r\n\r\nSELECT\r\n  1\r\n',
  );
});

test('a model that says so is left out, a Jinja statement stays as it is', async () => {
  expect(await run('MODEL (name a, formatting false); select 1')).toEqual({ type: 'excluded' });
  const jinja = 'JINJA_QUERY_BEGIN;\nselect   {{ x }}\nJINJA_END;';
  expect(await formatted(jinja)).toBe(jinja);
  expect(await formatted('select   {{ x }}')).toBe('select   {{ x }}');
  expect(await formatted("select   '{{ x }}'")).toBe("SELECT\n  '{{ x }}'");
});

test('the dialect of the block decides what a quote is', async () => {
  expect(await formatted('model (name a, dialect bigquery); select "str", `a b` # why\n')).toBe(
    'MODEL (\n  name a,\n  dialect bigquery\n);\n\nSELECT\n  "str",\n  `a b` # why\n',
  );
});

test('comments behind columns still describe the same columns', async () => {
  const source = `select
  a, /* of a */
  b as c -- of c
  , d, -- of d
  /* above e */
  e /* of e */, f
from t -- of t`;
  const comments = (text: string): unknown => {
    const tokens = lex(text);
    const [item] = splitStatements(tokens).items;
    return Object.fromEntries(columnComments(tokens, item!));
  };
  const text = await formatted(source);
  expect(text).toBe(`SELECT
  a, /* of a */
  b AS c, -- of c
  d, -- of d
  /* above e */
  e /* of e */,
  f
FROM
  t -- of t`);
  expect(comments(text)).toEqual(comments(source));
  expect(comments(text)).toMatchObject({ a: 'of a', c: 'of c', d: 'of d', e: 'of e' });
});

test('a dialect may borrow from another one', async () => {
  expect(await formatted('model (name a, dialect hive); select a::int')).toContain('SELECT\n  a::int');
});

test.each([
  ["select 'abc", 'a string, quoted name or comment never ends', 1, 8],
  ['MODEL (name a;\nselect 1', 'its closing parenthesis is missing', 1, 1],
  ['MODEL (name a)\nselect 1', 'a semicolon is missing behind this statement', 1, 1],
  ['select 1;\nselect (1', 'this statement cannot be laid out without changing it', 2, 1],
])('refused: %s', async (source, reason, line, column) => {
  expect(await run(source)).toMatchObject({ type: 'refused', reason, line, column });
});

const snippets = `select|from|where|a|b.c|"Q q"|(|)|,|+|->|'s t'|1|*|::int|-- c
|/* d */|@x|pre_@{y}|@F(|@WHERE(|case when|then|end|as|order by|over|;|[|]|union all|join|on|with|$$x$$|@{|}|:=|.|between|and|model (name x);|{{|}}`.split(
  '|',
);

test('whatever the text, formatting changes no token and is done after one time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...snippets), fc.constantFrom('', ' ', '\n')), { maxLength: 40 }),
      async (parts) => {
        const source = parts.map(([text, space]) => text + space).join('');
        const result = await run(source);
        if (result.type !== 'formatted') return;
        expect(sameTokens(lex(source), lex(result.text))).toBe(true);
        expect(await run(result.text)).toEqual({ type: 'formatted', text: result.text, isChanged: false });
      },
    ),
    { numRuns: 1500 },
  );
});
