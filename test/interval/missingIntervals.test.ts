import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cronFloor, parseCron } from '../../src/interval/cron.ts';
import type { Interval } from '../../src/interval/interval.ts';
import { add, covers, normalize, union, type IntervalSet } from '../../src/interval/intervalSet.ts';
import { missingIntervals, type MissingIntervalsInput } from '../../src/interval/missingIntervals.ts';
import { parentCoverage } from '../../src/interval/parentCoverage.ts';
import { addUnits, floorToUnit, type IntervalUnit } from '../../src/interval/unit.ts';

const at = (text: string): number => Date.parse(text.length > 10 ? `${text.replace(' ', 'T')}Z` : `${text}T00:00Z`);
const span = (text: string): Interval => {
  const [start = '', end = ''] = text.split('..');
  return { start: at(start), end: at(end) };
};

interface Case extends Partial<Omit<MissingIntervalsInput, 'cron' | 'start' | 'end' | 'executionTime' | 'window'>> {
  readonly now: string;
  readonly cron?: string;
  readonly cronTz?: string;
  readonly start?: string;
  readonly end?: string;
  readonly window?: string;
  readonly has?: string[];
}

/** `2023-01-01..2023-01-08` texts; hours only where they are not midnight. */
function missing({
  now,
  cron = '@daily',
  cronTz,
  start = '2023-01-01',
  end,
  window,
  has = [],
  ...rest
}: Case): string[] {
  const executionTime = at(now);
  const text = (ts: number) => new Date(ts).toISOString().slice(0, 16).replace('T00:00', '').replace('T', ' ');
  return missingIntervals({
    unit: 'day',
    stored: normalize(has.map(span)),
    ...rest,
    cron: parseCron(cron, cronTz),
    start: at(start),
    end: end === undefined ? undefined : at(end),
    window: window === undefined ? { start: at(start), end: executionTime } : span(window),
    executionTime,
  }).map((i) => `${text(i.start)}..${text(i.end)}`);
}

describe('how far a cron lets the grid be filled', () => {
  test.each<[string, Case, string]>([
    ['a daily model at 15:00 has yesterday', { now: '2023-01-08 15:00' }, '2023-01-01..2023-01-08'],
    ['a weekly one on Sunday has Saturday', { now: '2023-01-08 15:00', cron: '@weekly' }, '2023-01-01..2023-01-08'],
    [
      'and nothing more until the next Sunday',
      { now: '2023-01-14 23:00', cron: '@weekly', has: ['2023-01-01..2023-01-08'] },
      '',
    ],
    [
      'a monthly one has the months that are over',
      { now: '2023-01-08', cron: '@monthly', unit: 'month', start: '2022-11-01' },
      '2022-11-01..2023-01-01',
    ],
    [
      'an hourly one the hours that are over',
      { now: '2023-01-08 15:30', cron: '@hourly', unit: 'hour', start: '2023-01-08' },
      '2023-01-08..2023-01-08 15:00',
    ],
    [
      'half hours likewise',
      { now: '2023-01-08 15:10', cron: '*/30 * * * *', unit: 'half_hour', start: '2023-01-08 14:00' },
      '2023-01-08 14:00..2023-01-08 15:00',
    ],
    [
      'a noon cron before noon has not got yesterday',
      { now: '2023-01-08 11:00', cron: '0 12 * * *' },
      '2023-01-01..2023-01-07',
    ],
    ['and after noon it has', { now: '2023-01-08 12:01', cron: '0 12 * * *' }, '2023-01-01..2023-01-08'],
    [
      'an hourly grid under a daily cron ends at midnight',
      { now: '2023-01-08 15:00', unit: 'hour', start: '2023-01-07' },
      '2023-01-07..2023-01-08',
    ],
    [
      'midnight in Los Angeles is at eight: before',
      { now: '2023-01-08 07:59', cronTz: 'America/Los_Angeles' },
      '2023-01-01..2023-01-07',
    ],
    ['and after', { now: '2023-01-08 08:01', cronTz: 'America/Los_Angeles' }, '2023-01-01..2023-01-08'],
    [
      'without cron whole units count',
      { now: '2023-01-08 11:00', cron: '@weekly', ignoreCron: true, has: ['2023-01-01..2023-01-06'] },
      '2023-01-06..2023-01-08',
    ],
    ['a cron whose years are over before now', { now: '2023-01-08', cron: '0 0 1 1 * 0 2040' }, ''],
  ])('%s', (_, input, expected) => {
    expect(missing(input).join(' ')).toBe(expected);
  });
});

describe('start, end and window', () => {
  test.each<[string, Case, string]>([
    ['a window limits both sides', { now: '2023-01-08', window: '2023-01-03..2023-01-05' }, '2023-01-03..2023-01-05'],
    ['not before the model starts', { now: '2023-01-08', window: '2022-06-01..2023-01-02' }, '2023-01-01..2023-01-02'],
    ['never past what is due', { now: '2023-01-04', window: '2023-01-03..2023-02-01' }, '2023-01-03..2023-01-04'],
    ['nor past the end of the model', { now: '2023-01-08', end: '2023-01-04' }, '2023-01-01..2023-01-04'],
    [
      'an end inside a month leaves the month up to there',
      { now: '2023-03-08', cron: '@monthly', unit: 'month', end: '2023-02-10' },
      '2023-01-01..2023-02-10',
    ],
    [
      'which is due with its month',
      { now: '2023-02-25', cron: '@monthly', unit: 'month', end: '2023-02-10' },
      '2023-01-01..2023-02-01',
    ],
    [
      'an end inside a day takes the day',
      { now: '2023-01-08', window: '2023-01-03..2023-01-05 12:00' },
      '2023-01-03..2023-01-06',
    ],
    [
      'but not one that is not over',
      { now: '2023-01-08 15:00', window: '2023-01-06..2023-01-08 12:00' },
      '2023-01-06..2023-01-08',
    ],
    [
      'a start inside a day takes the day',
      { now: '2023-01-08', window: '2023-01-03 12:00..2023-01-05' },
      '2023-01-03..2023-01-05',
    ],
    ['a window shorter than a unit holds none', { now: '2023-01-08', window: '2023-01-03 12:00..2023-01-04' }, ''],
    [
      'a start moved earlier asks for the earlier part alone',
      { now: '2023-01-08', start: '2022-12-30', has: ['2023-01-01..2023-01-08'] },
      '2022-12-30..2023-01-01',
    ],
    ['everything stored: nothing', { now: '2023-01-08 09:00', has: ['2023-01-01..2023-01-08'] }, ''],
    ['a window before the model starts', { now: '2023-01-08', window: '2022-01-01..2022-02-01' }, ''],
  ])('%s', (_, input, expected) => {
    expect(missing(input).join(' ')).toBe(expected);
  });
});

test.each<IntervalUnit>(['day', 'month', 'hour'])('an open window asks for all there is, by the %s', (unit) => {
  const [start, executionTime] = [at('2023-01-01 12:00'), at('2023-03-01 10:00')];
  const input = { unit, cron: parseCron('@hourly'), start, executionTime, stored: [] };
  const open = missingIntervals({ ...input, window: { start: -Infinity, end: Infinity } });
  expect(open).toEqual([{ start: floorToUnit(start, unit), end: floorToUnit(executionTime, unit) }]);
});

describe('partial units', () => {
  const day: Case = { now: '2023-01-08 16:00', allowPartials: true, has: ['2023-01-01..2023-01-08'] };
  test.each<[string, Case, string]>([
    ['are not due by a daily cron', day, ''],
    ['are taken when the cron is ignored', { ...day, ignoreCron: true }, '2023-01-08..2023-01-08 16:00'],
    [
      'and redone as a whole the next day',
      { ...day, now: '2023-01-09 01:00', has: ['2023-01-01..2023-01-08 16:00'] },
      '2023-01-08..2023-01-09',
    ],
    ['come by themselves with a noon cron', { ...day, cron: '0 12 * * *' }, '2023-01-08..2023-01-08 12:00'],
    ['whole units alone without allow_partials', { ...day, allowPartials: false, ignoreCron: true }, ''],
  ])('%s', (_, input, expected) => {
    expect(missing(input).join(' ')).toBe(expected);
  });
});

describe('lookback', () => {
  test.each<[string, Case, string]>([
    [
      'redoes the days before the new one',
      { now: '2023-01-09', has: ['2023-01-01..2023-01-08'] },
      '2023-01-06..2023-01-09',
    ],
    ['triggers nothing by itself', { now: '2023-01-08 10:00', has: ['2023-01-01..2023-01-08'] }, ''],
    [
      'redoes the days before an old gap and the last ones',
      { now: '2023-01-08', has: ['2023-01-01..2023-01-03', '2023-01-04..2023-01-08'] },
      '2023-01-01..2023-01-04 2023-01-06..2023-01-08',
    ],
    [
      'never reaches before the window',
      { now: '2023-01-09', has: ['2023-01-01..2023-01-08'], window: '2023-01-08..2023-01-09' },
      '2023-01-08..2023-01-09',
    ],
    [
      'leaves alone what ended long ago',
      { now: '2023-02-01', end: '2023-01-08', has: ['2023-01-04..2023-01-08'] },
      '2023-01-01..2023-01-04',
    ],
    [
      'counts from now when the model ended a day ago',
      { now: '2023-01-09', end: '2023-01-08', has: ['2023-01-04..2023-01-08'] },
      '2023-01-01..2023-01-04 2023-01-07..2023-01-08',
    ],
  ])('%s', (_, input, expected) => {
    expect(missing({ lookback: 2, ...input }).join(' ')).toBe(expected);
  });
});

describe('parents', () => {
  const coverage = (...parents: { has: string[]; start: string; end?: string }[]) =>
    parentCoverage(
      parents.map(({ has, start, end }) => ({
        intervals: has.map(span),
        start: at(start),
        end: end === undefined ? undefined : at(end),
      })),
    );

  test('without any nothing is bounded', () => {
    expect(coverage()).toBeUndefined();
  });

  test.each<[string, ReturnType<typeof coverage>, Case, string]>([
    [
      'a child waits for the day that its parent has not got',
      coverage({ has: ['2023-01-01..2023-01-07'], start: '2023-01-01' }),
      { now: '2023-01-08 09:00' },
      '2023-01-01..2023-01-07',
    ],
    [
      'and takes it when the parent has it',
      coverage({ has: ['2023-01-01..2023-01-08'], start: '2023-01-01' }),
      { now: '2023-01-08 10:31', has: ['2023-01-01..2023-01-07'] },
      '2023-01-07..2023-01-08',
    ],
    [
      'a day needs all hours of an hourly parent',
      coverage({ has: ['2023-01-01..2023-01-03 23:00'], start: '2023-01-01' }),
      { now: '2023-01-08' },
      '2023-01-01..2023-01-03',
    ],
    [
      'all parents count',
      coverage(
        { has: ['2023-01-01..2023-01-06'], start: '2023-01-01' },
        { has: ['2023-01-03..2023-01-04', '2023-01-05..2023-01-08'], start: '2023-01-03' },
      ),
      { now: '2023-01-08' },
      '2023-01-01..2023-01-04 2023-01-05..2023-01-06',
    ],
    [
      'a parent that starts later or has ended holds nobody up',
      coverage({ has: ['2023-01-03..2023-01-05'], start: '2023-01-03', end: '2023-01-05' }),
      { now: '2023-01-08' },
      '2023-01-01..2023-01-08',
    ],
    [
      'lookback takes no day from a parent that lost it',
      coverage({ has: ['2023-01-01..2023-01-06', '2023-01-07..2023-01-09'], start: '2023-01-01' }),
      { now: '2023-01-09', has: ['2023-01-01..2023-01-08'], lookback: 3 },
      '2023-01-05..2023-01-06 2023-01-07..2023-01-09',
    ],
    [
      'a partial unit goes as far as the parent',
      coverage({ has: ['2023-01-01..2023-01-08 06:00'], start: '2023-01-01' }),
      { now: '2023-01-08 16:00', allowPartials: true, ignoreCron: true, has: ['2023-01-01..2023-01-08'] },
      '2023-01-08..2023-01-08 06:00',
    ],
    [
      'the part of a month before the end of the model is whole',
      coverage({ has: ['2023-01-01..2023-02-15'], start: '2023-01-01' }),
      { now: '2023-03-08', cron: '@monthly', unit: 'month', end: '2023-02-10' },
      '2023-01-01..2023-02-10',
    ],
  ])('%s', (_, parents, input, expected) => {
    expect(missing({ ...input, parents }).join(' ')).toBe(expected);
  });
});

/** The rules of one unit after the other. */
function naive(input: MissingIntervalsInput): IntervalSet {
  const { unit, window, stored, parents, lookback = 0 } = input;
  const tick = input.ignoreCron === true ? input.executionTime : cronFloor(input.cron, input.executionTime)!;
  let released = Math.min(window.end, tick);
  if (input.allowPartials !== true) {
    const shortest = { year: 365, month: 28, day: 1, hour: 1 / 24, half_hour: 1 / 48 }[unit as 'day'];
    if (window.end - window.start < shortest * 86_400_000) return [];
    const isWhole = floorToUnit(window.end, unit) === window.end;
    const end = isWhole ? window.end : addUnits(floorToUnit(window.end, unit), unit, 1);
    released = Math.min(end, floorToUnit(tick, unit));
  }
  const upper = Math.min(released, input.end ?? Infinity);
  const units: Interval[] = [];
  for (let start = floorToUnit(Math.max(window.start, input.start), unit); start < upper;) {
    const next = addUnits(start, unit, 1);
    units.push({ start, end: Math.min(next, upper) });
    start = next;
  }
  const isAvailable = (one: Interval) => parents === undefined || covers(parents, one);
  const isMissing = units.map((one) => !covers(stored, one) && isAvailable(one));
  if (!isMissing.includes(true)) return [];
  return normalize(
    units.filter((one, i) => {
      if (isMissing[i]) return true;
      const reaches = lookback > 0 && addUnits(one.start, unit, lookback) >= released;
      return isAvailable(one) && (reaches || isMissing.slice(i + 1, i + 1 + lookback).includes(true));
    }),
  );
}

describe('against the rules unit by unit', () => {
  const crons: Record<string, string[]> = {
    day: ['@daily', '@weekly', '30 10 * * *', '0 8 * * 1', '@hourly'],
    hour: ['@hourly', '15 * * * *', '@daily'],
    month: ['@monthly', '0 5 3 * *', '@daily'],
    half_hour: ['*/30 * * * *', '@hourly'],
    year: ['@yearly', '@monthly'],
  };
  const base = at('2023-01-01');
  const inputs = fc.constantFrom<IntervalUnit>('day', 'hour', 'month', 'half_hour', 'year').chain((unit) => {
    const grid = fc.integer({ min: 0, max: 14 }).map((n) => addUnits(base, unit, n));
    const length = addUnits(base, unit, 1) - base;
    const anywhere = fc.oneof(
      grid,
      fc.integer({ min: 0, max: 14 * 48 }).map((n) => base + Math.floor((n * length) / 48)),
    );
    const setOf = (instant: fc.Arbitrary<number>) =>
      fc.array(fc.tuple(instant, instant), { maxLength: 4 }).map((pairs) => normalize(pairs.map(toInterval)));
    const [ranges, offGrid] = [setOf(grid), setOf(anywhere)];
    return fc.record({
      unit: fc.constant(unit),
      cron: fc.constantFrom(...crons[unit]!).map((text) => parseCron(text)),
      start: fc.oneof(fc.constant(base), grid),
      end: fc.option(anywhere, { nil: undefined }),
      window: fc.tuple(anywhere, anywhere).map(toInterval),
      executionTime: anywhere,
      ignoreCron: fc.boolean(),
      lookback: fc.integer({ min: 0, max: 3 }),
      stored: ranges,
      parents: fc.option(offGrid, { nil: undefined }),
    });
  });
  const toInterval = ([a, b]: [number, number]): Interval => ({ start: Math.min(a, b), end: Math.max(a, b) });

  test('whole units', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        expect(missingIntervals(input)).toEqual(naive(input));
      }),
      { numRuns: 3000 },
    );
  });

  test('partial units', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const partial = { ...input, allowPartials: true, parents: undefined };
        expect(missingIntervals(partial)).toEqual(naive(partial));
      }),
      { numRuns: 2000 },
    );
  });

  test('what was computed is not missing any more', () => {
    fc.assert(
      fc.property(inputs, fc.boolean(), (input, allowPartials) => {
        const found = missingIntervals({ ...input, allowPartials });
        const stored = union(input.stored, found);
        expect(missingIntervals({ ...input, allowPartials, stored })).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});

test('thirty years of hours with thousands of gaps cost milliseconds', () => {
  const start = at('1995-01-01');
  const executionTime = at('2025-01-01');
  let stored: IntervalSet = [];
  const ranges: Interval[] = [];
  for (let ts = start; ts < executionTime; ts += 48 * 3_600_000) ranges.push({ start: ts, end: ts + 47 * 3_600_000 });
  stored = add(normalize(ranges), { start, end: start });
  const window = { start, end: executionTime };
  const input = {
    unit: 'hour' as const,
    cron: parseCron('@hourly'),
    start,
    window,
    executionTime,
    stored,
    lookback: 2,
  };
  const found = missingIntervals(input);
  expect(found.length).toBeGreaterThan(5000);
});
