import { expect, test, vi } from 'vitest';
import type { OutputStream } from '../../src/cli/io.ts';
import { plain } from '../../src/cli/paint.ts';
import { eventText } from '../../src/cli/reporters/eventText.ts';
import { liveReporter } from '../../src/cli/reporters/liveReporter.ts';
import { printResult } from '../../src/cli/reporters/resultText.ts';
import type { Output } from '../../src/cli/output.ts';
import type { MeshEvent } from '../../src/event/events.ts';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);
const batch = (model: string, number = 0, batches = 1) => ({
  model,
  interval: { start: day('2024-01-01'), end: day('2024-01-08') },
  batch: number,
  batches,
});
const error = { code: 'ENGINE_SQL', message: 'no such column\nmore of it' };

test.each<[string, MeshEvent, string | undefined]>([
  [
    'a finished batch',
    { type: 'batchFinished', ...batch('s.a'), rows: 1234, seconds: 0.456, audits: [] },
    '✓ s.a  2024-01-01 to 2024-01-07  1,234 rows  0.46 s',
  ],
  [
    'one of several batches, with an audit that only warns',
    {
      type: 'batchFinished',
      ...batch('s.a', 1, 3),
      rows: 1,
      seconds: 75,
      audits: [{ name: 'not_null', status: 'failed', failures: 2, blocking: false }],
    },
    '✓ s.a  2024-01-01 to 2024-01-07 (2/3)  1 row  1 min 15 s  audits failed: not_null (2)',
  ],
  [
    'a failed batch: only the first line, the rest comes in full at the end',
    { type: 'batchFailed', ...batch('s.a'), seconds: 1, error },
    '✗ s.a  2024-01-01 to 2024-01-07  no such column',
  ],
  ['a skipped model', { type: 'modelSkipped', model: 's.b', because: 's.a' }, '- s.b  skipped, because s.a failed'],
  ['waiting', { type: 'waiting', text: 'w.db is held by another process' }, 'w.db is held by another process'],
  ['a warning', { type: 'log', level: 'warn', model: 's.a', text: 'odd' }, 'warn  s.a: odd'],
  ['a view, without -v', { type: 'viewPromoted', model: 's.a', view: 's.a' }, undefined],
])('a line for %s', (_, event, expected) => {
  expect(eventText(event, { paint: plain, verbosity: 0 })).toBe(expected);
});

test('-v shows views, -vv debug lines', () => {
  const view: MeshEvent = { type: 'viewPromoted', model: 's.a', view: 's__dev.a' };
  const debug: MeshEvent = { type: 'log', level: 'debug', text: 'x' };
  expect(eventText(view, { paint: plain, verbosity: 1 })).toBe('✓ view s__dev.a');
  expect(eventText(debug, { paint: plain, verbosity: 1 })).toBeUndefined();
  expect(eventText(debug, { paint: plain, verbosity: 2 })).toBe('debug  x');
});

/** What a terminal shows after everything that was written to it. */
function screen(): OutputStream & { readonly lines: () => string[] } {
  let rows = [''];
  return {
    isTTY: true,
    columns: 60,
    write(text) {
      for (const part of String(text).split(/(\p{Cc}\[\d*[A-Z]|\n)/u)) {
        const up = /^\p{Cc}\[(\d+)A$/u.exec(part);
        if (up !== null) rows = rows.slice(0, rows.length - Number(up[1]));
        else if (part === '\u001B[0J') continue;
        else if (part === '\n') rows.push('');
        else rows[rows.length - 1] += part;
        if (rows.length === 0) rows = [''];
        if (up !== null) rows[rows.length - 1] = '';
      }
      return true;
    },
    lines: () => rows.filter((row) => row !== ''),
  };
}

test('on a terminal finished batches scroll by, running ones and a bar stay below, and nothing is left at the end', () => {
  vi.useFakeTimers();
  try {
    const terminal = screen();
    const reporter = liveReporter(terminal, { paint: plain, verbosity: 0 });
    reporter.report({ type: 'executionStarted', environment: 'prod', models: 2, batches: 3 });
    reporter.report({ type: 'batchStarted', ...batch('s.a') });
    reporter.report({ type: 'batchStarted', ...batch('s.b', 0, 2) });
    const running = terminal.lines();
    expect(running.slice(0, 2).map((line) => line.replace(/\d+\.\d+ s/, 'TIME'))).toEqual([
      '  s.a  2024-01-01 to 2024-01-07  TIME',
      '  s.b  2024-01-01 to 2024-01-07 (1/2)  TIME',
    ]);
    expect(running[2]).toMatch(/^\[░+\] 0\/3$/);
    reporter.report({ type: 'batchFinished', ...batch('s.a'), rows: 5, seconds: 1, audits: [] });
    expect(terminal.lines()[0]).toBe('✓ s.a  2024-01-01 to 2024-01-07  5 rows  1.00 s');
    expect(terminal.lines().at(-1)).toMatch(/^\[█+░+\] 1\/3$/);
    vi.advanceTimersByTime(1000);
    expect(terminal.lines().length).toBe(3);
    reporter.report({ type: 'executionFinished', status: 'success', seconds: 2 });
    reporter.end();
    expect(terminal.lines()).toEqual(['✓ s.a  2024-01-01 to 2024-01-07  5 rows  1.00 s']);
  } finally {
    vi.useRealTimers();
  }
});

test('a hundred running models do not fill the screen', () => {
  const terminal = screen();
  const reporter = liveReporter(terminal, { paint: plain, verbosity: 0 });
  reporter.report({ type: 'executionStarted', environment: 'prod', models: 100, batches: 100 });
  for (let i = 0; i < 100; i++) reporter.report({ type: 'batchStarted', ...batch(`s.m${i}`) });
  expect(terminal.lines().length).toBe(10);
  expect(terminal.lines().at(-2)).toBe('  and 92 more');
  reporter.end();
});

test('a standalone audit is not counted as a model', () => {
  const notes: string[] = [];
  const output = { paintNotes: plain, note: (text: string) => notes.push(text) };
  const done = { status: 'success', intervals: [], rows: null, seconds: 1, audits: [], error: null } as const;
  const models = [
    { ...done, name: 's.a' },
    { ...done, name: 'alone', isAudit: true },
  ] as const;
  const result = { environment: 'prod', status: 'success', models, seconds: 1.5, interrupted: false } as const;
  printResult(result, output as unknown as Output, { verbosity: 0 });
  expect(notes).toEqual(['1 model computed, 1 audit run in 1.50 s']);
});

test('a batch that Ctrl-C rolled back is no failure', () => {
  const notes: string[] = [];
  const output = { paintNotes: plain, note: (text: string) => notes.push(text), diagnostics: () => undefined };
  const stopped = { name: 's.a', status: 'failed', intervals: [], rows: null, seconds: 1, audits: [] } as const;
  const result = {
    environment: 'prod',
    status: 'failed',
    models: [{ ...stopped, error: { code: 'ENGINE_INTERRUPTED', message: 'the statement was interrupted', sql: 'x' } }],
    seconds: 1.5,
    interrupted: true,
    note: 'No view in prod was changed.',
  } as const;
  printResult(result, output as unknown as Output, { verbosity: 0 });
  expect(notes).toEqual([
    '0 models computed, 1 rolled back in 1.50 s',
    'No view in prod was changed.',
    'Interrupted: what was committed stays; run the same command again to go on from there.',
  ]);
});
