import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addUnits,
  ceilToUnit,
  countUnits,
  floorToUnit,
  intervalUnits,
  isFinerThan,
  isIntervalUnit,
  widenToUnits,
  type IntervalUnit,
} from '../../src/interval/unit.ts';

const at = (text: string): number => Date.parse(text.includes('T') ? `${text}Z` : `${text}T00:00Z`);

describe('floorToUnit and ceilToUnit', () => {
  test.each<[IntervalUnit, string, string, string]>([
    ['year', '2024-07-03T10:00', '2024-01-01', '2025-01-01'],
    ['month', '2024-02-29T23:59', '2024-02-01', '2024-03-01'],
    ['day', '2024-02-29T23:59', '2024-02-29', '2024-03-01'],
    ['hour', '2024-02-29T23:59', '2024-02-29T23:00', '2024-03-01'],
    ['half_hour', '2024-01-01T10:44', '2024-01-01T10:30', '2024-01-01T11:00'],
    ['quarter_hour', '2024-01-01T10:44', '2024-01-01T10:30', '2024-01-01T10:45'],
    ['five_minute', '2024-01-01T10:44', '2024-01-01T10:40', '2024-01-01T10:45'],
    ['day', '1969-12-31T12:00', '1969-12-31', '1970-01-01'],
    ['month', '1969-11-15', '1969-11-01', '1969-12-01'],
  ])('%s of %s: %s and %s', (unit, ts, floor, ceil) => {
    expect(floorToUnit(at(ts), unit)).toBe(at(floor));
    expect(ceilToUnit(at(ts), unit)).toBe(at(ceil));
    expect(ceilToUnit(at(floor), unit)).toBe(at(floor));
  });
});

describe('addUnits', () => {
  test.each<[string, IntervalUnit, number, string]>([
    ['2024-01-31', 'month', 1, '2024-02-29'],
    ['2023-03-31T10:00', 'month', -1, '2023-02-28T10:00'],
    ['2024-02-29', 'year', 1, '2025-02-28'],
    ['2023-11-01', 'month', 14, '2025-01-01'],
    ['2023-01-01', 'day', -1, '2022-12-31'],
    ['2023-01-01', 'quarter_hour', 5, '2023-01-01T01:15'],
  ])('%s %s %i: %s', (ts, unit, n, expected) => {
    expect(addUnits(at(ts), unit, n)).toBe(at(expected));
  });
});

describe('on any grid', () => {
  const instant = fc.integer({ min: at('1900-01-01'), max: at('2200-01-01') });
  const unit = fc.constantFrom(...intervalUnits);

  test('units are counted as they are stepped through', () => {
    fc.assert(
      fc.property(instant, unit, fc.integer({ min: 0, max: 50 }), (ts, unit, n) => {
        const start = floorToUnit(ts, unit);
        let end = start;
        for (let i = 0; i < n; i++) {
          const next = addUnits(end, unit, 1);
          expect(floorToUnit(next - 1, unit)).toBe(end);
          expect(floorToUnit(next, unit)).toBe(next);
          end = next;
        }
        expect(end).toBe(addUnits(start, unit, n));
        expect(addUnits(end, unit, -n)).toBe(start);
        expect(countUnits({ start, end }, unit)).toBe(n);
      }),
    );
  });

  test('widening contains the interval and is on the grid', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 10_000_000_000 }), unit, (start, length, unit) => {
        const wide = widenToUnits({ start, end: start + length }, unit);
        expect(wide.start).toBeLessThanOrEqual(start);
        expect(wide.end).toBeGreaterThanOrEqual(start + length);
        expect(widenToUnits(wide, unit)).toEqual(wide);
        expect(addUnits(wide.start, unit, 1)).toBeGreaterThan(start);
      }),
    );
  });
});

test('finer units come later in the list', () => {
  expect(isFinerThan('hour', 'day')).toBe(true);
  expect(isFinerThan('day', 'day')).toBe(false);
  expect(isFinerThan('year', 'month')).toBe(false);
});

test('knows the names of units', () => {
  expect(isIntervalUnit('half_hour')).toBe(true);
  expect(isIntervalUnit('toString')).toBe(false);
});
