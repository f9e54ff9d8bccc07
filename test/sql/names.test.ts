import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMeshError } from '../../src/error/meshError.ts';
import { normalizeIdentifier, normalizationStrategies, unquote } from '../../src/sql/identifier.ts';
import { quoteString, stringValue } from '../../src/sql/literal.ts';
import { parseTableName } from '../../src/sql/parseTableName.ts';
import { canonicalName, quoteIdentifier, quotedName } from '../../src/sql/tableName.ts';

describe('parseTableName', () => {
  test.each([
    ['duckdb', 'Orders', { table: 'orders' }],
    ['duckdb', 'A."B c".D', { catalog: 'a', schema: 'b c', table: 'd' }],
    ['duckdb', ' a . /* x */ b ', { schema: 'a', table: 'b' }],
    ['duckdb', '"a.b".c', { schema: 'a.b', table: 'c' }],
    ['postgres', 'A."B"', { schema: 'a', table: 'B' }],
    ['snowflake', 'a."b"', { schema: 'A', table: 'b' }],
    ['bigquery', '"my-proj"."ds"."t"', { catalog: 'my-proj', schema: 'ds', table: 't' }],
    ['bigquery', 'my-proj.ds.t', { catalog: 'my-proj', schema: 'ds', table: 't' }],
    ['databricks', '"c".ds.`t`', { catalog: 'c', schema: 'ds', table: 't' }],
    ['bigquery', '`Proj.ds.t`', { catalog: 'proj', schema: 'ds', table: 't' }],
    ['tsql', '[a b].[C]', { schema: 'a b', table: 'c' }],
    ['mysql', '`A`.b', { schema: 'A', table: 'b' }],
  ])('%s: %s', (dialect, text, expected) => expect(parseTableName(text, { dialect })).toEqual(expected));

  test.each([
    ['', /it is empty/],
    ['a.', /ends with a dot/],
    ['.a', /a part of it is empty/],
    ['a..b', /a part of it is empty/],
    ['""', /a part of it is empty/],
    ['a b', /b does not belong/],
    ['a-b', /- does not belong/],
    ["'a'", /'a' does not belong/],
    ['"a', /a quote is not closed/],
    ['a.b.c.d', /4 parts/],
    ['@x.a', /@ does not belong/],
  ])('refuses %j', (text, reason) => {
    const at = { file: 'm.sql', line: 3, column: 4 };
    try {
      parseTableName(text, { at });
      expect.unreachable();
    } catch (error) {
      expect(isMeshError(error) && error.code).toBe('SQL_TABLE_NAME');
      expect(isMeshError(error) && error.at).toEqual(at);
      expect(String(error)).toMatch(reason);
    }
  });

  test('reads back every canonical and every quoted name', () => {
    const part = fc.string({ minLength: 1, maxLength: 6 }).map((t) => t.toLowerCase());
    fc.assert(
      fc.property(part, part, part, (catalog, schema, table) => {
        for (const name of [{ catalog, schema, table }, { schema, table }, { table }]) {
          expect(parseTableName(canonicalName(name), { strategy: 'case_sensitive' })).toEqual(name);
          expect(parseTableName(quotedName(name), { strategy: 'lowercase' })).toEqual(name);
        }
      }),
    );
  });
});

describe('normalizeIdentifier', () => {
  test.each([
    ['lowercase', ['foo', 'FoO']],
    ['uppercase', ['FOO', 'FoO']],
    ['case_sensitive', ['FoO', 'FoO']],
    ['case_insensitive', ['foo', 'foo']],
    ['case_insensitive_uppercase', ['FOO', 'FOO']],
  ] as const)('%s', (strategy, expected) => {
    expect(normalizationStrategies).toContain(strategy);
    expect(['FoO', '"FoO"'].map((text) => normalizeIdentifier(text, 'duckdb', strategy))).toEqual(expected);
  });

  test('leaves letters beyond A to Z alone, as DuckDB does', () => {
    expect(normalizeIdentifier('ÄB', 'duckdb')).toBe('Äb');
  });

  test.each(['A', '"', '""', '"A', "'A'"])('takes %j for unquoted', (text) =>
    expect(unquote(text)).toBe(text === '""' ? '' : text),
  );

  test('unquotes what quoteIdentifier quoted', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(unquote(quoteIdentifier(name))).toBe(name);
      }),
    );
  });
});

describe('stringValue', () => {
  test.each([
    ['duckdb', "'it''s \\n'", "it's \\n"],
    ['duckdb', "E'it\\'s''\\n\\x41\\u00e9\\101\\q'", "it's'\nAéAq"],
    ['duckdb', "$$it's$$", "it's"],
    ['duckdb', '$t$a$$b$t$', 'a$$b'],
    ['duckdb', "x'0F'", '0F'],
    ['bigquery', '"a\\"b\'c"', 'a"b\'c'],
    ['bigquery', "r'a\\n'", 'a\\n'],
    ['bigquery', "'''it's\\n'''", "it's\n"],
    ['bigquery', "''", ''],
    ['snowflake', "'it\\'s'", "it's"],
    ['postgres', "'a\\'", 'a\\'],
  ])('%s: %s', (dialect, token, expected) => expect(stringValue(token, dialect)).toBe(expected));

  test('reads back every quoted string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(stringValue(quoteString(value))).toBe(value);
      }),
    );
  });
});
