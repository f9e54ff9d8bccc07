import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/error/diagnostic.ts';
import { readSqlFile } from '../../src/load/sqlFile.ts';
import { readModelDefaults } from '../../src/model/modelDefaults.ts';
import { projectConfig } from '../model/projectConfig.ts';

function read(text: string) {
  const problems: Diagnostic[] = [];
  const report = (problem: Diagnostic) => void problems.push(problem);
  const contents = readSqlFile(
    { file: 'm.sql', text },
    {
      config: projectConfig,
      defaults: readModelDefaults({ dialect: 'duckdb' }, { file: 'config.yaml', report }),
      defaultCatalog: 'db',
      physicalSchemaMapping: [],
      macros: new Map(),
      jinjaMacros: new Map(),
      report,
      expects: 'model',
    },
  );
  return { ...contents, problems };
}

const sample = `/* what it is */
MODEL (
  name @{region}.orders, -- the name
  kind INCREMENTAL_BY_UNIQUE_KEY (unique_key (id, COALESCE(day, '')), when_matched (WHEN MATCHED THEN UPDATE SET a = source.a, b = 1), lookback 2),
  cron '@daily', start 2024-01-01, grains (id, (a, b)), tags ['x', y],
  columns (id int NOT NULL, tags struct<a int, b array<text>>, price decimal(10, 2)),
  physical_properties (a = 1, 'b' = [1, 2]), audits (not_null(columns := (id)), mine(x = 'y')),
  blueprints ((region := eu, n := 1), (region := 'us', n := (1, 'a'))),
);
@DEF(x, 1);
SET a = 1;
SELECT id, -- the id
  @x AS x, price::DECIMAL(10, 2) AS price
FROM raw.orders;
ON_VIRTUAL_UPDATE_BEGIN;
GRANT SELECT ON @this_model TO bob;
ON_VIRTUAL_UPDATE_END;
AUDIT (name mine, defaults (x = 'z'));
SELECT * FROM @this_model WHERE a = @x
`;

const piece = fc.oneof(
  fc.constantFrom(
    '(',
    ')',
    ',',
    ';',
    "'",
    '"',
    '@',
    '{',
    '}',
    '[',
    ']',
    ':=',
    '=',
    '<',
    '>>',
    '--',
    '/*',
    '*/',
    '\n',
    '$$',
    '.',
    '::',
    '@{',
    'MODEL',
    'AUDIT (',
    'JINJA_QUERY_BEGIN;',
    'kind',
    'NULL',
    '\u0000',
    '\ufeff',
    '😀',
  ),
  fc.string({ maxLength: 5 }),
);
const edits = fc.array(fc.record({ at: fc.nat(sample.length), length: fc.nat(30), text: piece }), {
  minLength: 1,
  maxLength: 6,
});

describe('a model file that somebody broke', () => {
  it('reads as it is meant to, when nothing is broken', () => {
    const { models, problems } = read(sample);
    expect(problems).toEqual([]);
    expect(models.map((model) => model.name)).toEqual(['eu.orders', 'us.orders']);
  });

  it('gives models or problems with places inside the text, and never throws', () => {
    fc.assert(
      fc.property(edits, (changes) => {
        let text = sample;
        for (const { at, length, text: inserted } of changes)
          text = text.slice(0, at) + inserted + text.slice(at + length);
        const { models, audits, problems } = read(text);
        expect(models.length + audits.length + problems.length).toBeGreaterThan(0);
        const lines = text.split('\n');
        for (const { at, code } of problems) {
          expect([code, at !== undefined && at.line >= 1 && at.line <= lines.length]).toEqual([code, true]);
          expect(at!.column).toBeLessThanOrEqual(lines[at!.line - 1]!.length + 1);
        }
        for (const { query } of models) if (query !== undefined) expect(text).toContain(query.sql);
      }),
      { numRuns: 1500 },
    );
  });

  it('any text at all never throws', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        read(`MODEL (name s.t, ${pieces.join(' ')}); SELECT 1 AS a`);
        read(pieces.join(''));
      }),
      { numRuns: 1000 },
    );
  });

  const deep = 50_000;
  const nests: readonly [what: string, text: string][] = [
    ['types', `MODEL (name s.t, columns (a ${'struct<a '.repeat(deep)}int${'>'.repeat(deep)})); SELECT 1 AS a`],
    ['lists', `MODEL (name s.t, blueprints ((a := ${'('.repeat(deep)}1${')'.repeat(deep)}))); SELECT 1 AS a`],
    ['brackets', `MODEL (name s.t, partitioned_by ${'('.repeat(deep)}a${')'.repeat(deep)}); SELECT 1 AS a`],
    ['queries', `MODEL (name s.t); ${'('.repeat(deep)}SELECT 1 AS a${')'.repeat(deep)}`],
    ['open brackets', `MODEL (name s.t, tags ${'('.repeat(deep)}`],
    ['properties', `MODEL (name s.t, ${Array.from({ length: deep }, (_, i) => `p${i} x`).join(', ')}); SELECT 1 AS a`],
    ['statements', `MODEL (name s.t); ${'SET a = 1; '.repeat(deep)} SELECT 1 AS a`],
  ];
  it.each(nests)('fifty thousand nested or repeated %s end in seconds', (_, text) => {
    read(text);
  });
});
