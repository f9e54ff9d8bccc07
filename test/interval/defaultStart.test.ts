import { expect, test } from 'vitest';
import { parseCron } from '../../src/interval/cron.ts';
import { defaultStart } from '../../src/interval/defaultStart.ts';
import { missingIntervals } from '../../src/interval/missingIntervals.ts';
import type { IntervalUnit } from '../../src/interval/unit.ts';

const at = (text: string): number => Date.parse(`${text}Z`);

test.each<[string, IntervalUnit, string, string, string]>([
  ['@daily', 'day', '2023-01-11T15:10', '2023-01-10T00:00', '2023-01-11T00:00'],
  ['@daily', 'day', '2023-01-08T00:00', '2023-01-07T00:00', '2023-01-08T00:00'],
  ['@daily', 'hour', '2023-01-11T15:10', '2023-01-10T00:00', '2023-01-11T00:00'],
  ['@weekly', 'day', '2023-01-11T15:10', '2023-01-01T00:00', '2023-01-08T00:00'],
  ['@monthly', 'month', '2023-01-11T15:10', '2022-12-01T00:00', '2023-01-01T00:00'],
  ['@hourly', 'hour', '2023-01-11T15:10', '2023-01-11T14:00', '2023-01-11T15:00'],
  ['30 10 * * *', 'day', '2023-01-11T09:00', '2023-01-09T00:00', '2023-01-10T00:00'],
  ['30 10 * * *', 'day', '2023-01-11T15:00', '2023-01-10T00:00', '2023-01-11T00:00'],
])('a %s model by the %s begins, at %s, with the last complete interval', (text, unit, now, start, end) => {
  const [cron, executionTime] = [parseCron(text), at(now)];
  const begin = defaultStart({ cron, unit, executionTime });
  expect(begin).toBe(at(start));
  const window = { start: begin, end: executionTime };
  expect(missingIntervals({ unit, cron, start: begin, window, executionTime, stored: [] })).toEqual([
    { start: at(start), end: at(end) },
  ]);
});

test('before the first tick of all it begins now', () => {
  const cron = parseCron('0 0 1 1 * 0 2040');
  expect(defaultStart({ cron, unit: 'day', executionTime: at('2023-01-11T15:10') })).toBe(at('2023-01-11T00:00'));
});
