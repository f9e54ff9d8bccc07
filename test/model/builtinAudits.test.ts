import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Session } from '../../src/engine/engine.ts';
import { openDuckDB } from '../../src/engine/duckdb/duckdbEngine.ts';
import {
  builtinAuditMeasure,
  builtinAuditQuery,
  checkAuditCall,
  listItems,
} from '../../src/model/audits/auditArguments.ts';
import { builtinAudit, builtinAudits } from '../../src/model/audits/index.ts';
import type { Call } from '../../src/model/model.ts';

let engine: Engine;
let session: Session;

beforeAll(async () => {
  engine = await openDuckDB({ root: process.cwd() });
  session = await engine.session();
});
afterAll(() => engine.close());

/** How many rows of `VALUES` an audit finds bad; columns are a, b, c. */
async function failures(name: string, args: Record<string, string>, values: string): Promise<number> {
  const columns = values.startsWith('SELECT') ? values : `SELECT * FROM (VALUES ${values}) AS t(a, b, c)`;
  const query = builtinAuditQuery(builtinAudits.get(name)!, { name, arguments: args }, `(${columns})`);
  const [row] = await session.query(`SELECT count(*) AS n FROM (${query}) AS q`);
  await sameByMeasure({ name, arguments: args }, columns, Number(row!['n']));
  return Number(row!['n']);
}

/** Audits that share a pass over the table must find what their own queries find. */
async function sameByMeasure(call: Call, columns: string, expected: number): Promise<void> {
  const measure = builtinAuditMeasure(builtinAudits.get(call.name)!, call);
  if (measure === undefined) return;
  const from = `FROM (${columns}) AS audited_rows`;
  const isRows = measure.type === 'rows';
  const text = isRows
    ? `SELECT COUNT(*) AS n ${from} WHERE ${measure.bad}`
    : `SELECT ${measure.value} AS n, COUNT(*) AS all_rows ${from}`;
  const [row] = await session.query(text);
  const value = Number(row!['n'] ?? 0);
  if (isRows) expect(value, `${call.name} by measure`).toBe(expected);
  else expect(value === 0, `${call.name} by measure`).toBe(expected === 0);
}

const empty = 'SELECT CAST(NULL AS INTEGER) AS a, CAST(NULL AS INTEGER) AS b, CAST(NULL AS INTEGER) AS c WHERE FALSE';
const emptyText =
  'SELECT CAST(NULL AS VARCHAR) AS a, CAST(NULL AS VARCHAR) AS b, CAST(NULL AS VARCHAR) AS c WHERE FALSE';

// audit, arguments, rows, bad rows
const cases: [string, Record<string, string>, string, number][] = [
  ['not_null', { columns: '(a, b)' }, '(1, 2, 3), (1, NULL, 3), (NULL, NULL, 3)', 2],
  ['not_null', { columns: 'a' }, '(1, NULL, 3)', 0],
  ['not_null', { columns: '[a]', condition: 'c > 3' }, '(NULL, 1, 3), (NULL, 1, 4)', 1],
  ['not_null', { columns: '(a)' }, empty, 0],
  ['unique_values', { columns: '(a, b)' }, '(1, 1, 1), (2, 1, 1), (3, 3, 1)', 1],
  ['unique_values', { columns: '(a)' }, '(1, 1, 1), (2, 1, 1)', 0],
  ['unique_values', { columns: '(a)' }, '(NULL, 1, 1), (NULL, 1, 1)', 1],
  ['unique_values', { columns: '(a)', condition: 'c = 1' }, '(1, 1, 1), (1, 1, 2)', 0],
  ['unique_combination_of_columns', { columns: '(a, b)' }, '(1, 1, 1), (1, 2, 1), (1, 1, 3)', 1],
  ['unique_combination_of_columns', { columns: '(a, b)' }, '(1, 1, 1), (1, 2, 1)', 0],
  ['unique_combination_of_columns', { columns: '(a, b)' }, empty, 0],
  ['accepted_values', { column: 'a', is_in: '(1, 2)' }, '(1, 0, 0), (NULL, 0, 0), (3, 0, 0)', 1],
  ['accepted_values', { column: 'a', is_in: "('x', 'y, z')" }, "('x', 0, 0), ('y, z', 0, 0)", 0],
  ['not_accepted_values', { column: 'a', is_in: '(1, 2)' }, '(1, 0, 0), (NULL, 0, 0), (3, 0, 0)', 1],
  ['number_of_rows', { threshold: '1' }, '(1, 0, 0)', 1],
  ['number_of_rows', { threshold: '1' }, '(1, 0, 0), (2, 0, 0)', 0],
  ['number_of_rows', { threshold: '0' }, empty, 1],
  ['number_of_rows', { threshold: '1', condition: 'a > 1' }, '(1, 0, 0), (2, 0, 0)', 1],
  ['forall', { criteria: '(a > 0, b IS NOT NULL)' }, '(1, 1, 0), (0, 1, 0), (1, NULL, 0), (NULL, 1, 0)', 2],
  ['forall', { criteria: 'a > 0' }, '(1, 1, 0)', 0],
  [
    'accepted_range',
    { column: 'a', min_v: '1', max_v: '3' },
    '(0, 0, 0), (1, 0, 0), (3, 0, 0), (4, 0, 0), (NULL, 0, 0)',
    2,
  ],
  ['accepted_range', { column: 'a', min_v: '1', max_v: '3', inclusive: 'false' }, '(1, 0, 0), (2, 0, 0), (3, 0, 0)', 2],
  ['accepted_range', { column: 'a', min_v: '1' }, '(0, 0, 0), (9, 0, 0)', 1],
  [
    'relationships',
    { column: 'a', to: '(VALUES (1), (NULL))', field: 'col0' },
    '(1, 0, 0), (2, 0, 0), (NULL, 0, 0)',
    1,
  ],
  ['relationships', { column: 'a', to: '(SELECT 2 AS a)' }, '(2, 0, 0)', 0],
  ['relationships', { column: 'a', to: '(SELECT 2 AS a)' }, empty, 0],
  ['relationships', { column: 'a', to: '(SELECT 2 AS a)', condition: 'b = 1' }, '(3, 0, 0), (4, 1, 0)', 1],
  ['equal_row_count', { to: '(VALUES (1), (2))' }, '(1, 0, 0)', 1],
  ['equal_row_count', { to: '(VALUES (1), (2))' }, '(1, 0, 0), (2, 0, 0)', 0],
  ['equal_row_count', { to: '(VALUES (1))', condition: 'a = 1' }, '(1, 0, 0), (2, 0, 0)', 0],
  ['equal_row_count', { to: '(VALUES (1))' }, empty, 1],
  ['fewer_rows_than', { to: '(VALUES (1), (2))' }, '(1, 0, 0)', 0],
  ['fewer_rows_than', { to: '(VALUES (1))' }, '(1, 0, 0)', 1],
  ['fewer_rows_than', { to: '(VALUES (1))' }, empty, 0],
  ['freshness', { column: 'a', max_age: "INTERVAL '2 days'" }, "(DATE '1969-12-31', 0, 0), (NULL, 0, 0)", 0],
  ['freshness', { column: 'a', max_age: "'1 day'" }, "(DATE '1969-12-30', 0, 0)", 1],
  ['freshness', { column: 'a', max_age: "'1 day'" }, 'SELECT CAST(NULL AS DATE) AS a WHERE FALSE', 1],
  ['row_count_change', { max_increase: '0.1' }, '(1, 0, 0)', 0],
  ['at_least_one', { column: 'a' }, '(NULL, 0, 0), (NULL, 0, 0)', 1],
  ['at_least_one', { column: 'a' }, '(NULL, 0, 0), (1, 0, 0)', 0],
  ['at_least_one', { column: 'a' }, empty, 0],
  ['not_constant', { column: 'a' }, '(1, 0, 0), (1, 0, 0), (NULL, 0, 0)', 1],
  ['not_constant', { column: 'a' }, '(1, 0, 0), (2, 0, 0)', 0],
  ['not_constant', { column: 'a' }, empty, 1],
  ['not_empty_string', { column: 'a' }, "('', 0, 0), (' ', 0, 0), (NULL, 0, 0)", 1],
  ['not_null_proportion', { column: 'a', threshold: '0.5' }, '(1, 0, 0), (NULL, 0, 0)', 1],
  ['not_null_proportion', { column: 'a', threshold: '0.4' }, '(1, 0, 0), (NULL, 0, 0)', 0],
  ['not_null_proportion', { column: 'a', threshold: '0.4' }, empty, 1],
  ['sequential_values', { column: 'a' }, '(3, 0, 0), (1, 0, 0), (2, 0, 0)', 0],
  ['sequential_values', { column: 'a' }, '(1, 0, 0), (3, 0, 0), (4, 0, 0)', 1],
  ['sequential_values', { column: 'a', interval: '10' }, '(10, 0, 0), (20, 0, 0), (31, 0, 0)', 1],
  ['mutually_exclusive_ranges', { lower_bound_column: 'a', upper_bound_column: 'b' }, '(1, 2, 0), (2, 3, 0)', 0],
  ['mutually_exclusive_ranges', { lower_bound_column: 'a', upper_bound_column: 'b' }, '(1, 3, 0), (2, 4, 0)', 1],
  ['mutually_exclusive_ranges', { lower_bound_column: 'a', upper_bound_column: 'b' }, '(3, 1, 0)', 1],
  ['mutually_exclusive_ranges', { lower_bound_column: 'a', upper_bound_column: 'b' }, '(0, 0, 0), (NULL, 1, 0)', 1],
  ['mutually_exclusive_ranges', { lower_bound_column: 'a', upper_bound_column: 'b' }, '(0, 1, 0), (1, NULL, 0)', 1],
  ...['PARTITION BY c', "'PARTITION BY c'", 'c', '(c, c)'].map(
    (clause): [string, Record<string, string>, string, number] => [
      'mutually_exclusive_ranges',
      { lower_bound_column: 'a', upper_bound_column: 'b', partition_clause: clause },
      '(1, 5, 1), (2, 4, 2), (5, 6, 1)',
      0,
    ],
  ),
  [
    'mutually_exclusive_ranges',
    { lower_bound_column: 'a', upper_bound_column: 'b', partition_clause: 'PARTITION BY c' },
    '(1, 3, 0), (2, 4, 1)',
    0,
  ],
  ['valid_uuid', { column: 'a' }, "('123e4567-e89b-12d3-a456-426614174000', 0, 0), ('123', 0, 0), (NULL, 0, 0)", 1],
  ['valid_url', { column: 'a' }, "('https://a.example/b', 0, 0), ('ftp://x.y', 0, 0), ('nope', 0, 0), (NULL, 0, 0)", 1],
  ['valid_email', { column: 'a' }, "('a.b+c@d.example', 0, 0), ('a@b', 0, 0), (NULL, 0, 0)", 1],
  ['valid_http_method', { column: 'a' }, "('GET', 0, 0), ('get', 0, 0), (NULL, 0, 0)", 1],
  [
    'match_regex_pattern_list',
    { column: 'a', patterns: "('^x', 'y$')" },
    "('xa', 0, 0), ('ay', 0, 0), ('b', 0, 0), (NULL, 0, 0)",
    1,
  ],
  [
    'not_match_regex_pattern_list',
    { column: 'a', patterns: "('^x', 'y$')" },
    "('xa', 0, 0), ('ay', 0, 0), ('b', 0, 0)",
    2,
  ],
  ['match_like_pattern_list', { column: 'a', patterns: "('x%', '%y')" }, "('xa', 0, 0), ('b', 0, 0)", 1],
  ['not_match_like_pattern_list', { column: 'a', patterns: "('x%', '%y')" }, "('xa', 0, 0), ('b', 0, 0)", 1],
  ['string_length_between', { column: 'a', min_v: '2', max_v: '3' }, "('a', 0, 0), ('ab', 0, 0), ('abcd', 0, 0)", 2],
  ['string_length_between', { column: 'a', max_v: '3', inclusive: 'FALSE' }, "('abc', 0, 0), ('ab', 0, 0)", 1],
  ['string_length_equal', { column: 'a', v: '2' }, "('a', 0, 0), ('ab', 0, 0), (NULL, 0, 0)", 1],
  ['mean_in_range', { column: 'a', min_v: '2', max_v: '3' }, '(1, 0, 0), (4, 0, 0)', 0],
  ['mean_in_range', { column: 'a', min_v: '3' }, '(1, 0, 0), (4, 0, 0)', 1],
  ['stddev_in_range', { column: 'a', max_v: '1' }, '(1, 0, 0), (9, 0, 0)', 1],
  ['z_score', { column: 'a', threshold: '1.5' }, '(1, 0, 0), (1, 0, 0), (1, 0, 0), (1, 0, 0), (50, 0, 0)', 1],
  ['z_score', { column: 'a', threshold: '3' }, '(1, 0, 0), (1, 0, 0)', 0],
  ['kl_divergence', { source_column: 'a', target_column: 'b', threshold: '0.1' }, '(1, 1, 0), (2, 2, 0)', 0],
  ['kl_divergence', { source_column: 'a', target_column: 'b', threshold: '0.1' }, '(1, 2, 0), (2, 2, 0)', 1],
  [
    'chi_square',
    { column_a: 'a', column_b: 'b', critical_value: '3.84' },
    '(1, 1, 0), (1, 1, 0), (1, 1, 0), (2, 2, 0), (2, 2, 0), (2, 2, 0)',
    0,
  ],
  [
    'chi_square',
    { column_a: 'a', column_b: 'b', critical_value: '3.84', dependent: 'false' },
    '(1, 1, 0), (1, 1, 0), (1, 1, 0), (2, 2, 0), (2, 2, 0), (2, 2, 0)',
    1,
  ],
  [
    'chi_square',
    { column_a: 'a', column_b: 'b', critical_value: '3.84' },
    '(1, 1, 0), (1, 2, 0), (2, 1, 0), (2, 2, 0)',
    1,
  ],
];

describe('built-in audits', () => {
  test.each(cases)('%s %j on %s finds %i', async (name, args, values, expected) => {
    expect(await failures(name, args, values)).toBe(expected);
  });

  test('every audit runs on an empty table', async () => {
    const text: Record<string, string> = {
      patterns: "('x')",
      is_in: "('x')",
      criteria: 'TRUE',
      column: 'a',
      columns: '(a)',
      threshold: '0',
      v: '1',
    };
    const fallback = (name: string): string => (name.endsWith('column') || name.startsWith('column') ? 'a' : '1');
    for (const audit of builtinAudits.values()) {
      const required = Object.entries(audit.parameters).filter(
        ([, p]) => p.default === undefined && p.optional !== true,
      );
      const args = Object.fromEntries(
        required.map(([name, { type }]) => [
          name,
          type === 'relation' ? "(SELECT '1' AS a)" : (text[name] ?? fallback(name)),
        ]),
      );
      if (audit.name === 'freshness') Object.assign(args, { column: 'CAST(a AS DATE)', max_age: "'1 day'" });
      const numeric = /mean|stddev|z_score|sequential/.test(audit.name);
      await expect(failures(audit.name, args, numeric ? empty : emptyText), audit.name).resolves.toBeGreaterThanOrEqual(
        0,
      );
    }
  });

  test('each has a form that does not block', () => {
    expect(builtinAudit('not_null_non_blocking')).toMatchObject({ blocking: false, audit: { name: 'not_null' } });
    expect(builtinAudit('not_nul')).toBeUndefined();
  });

  test('a misspelt and a missing argument are both reported, with the nearest name', () => {
    const found = checkAuditCall(builtinAudits.get('accepted_values')!, {
      name: 'accepted_values',
      arguments: { colum: 'a' },
    });
    expect(found.map((d) => [d.code, d.hint])).toEqual([
      ['AUDIT_ARGUMENT_UNKNOWN', 'did you mean column?'],
      ['AUDIT_ARGUMENT_MISSING', 'write accepted_values(column := …)'],
      ['AUDIT_ARGUMENT_MISSING', 'write accepted_values(is_in := …)'],
    ]);
  });
});

test.each([
  ['(a, f(b, c), [d, e])', ['a', 'f(b, c)', '[d, e]']],
  ['[\'x, y\', "q,r"]', ["'x, y'", '"q,r"']],
  ['a', ['a']],
  ['(a) + (b)', ['(a) + (b)']],
  ['(a, )', ['a']],
])('list %s', (text, items) => {
  expect(listItems(text)).toEqual(items);
});
