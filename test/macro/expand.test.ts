import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createExpander } from '../../src/macro/expand.ts';
import { expandCase, readCases, testOptions } from './cases.ts';

const folder = new URL('cases/', import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith('.sql'))) {
  describe(`expands ${file}`, () => {
    for (const testCase of readCases(readFileSync(new URL(file, folder), 'utf8'))) {
      it(`${testCase.sql} ${testCase.options}`, () => {
        const { text, codes } = expandCase(testCase);
        expect(codes).toEqual(testCase.codes);
        if (testCase.expected !== undefined) expect(text.trim()).toBe(testCase.expected);
        if (testCase.sqlmesh !== undefined) expect(comparable(text)).toBe(comparable(testCase.sqlmesh));
      });
    }
  });
}

it('takes the gateway for a variable, and null for a value', () => {
  const expander = createExpander({ ...testOptions, gateway: 'local', variables: { none: null } });
  expect(expander.expand("SELECT @VAR('gateway'), @VAR('none', 1), @gateway").text).toBe(
    "SELECT 'local', NULL, 'local'",
  );
});

/** Both texts without what SQLMesh writes in its own way: quotes, aliases, brackets, casts of names, default orders. */
function comparable(sql: string): string {
  return sql
    .toLowerCase()
    .replace(/\bnot (\S+) is null/g, '$1 is not null')
    .replace(/\bas "(?:[^"]|"")*"/g, '')
    .replace(/["`]/g, '')
    .replace(/memory\./g, '')
    .replace(/::\w+/g, '')
    .replace(/cast\(([\w.]+) as int\)/g, '$1')
    .replace(/\bas \w+/g, '')
    .replace(/[()\s]/g, '')
    .replace(/nullslast|asc/g, '')
    .replace(/interval'(\d+)'/g, 'interval$1')
    .replace(/decimal10,2/g, 'decimal');
}
