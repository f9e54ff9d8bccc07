import { expect, test } from 'vitest';
import { errorJson } from '../../src/cli/errors/diagnosticJson.ts';
import { exitCodeOf } from '../../src/cli/errors/exitCode.ts';
import { codeFrame } from '../../src/cli/errors/codeFrame.ts';
import { printDiagnostics } from '../../src/cli/errors/printDiagnostics.ts';
import { printError } from '../../src/cli/errors/printError.ts';
import { sourceLines } from '../../src/cli/errors/sourceLines.ts';
import { paintFor, plain, withoutColours } from '../../src/cli/paint.ts';
import { diagnostic } from '../../src/error/diagnostic.ts';
import { MeshError } from '../../src/error/meshError.ts';
import { folderWith, runMesh } from './runMesh.ts';

const noSources = { line: () => undefined };

test('problems are printed by file and line, with the line, a caret, the hint and related places', () => {
  const folder = folderWith({
    'models/a.sql': 'MODEL (name s.a);\nSELECT\n\tid FROM x\n',
    'models/b.sql': 'MODEL (name s.a);\n',
  });
  const list = [
    diagnostic(
      'MODEL_UNKNOWN',
      { name: 'ordrs', known: ['orders'] },
      { at: { file: 'models/b.sql', line: 9, column: 1 } },
    ),
    diagnostic('CONFIG_IGNORED_KEY', { key: 'ui', why: 'there is none' }, { severity: 'info' }),
    diagnostic(
      'MODEL_DUPLICATE',
      { name: 's.a' },
      {
        at: { file: 'models/a.sql', line: 1, column: 13, length: 3 },
        related: [{ message: 'the other one', at: { file: 'models/b.sql', line: 1, column: 13, length: 3 } }],
      },
    ),
    diagnostic(
      'MODEL_CRON_NEVER',
      { cron: '0 0 31 2 *' },
      { severity: 'warning', at: { file: 'models/a.sql', line: 3, column: 2, length: 2 } },
    ),
  ];
  expect(printDiagnostics(list, { paint: plain, sources: sourceLines(folder) })).toBe(
    [
      'info CONFIG_IGNORED_KEY ui has no effect in mesh: there is none',
      '',
      'models/a.sql:1:13 error MODEL_DUPLICATE two models are named s.a',
      '  1 | MODEL (name s.a);',
      '    |             ^^^',
      '  hint: rename one of them, or disable it with `enabled false`',
      '  models/b.sql:1:13 the other one',
      '  1 | MODEL (name s.a);',
      '    |             ^^^',
      '',
      "models/a.sql:3:2 warning MODEL_CRON_NEVER no day matches the cron expression '0 0 31 2 *'",
      '  3 |   id FROM x',
      '    |   ^^',
      '  hint: check its day of month, month and year',
      '',
      'models/b.sql:9:1 error MODEL_UNKNOWN there is no model named ordrs',
      '  hint: did you mean orders?',
      '',
      '2 errors, 1 warning and 1 remark',
    ].join('\n'),
  );
});

test.each([
  ['a place at the end of the line', 'SELECT', { line: 1, column: 99 }, ['1 | SELECT', '  |       ^']],
  [
    'wide characters before it',
    "SELECT '日本' FRM",
    { line: 12, column: 13, length: 3 },
    ["12 | SELECT '日本' FRM", '   |               ^^^'],
  ],
  ['a length beyond the line', 'ab', { line: 1, column: 2, length: 50 }, ['1 | ab', '  |  ^']],
  ['control characters', 'a\u001b[2Jb', { line: 1, column: 1 }, ['1 | a\uFFFD[2Jb', '  | ^']],
])('the caret stands right with %s', (_, line, place, expected) => {
  expect(codeFrame(line, place, { paint: plain })).toBe(expected.join('\n'));
});

test('of a very long line only the part around the place is shown', () => {
  const [text, carets] = codeFrame(
    `${'a'.repeat(5000)}!${'b'.repeat(5000)}`,
    { line: 1, column: 5001 },
    { paint: plain },
  ).split('\n');
  expect(text!.length).toBeLessThan(110);
  expect(text![carets!.indexOf('^')]).toBe('!');
});

test('an error of mesh prints its diagnostics; a bug prints its message, and its stack only with --debug', () => {
  const invalid = new MeshError(
    'CONFIG_INVALID',
    { count: 1 },
    { diagnostics: [diagnostic('CONFIG_SYNTAX', { detail: 'no' })] },
  );
  const options = { paint: plain, sources: noSources, debug: false };
  expect(printError(invalid, options)).toBe('error CONFIG_SYNTAX this configuration does not parse: no\n\n1 error');
  const bug = new Error('x is undefined', { cause: new Error('deeper') });
  expect(printError(bug, options)).toBe(
    'error x is undefined\n  hint: this is a bug in mesh: please report it with the command and what --debug prints',
  );
  expect(printError(bug, { ...options, debug: true })).toMatch(
    /Error: x is undefined\n.*errors\.test\.ts[^]*caused by: Error: deeper/,
  );
});

test('as JSON an error is one object, and several problems are a list', () => {
  const at = { file: 'a.sql', line: 2, column: 3, length: 9 };
  const one = diagnostic('MODEL_DUPLICATE', { name: 'a' }, { at });
  const warning = diagnostic('MODEL_UNKNOWN', { name: 'b', known: [] }, { severity: 'warning' });
  const error = {
    code: 'MODEL_DUPLICATE',
    message: 'two models are named a',
    hint: one.hint,
    at: { file: 'a.sql', line: 2, column: 3 },
  };
  const failed = (diagnostics: (typeof one)[]) =>
    errorJson(new MeshError('CONFIG_INVALID', { count: 2 }, { diagnostics }));
  expect(failed([one])).toEqual({ error });
  expect(failed([warning, one])).toEqual({ error });
  expect(failed([one, one, warning])).toEqual([
    { code: 'MODEL_UNKNOWN', severity: 'warning', message: 'there is no model named b', hint: null, at: null },
    { ...error, severity: 'error' },
    { ...error, severity: 'error' },
  ]);
  expect(errorJson(new Error('x'))).toMatchObject({ error: { code: 'INTERNAL', message: 'x', at: null } });
});

test('exit codes tell a failed run from a refused one', () => {
  expect([
    exitCodeOf(new MeshError('RUN_INTERRUPTED', {})),
    exitCodeOf(new MeshError('CLI_CANCELLED', {})),
    exitCodeOf(new MeshError('ENGINE_SQL', { detail: 'x', category: 'binder', transient: false })),
    exitCodeOf(new MeshError('CONFIG_MISSING', { folder: '/', searchedUpwards: true, exists: true })),
    exitCodeOf(new Error('bug')),
  ]).toEqual([130, 130, 1, 2, 2]);
});

test.each([
  ['a terminal', { isTTY: true }, {}, false, true],
  ['a pipe', { isTTY: false }, {}, false, false],
  ['NO_COLOR on a terminal', { isTTY: true }, { NO_COLOR: '1' }, false, false],
  ['an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, false, true],
  ['FORCE_COLOR on a pipe', {}, { FORCE_COLOR: '1' }, false, true],
  ['FORCE_COLOR=0 on a terminal', { isTTY: true }, { FORCE_COLOR: '0' }, false, false],
  ['--no-color over FORCE_COLOR', { isTTY: true }, { FORCE_COLOR: '1' }, true, false],
  ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, false, false],
])('colours: %s', (_, stream, env, noColor, expected) => {
  const text = paintFor({ write: () => undefined, ...stream }, { env }, noColor)('red', 'x');
  expect(text !== 'x').toBe(expected);
  expect(withoutColours(text)).toBe('x');
});

test('what a file holds cannot act on the terminal, and bytes that are no text are not shown', async () => {
  const folder = folderWith({
    'config.yaml': 'gateways: {a: {connection: {type: duckdb}}}\nmodel_defaults: {dialect: duckdb}\n',
    'models/escape.sql': 'MODEL (name s.e, kind FULL); SELECT \u001b[31mred',
    'models/binary.sql': '\u0000\u0001\u0002',
  });
  const { stderr } = await runMesh(folder, ['lint']);
  expect(stderr).toContain('models/escape.sql:1:37 error SQL_SYNTAX');
  expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  expect(stderr).toContain('models/binary.sql is not a text file\n  hint:');
});
