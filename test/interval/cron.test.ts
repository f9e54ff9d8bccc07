import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MeshError } from '../../src/error/meshError.ts';
import { cronFloor, cronNext, cronPrevious, parseCron, unitFromCron } from '../../src/interval/cron.ts';

const at = (text: string): number => Date.parse(text.includes('T') ? `${text}Z` : `${text}T00:00Z`);
const shown = (ts: number | undefined): string =>
  ts === undefined ? 'never' : new Date(ts).toISOString().slice(0, 16);

/** The next four ticks, without the parts that stay the same. */
function ticks(cron: string, from: string, timeZone?: string): string {
  const parsed = parseCron(cron, timeZone);
  const found: string[] = [];
  let ts: number | undefined = at(from);
  for (let i = 0; i < 4 && ts !== undefined; i++) {
    ts = cronNext(parsed, ts);
    found.push(shown(ts));
  }
  return found.join(' ');
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MeshError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('ticks', () => {
  test.each([
    ['@hourly', '2023-01-01T00:00 2023-01-01T01:00', '2022-12-31T23:30'],
    ['@daily', '2023-01-02T00:00 2023-01-03T00:00', '2023-01-01'],
    ['@midnight', '2023-01-02T00:00 2023-01-03T00:00', '2023-01-01'],
    ['@weekly', '2023-01-08T00:00 2023-01-15T00:00', '2023-01-01'],
    ['@monthly', '2023-02-01T00:00 2023-03-01T00:00', '2023-01-01'],
    ['@yearly', '2024-01-01T00:00 2025-01-01T00:00', '2023-01-01'],
    ['@annually', '2024-01-01T00:00 2025-01-01T00:00', '2023-01-01'],
    ['@Daily', '2023-01-02T00:00 2023-01-03T00:00', '2023-01-01'],
    ['*/5 * * * *', '2023-01-01T00:05 2023-01-01T00:10', '2023-01-01'],
    ['0 12 * * *', '2023-01-01T12:00 2023-01-02T12:00', '2023-01-01'],
    ['30  10\t* * *', '2023-01-01T10:30 2023-01-02T10:30', '2023-01-01'],
    ['0 8 * * 3#1', '2023-01-04T08:00 2023-02-01T08:00 2023-03-01T08:00 2023-04-05T08:00', '2023-01-01'],
    ['0 0 * * mon#1', '2023-01-02T00:00 2023-02-06T00:00', '2023-01-01'],
    ['0 0 * * 1#1,3#2', '2023-01-02T00:00 2023-01-11T00:00 2023-02-06T00:00 2023-02-08T00:00', '2023-01-01'],
    ['0 0 L * *', '2023-01-31T00:00 2023-02-28T00:00', '2023-01-01'],
    ['0 0 * * L5', '2023-01-27T00:00 2023-02-24T00:00', '2023-01-01'],
    ['0 0 15W * *', '2023-01-16T00:00 2023-02-15T00:00 2023-03-15T00:00 2023-04-14T00:00', '2023-01-01'],
    ['0 0 1W * *', '2023-04-03T00:00 2023-05-01T00:00', '2023-04-01'],
    ['0 0 29 2 *', '2024-02-29T00:00 2028-02-29T00:00', '2023-01-01'],
    ['0 0 31 * *', '2023-01-31T00:00 2023-03-31T00:00', '2023-01-01'],
    ['0 0 * * 7', '2023-01-08T00:00 2023-01-15T00:00', '2023-01-01'],
    ['0 0 * * 5-7', '2023-01-06T00:00 2023-01-07T00:00 2023-01-08T00:00 2023-01-13T00:00', '2023-01-01'],
    ['0 0 * * fri-mon', '2023-01-02T00:00 2023-01-06T00:00 2023-01-07T00:00 2023-01-08T00:00', '2023-01-01'],
    ['0 22-2 * * *', '2023-01-01T01:00 2023-01-01T02:00 2023-01-01T22:00 2023-01-01T23:00', '2023-01-01'],
    ['0 22-4/3 * * *', '2023-01-01T01:00 2023-01-01T04:00 2023-01-01T22:00', '2023-01-01'],
    ['0 0 1/7 * ?', '2023-01-08T00:00 2023-01-15T00:00', '2023-01-01'],
    // Both day fields given: either is enough.
    ['0 0 1 * 1', '2023-01-02T00:00 2023-01-09T00:00 2023-01-16T00:00 2023-01-23T00:00', '2023-01-01'],
    ['0 0 1-31 * 1', '2023-01-02T00:00 2023-01-09T00:00', '2023-01-01'],
    ['0 0 * JAN-mar Mon', '2023-03-27T00:00 2024-01-01T00:00', '2023-03-20'],
    // The sixth field is the second, the seventh the year.
    ['0 0 * * * 0', '2023-01-02T00:00 2023-01-03T00:00', '2023-01-01'],
    ['0 0 1 1 * 0 2024,2030', '2024-01-01T00:00 2030-01-01T00:00 never', '2023-01-01'],
    ['0 0 1 1 * 0 2099', '2099-01-01T00:00 never', '2023-01-01'],
  ])('%s: %s', (cron, expected, from) => {
    const found = ticks(cron, from);
    expect(found.slice(0, expected.length)).toBe(expected);
  });

  test('seconds count', () => {
    expect(cronNext(parseCron('0 0 * * * 15'), at('2023-01-01'))).toBe(at('2023-01-01') + 15_000);
  });

  test('floor takes a tick itself, previous does not', () => {
    const cron = parseCron('30 10 * * *');
    expect(shown(cronFloor(cron, at('2023-01-08T10:30')))).toBe('2023-01-08T10:30');
    expect(shown(cronFloor(cron, at('2023-01-08T10:29')))).toBe('2023-01-07T10:30');
    expect(shown(cronPrevious(cron, at('2023-01-08T10:30')))).toBe('2023-01-07T10:30');
    expect(shown(cronNext(cron, at('2023-01-08T10:30')))).toBe('2023-01-09T10:30');
    expect(cronFloor(parseCron('0 0 1 1 * 0 2050'), at('2023-01-01'))).toBeUndefined();
  });

  test('works before 1970 and far ahead', () => {
    expect(shown(cronFloor(parseCron('@daily'), at('1969-12-31T12:00')))).toBe('1969-12-31T00:00');
    expect(shown(cronNext(parseCron('@monthly'), at('2999-12-31')))).toBe('3000-01-01T00:00');
  });
});

describe('time zones', () => {
  test.each([
    ['@daily', 'America/Los_Angeles', '2023-01-07', '2023-01-07T08:00 2023-01-08T08:00'],
    ['0 9 * * *', 'Europe/Berlin', '2023-03-25T12:00', '2023-03-26T07:00 2023-03-27T07:00'],
    ['0 9 * * 1', 'Asia/Kathmandu', '2023-01-01', '2023-01-02T03:15 2023-01-09T03:15'],
    // The clock skips 02:00–03:00: due right after the gap, and only once.
    ['30 2 * * *', 'America/Los_Angeles', '2023-03-11T00:00', '2023-03-11T10:30 2023-03-12T10:00 2023-03-13T09:30'],
    ['0,30 2 * * *', 'America/Los_Angeles', '2023-03-11T12:00', '2023-03-12T10:00 2023-03-13T09:00'],
    ['0 0 * * *', 'America/Sao_Paulo', '2018-11-03T00:00', '2018-11-03T03:00 2018-11-04T03:00 2018-11-05T02:00'],
    // The clock shows 01:00–02:00 twice: due once …
    ['30 1 * * *', 'America/Los_Angeles', '2023-11-04T00:00', '2023-11-04T08:30 2023-11-05T08:30 2023-11-06T09:30'],
    // … but what runs every hour runs every hour.
    ['0 * * * *', 'America/Los_Angeles', '2023-11-05T07:00', '2023-11-05T08:00 2023-11-05T09:00 2023-11-05T10:00'],
    ['30 * * * *', 'America/Los_Angeles', '2023-03-12T09:00', '2023-03-12T09:30 2023-03-12T10:30 2023-03-12T11:30'],
    // Half an hour of summer time.
    ['15 2 * * *', 'Australia/Lord_Howe', '2023-09-30T00:00', '2023-09-30T15:30 2023-10-01T15:15'],
    // A day that a country left out falls due when it is over.
    ['0 12 * * *', 'Pacific/Apia', '2011-12-29T00:00', '2011-12-29T22:00 2011-12-30T10:00 2011-12-30T22:00'],
  ])('%s in %s from %s: %s', (cron, timeZone, from, expected) => {
    expect(ticks(cron, from, timeZone).slice(0, expected.length)).toBe(expected);
  });

  test('going back meets the same ticks as going ahead, through every change of the clock', () => {
    const zones = [
      'America/Los_Angeles',
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
    ];
    const crons = ['30 2 * * *', '0 0 * * *', '0 * * * *', '*/30 1-3 * * *', '0 1 * * 0', '0 3 L * *', '15 */6 * * *'];
    const start = fc.integer({ min: at('2015-01-01') / 60_000, max: at('2024-12-31') / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.constantFrom(...crons), start, (zone, text, minute) => {
        const cron = parseCron(text, zone);
        const ts = minute * 60_000;
        const next = cronNext(cron, ts)!;
        const floor = cronFloor(cron, ts)!;
        expect(floor).toBeLessThanOrEqual(ts);
        expect(next).toBeGreaterThan(ts);
        expect(cronNext(cron, floor)).toBe(next);
        expect(cronFloor(cron, next - 1)).toBe(floor);
        expect(cronFloor(cron, next)).toBe(next);
        expect(cronPrevious(cron, next)).toBe(floor);
      }),
      { numRuns: 2000 },
    );
  });

  test('in UTC every tick is where a search minute by minute finds it', () => {
    const field = (low: number, high: number) =>
      fc.oneof(
        { weight: 3, arbitrary: fc.constant('*') },
        fc.integer({ min: low, max: high }).map(String),
        fc.integer({ min: 2, max: 9 }).map((step) => `*/${step}`),
      );
    const hours = fc.integer({ min: 0, max: 23 });
    fc.assert(
      fc.property(hours, field(1, 28), field(1, 12), field(0, 6), hours, (hour, dom, month, dow, start) => {
        const cron = parseCron(`0 ${hour} ${dom} ${month} ${dow}`);
        const from = at('2023-02-20') + start * 3_600_000;
        expect(cronNext(cron, from)).toBe(search(from, { hour, dom, month, dow }));
      }),
      { numRuns: 300 },
    );
  });
});

/** Hour by hour, with nothing but the definition of the fields. */
function search(from: number, fields: { hour: number; dom: string; month: string; dow: string }): number {
  const fits = (field: string, value: number, low: number) =>
    field === '*' || (field.startsWith('*/') ? (value - low) % Number(field.slice(2)) === 0 : Number(field) === value);
  for (let ts = from + 3_600_000; ; ts += 3_600_000) {
    const date = new Date(ts);
    if (date.getUTCHours() !== fields.hour || !fits(fields.month, date.getUTCMonth() + 1, 1)) continue;
    const dom = fits(fields.dom, date.getUTCDate(), 1);
    const dow = fits(fields.dow, date.getUTCDay(), 0);
    if (fields.dom === '*' || fields.dow === '*' ? dom && dow : dom || dow) return ts;
  }
}

describe('unitFromCron', () => {
  test.each([
    ['@yearly', 'year'],
    ['0 0 29 2 *', 'year'],
    ['@monthly', 'month'],
    ['0 0 1 */3 *', 'month'],
    ['0 8 * * 3#1', 'month'],
    ['0 0 L * *', 'month'],
    ['0 0 1 1,12 *', 'month'],
    ['@weekly', 'day'],
    ['@daily', 'day'],
    ['0 0 1,15 * *', 'day'],
    ['0 12 * * 1-5', 'day'],
    ['@hourly', 'hour'],
    ['0 0,12 * * *', 'hour'],
    ['0 23,0 * * *', 'hour'],
    ['*/30 * * * *', 'half_hour'],
    ['*/15 * * * *', 'quarter_hour'],
    ['*/45 * * * *', 'quarter_hour'],
    ['*/10 * * * *', 'five_minute'],
    ['*/5 9-17 * * 1-5', 'five_minute'],
    ['*/7 * * * *', 'five_minute'],
  ])('%s: %s', (cron, unit) => {
    expect(unitFromCron(parseCron(cron))).toBe(unit);
  });
});

describe('parseCron', () => {
  test.each([
    ['* * * * *', 'MODEL_CRON_TOO_FREQUENT'],
    ['*/3 * * * *', 'MODEL_CRON_TOO_FREQUENT'],
    ['0-10 * * * *', 'MODEL_CRON_TOO_FREQUENT'],
    ['*/5 * * * * *', 'MODEL_CRON_TOO_FREQUENT'],
    ['0 0 30 2 *', 'MODEL_CRON_NEVER'],
    ['bad', 'MODEL_CRON_SYNTAX'],
    ['', 'MODEL_CRON_SYNTAX'],
    ['@dayly', 'MODEL_CRON_SYNTAX'],
    ['@toString', 'MODEL_CRON_SYNTAX'],
    ['* * *', 'MODEL_CRON_SYNTAX'],
    ['0 0 * * * 0 2024 1', 'MODEL_CRON_SYNTAX'],
    ['60 0 * * *', 'MODEL_CRON_SYNTAX'],
    ['15 0 0 * * *', 'MODEL_CRON_SYNTAX'],
    ['0 0 * * *,', 'MODEL_CRON_SYNTAX'],
    ['0 0 * * 1#6', 'MODEL_CRON_SYNTAX'],
    ['0 0 * * 8', 'MODEL_CRON_SYNTAX'],
    ['0 0 * foo *', 'MODEL_CRON_SYNTAX'],
    ['0 */0 * * *', 'MODEL_CRON_SYNTAX'],
    ['0 1-2-3 * * *', 'MODEL_CRON_SYNTAX'],
    ['H H * * *', 'MODEL_CRON_SYNTAX'],
  ])("refuses '%s' with %s", (cron, code) => {
    expect(codeOf(() => parseCron(cron))).toBe(code);
  });

  test('says which field is wrong', () => {
    expect(() => parseCron('0 25 * * *')).toThrow(
      "'0 25 * * *' is not a cron expression: hour 25 is not between 0 and 23",
    );
    expect(() => parseCron('0 0 * *')).toThrow('it has 4 fields instead of five');
  });

  test('refuses an unknown time zone', () => {
    expect(codeOf(() => parseCron('@daily', 'Mars/Olympus'))).toBe('MODEL_CRON_TIME_ZONE');
    expect(codeOf(() => parseCron('@daily', ''))).toBe('MODEL_CRON_TIME_ZONE');
  });

  test('any text is read or refused with a code', () => {
    const piece = fc.constantFrom(
      '*',
      '/',
      '-',
      ',',
      '#',
      'l',
      'w',
      '?',
      '0',
      '5',
      '12',
      '31',
      'mon',
      'jan',
      ' ',
      ' ',
      '@',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        expect(codeOf(() => parseCron(pieces.join('')))).toMatch(/^(no error|MODEL_CRON_.*)$/);
      }),
      { numRuns: 1000 },
    );
  });
});
