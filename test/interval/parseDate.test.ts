import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endExclusive, parseDate, tryParseDate } from '../../src/interval/parseDate.ts';

const now = Date.parse('2023-03-31T15:04:05.678Z');

describe('parseDate', () => {
  test.each([
    ['2023-01-03', '2023-01-03T00:00:00.000Z'],
    ['20230103', '2023-01-03T00:00:00.000Z'],
    ['2023-1-3', '2023-01-03T00:00:00.000Z'],
    ['2023/01/03', '2023-01-03T00:00:00.000Z'],
    [' 2024-02-29 ', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['0099-12-31', '0099-12-31T00:00:00.000Z'],
  ])('%s is a whole day', (text, expected) => {
    const parsed = parseDate(text, { now });
    expect(new Date(parsed.ts).toISOString()).toBe(expected);
    expect(parsed.isDate).toBe(true);
    expect(endExclusive(parsed)).toBe(parsed.ts + 86_400_000);
  });

  test.each([
    ['2023-01-03 00:00:00', '2023-01-03T00:00:00.000Z'],
    ['2023-01-03 10:00', '2023-01-03T10:00:00.000Z'],
    ['2023-01-03T10:00:00Z', '2023-01-03T10:00:00.000Z'],
    ['2023-01-03t10:00:00z', '2023-01-03T10:00:00.000Z'],
    ['2023-01-03T10:00:00+02:00', '2023-01-03T08:00:00.000Z'],
    ['2023-01-03T10:00:00-0530', '2023-01-03T15:30:00.000Z'],
    ['2023-01-03 10:00:00 UTC', '2023-01-03T10:00:00.000Z'],
    ['2023-01-03 10:00:00+00', '2023-01-03T10:00:00.000Z'],
    ['2023-01-03 10:00:00.123456', '2023-01-03T10:00:00.123Z'],
    ['2023-01-03 23:59:59.999999', '2023-01-03T23:59:59.999Z'],
    ['1672531200000', '2023-01-01T00:00:00.000Z'],
    ['-1672531200000', '1917-01-01T00:00:00.000Z'],
    // Whole days count from midnight.
    ['yesterday', '2023-03-30T00:00:00.000Z'],
    ['Today', '2023-03-31T00:00:00.000Z'],
    ['tomorrow', '2023-04-01T00:00:00.000Z'],
    ['1 day ago', '2023-03-30T00:00:00.000Z'],
    ['1 day', '2023-03-30T00:00:00.000Z'],
    ['-1 day', '2023-03-30T00:00:00.000Z'],
    ['a day ago', '2023-03-30T00:00:00.000Z'],
    ['two  days ago', '2023-03-29T00:00:00.000Z'],
    ['1 week ago', '2023-03-24T00:00:00.000Z'],
    ['last week', '2023-03-24T00:00:00.000Z'],
    ['1 month ago', '2023-02-28T00:00:00.000Z'],
    ['2 months ago', '2023-01-31T00:00:00.000Z'],
    ['1 year ago', '2022-03-31T00:00:00.000Z'],
    ['2 weeks and 1 day ago', '2023-03-16T00:00:00.000Z'],
    ['in 1 week', '2023-04-07T00:00:00.000Z'],
    ['next month', '2023-04-30T00:00:00.000Z'],
    ['3 days from now', '2023-04-03T00:00:00.000Z'],
    // Hours and less count from this moment.
    ['now', '2023-03-31T15:04:05.678Z'],
    ['1 hour ago', '2023-03-31T14:04:05.678Z'],
    ['an hour ago', '2023-03-31T14:04:05.678Z'],
    ['30 minutes ago', '2023-03-31T14:34:05.678Z'],
    ['in 2 hours', '2023-03-31T17:04:05.678Z'],
    ['1 day, 2 hours ago', '2023-03-30T13:04:05.678Z'],
    ['10 seconds ago', '2023-03-31T15:03:55.678Z'],
  ])('%s is the instant %s', (text, expected) => {
    const parsed = parseDate(text, { now });
    expect(new Date(parsed.ts).toISOString()).toBe(expected);
    expect(parsed.isDate).toBe(false);
    expect(endExclusive(parsed)).toBe(parsed.ts);
  });

  test('a number is epoch milliseconds', () => {
    expect(parseDate(1_672_531_200_000, { now })).toEqual({ ts: 1_672_531_200_000, isDate: false });
  });

  test.each([
    '',
    'foo',
    '2023',
    '20231301',
    '2023-13-01',
    '2023-02-30',
    '2023-01-03 25:00',
    '2023-01-03 10:60',
    '2023-01-03T10:00+99:00',
    '2023-01/03',
    '0000-01-01',
    '01/03/2023',
    '20230103 10:00:00 PST',
    '2023-01',
    '+1 day',
    'in 1 day ago',
    'week ago',
    'last 2 weeks',
    '1 fortnight ago',
    'toString',
    '999999 years ago',
    '9999999999999999',
  ])('%s is refused with the forms that are accepted', (text) => {
    expect(tryParseDate(text, { now })).toBeUndefined();
    expect(() => parseDate(text, { now })).toThrow(
      expect.objectContaining({ code: 'PLAN_DATE_INVALID', hint: expect.stringContaining('2023-01-03') }),
    );
  });

  test('reads back every instant that it can be given', () => {
    const range = { min: new Date('0001-01-01T00:00Z'), max: new Date('9999-12-31T23:59Z'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(range), (date) => {
        expect(parseDate(date.toISOString(), { now }).ts).toBe(date.getTime());
        const day = date.toISOString().slice(0, 10);
        expect(parseDate(day, { now })).toEqual({ ts: Date.parse(day), isDate: true });
      }),
    );
  });

  test('any text is read or refused', () => {
    const piece = fc.constantFrom(
      '1',
      '20',
      '-',
      ':',
      ' ',
      'day',
      'ago',
      'in',
      'and',
      ',',
      'month',
      '2023',
      'T',
      'Z',
      '+',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 12 }).map((p) => p.join('')),
        ),
        (text) => {
          const parsed = tryParseDate(text, { now });
          if (parsed !== undefined) expect(Number.isNaN(new Date(parsed.ts).getTime())).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
