// Values ↔ columns without a database: what goes in comes out, and what does not fit is refused.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  civilFromDays,
  daysFromCivil,
  daysFromText,
  dateText,
  nanosFromText,
  timestampText,
} from '../../src/batch/value/calendar.ts';
import { intervalFromText, intervalText } from '../../src/batch/value/interval.ts';
import { reader } from '../../src/batch/value/read.ts';
import { bignumFromBytes, bytesFromBignum, decimalText, unscaledFromText } from '../../src/batch/value/wide.ts';
import { columnWriter } from '../../src/batch/value/write.ts';
import { slice } from '../../src/batch/vector.ts';
import type { SqlType } from '../../src/batch/sqlType.ts';

const list = (item: SqlType): SqlType => ({ type: 'LIST', item });

function through(type: SqlType, values: readonly unknown[], range?: [number, number]): unknown[] {
  const writer = columnWriter(type);
  for (const value of values) writer.append(value);
  const whole = writer.finish();
  const vector = range === undefined ? whole : slice(whole, ...range);
  const read = reader(vector);
  return Array.from({ length: vector.length }, (_, i) => read(i));
}

const text = fc.string({ unit: 'grapheme', maxLength: 40 });

const cases: readonly (readonly [string, SqlType, fc.Arbitrary<unknown>])[] = [
  ['INTEGER', { type: 'INTEGER' }, fc.integer()],
  ['BIGINT', { type: 'BIGINT' }, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  ['HUGEINT', { type: 'HUGEINT' }, fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n })],
  ['DOUBLE', { type: 'DOUBLE' }, fc.double()],
  ['BOOLEAN', { type: 'BOOLEAN' }, fc.boolean()],
  ['VARCHAR', { type: 'VARCHAR' }, text],
  ['BLOB', { type: 'BLOB' }, fc.uint8Array({ maxLength: 40 })],
  ['UUID', { type: 'UUID' }, fc.uuid()],
  [
    'TIMESTAMP',
    { type: 'TIMESTAMP' },
    fc.date({ noInvalidDate: true, min: new Date('-200000-01-01'), max: new Date('+200000-01-01') }),
  ],
  ['lists', list({ type: 'VARCHAR' }), fc.array(fc.option(text), { maxLength: 5 })],
  [
    'nested lists',
    list(list({ type: 'INTEGER' })),
    fc.array(fc.option(fc.array(fc.integer(), { maxLength: 3 })), { maxLength: 4 }),
  ],
  [
    'structs',
    {
      type: 'STRUCT',
      fields: [
        { name: 'a', type: { type: 'INTEGER' } },
        { name: 'b', type: list({ type: 'VARCHAR' }) },
      ],
    },
    fc.record({ a: fc.option(fc.integer()), b: fc.option(fc.array(text, { maxLength: 3 })) }),
  ],
  [
    'maps',
    { type: 'MAP', key: { type: 'VARCHAR' }, value: { type: 'DOUBLE' } },
    fc
      .uniqueArray(fc.tuple(text, fc.double()), { maxLength: 4, selector: ([key]) => key })
      .map((pairs) => new Map(pairs)),
  ],
];

test.each(cases)('%s come out as they went in, also from a slice', (_, type, arbitrary) => {
  fc.assert(
    fc.property(fc.array(fc.option(arbitrary), { maxLength: 30 }), fc.nat(), fc.nat(), (values, a, b) => {
      expect(through(type, values)).toEqual(
        values.map((value) => (type.type === 'BLOB' && value !== null ? new Uint8Array(value as Uint8Array) : value)),
      );
      const [from, to] = [a % (values.length + 1), b % (values.length + 1)].sort((x, y) => x - y) as [number, number];
      expect(through(type, values, [from, to])).toEqual(through(type, values).slice(from, to));
    }),
    { numRuns: 100 },
  );
});

test('days are the same in both directions, for every day of 32 bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (days) => {
      expect(daysFromCivil(civilFromDays(days))).toBe(days);
      expect(daysFromText(dateText(days))).toBe(days);
    }),
  );
  expect(daysFromText('2023-02-29')).toBeUndefined();
  expect(daysFromText('2024-02-29')).toBe(19_782);
});

test('texts of timestamps, intervals, decimals and BIGNUMs are read back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }), fc.integer({ min: 0, max: 20 }), (value, scale) => {
      expect(nanosFromText(timestampText(value, 9))).toBe(value);
      expect(unscaledFromText(decimalText(value, scale), scale)).toBe(value);
      expect(bignumFromBytes(bytesFromBignum(value))).toBe(value);
    }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: -5000, max: 5000 }),
      fc.integer({ min: -5000, max: 5000 }),
      fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      (months, days, micros) => {
        expect(intervalFromText(intervalText({ months, days, micros }))).toEqual({ months, days, micros });
      },
    ),
  );
});

test.each<[SqlType, unknown]>([
  [{ type: 'INTEGER' }, 1.5],
  [{ type: 'INTEGER' }, 2 ** 31],
  [{ type: 'UTINYINT' }, -1],
  [{ type: 'BIGINT' }, 2 ** 53],
  [{ type: 'BIGINT' }, 2n ** 63n],
  [{ type: 'DOUBLE' }, '1'],
  [{ type: 'FLOAT' }, 1e300],
  [{ type: 'BOOLEAN' }, 1],
  [{ type: 'VARCHAR' }, 5],
  [{ type: 'VARCHAR' }, 'a lone \ud800 surrogate'],
  [{ type: 'JSON' }, '{broken'],
  [{ type: 'DATE' }, 'tomorrow'],
  [{ type: 'DATE' }, '2023-02-30'],
  [{ type: 'TIMESTAMP' }, new Date(Number.NaN)],
  [{ type: 'TIME' }, '25:00:00'],
  [{ type: 'DECIMAL', width: 4, scale: 1 }, 1000],
  [{ type: 'ENUM', values: ['a'] }, 'b'],
  [{ type: 'UUID' }, 'not-a-uuid'],
  [list({ type: 'INTEGER' }), [1, 'x']],
  [{ type: 'ARRAY', item: { type: 'INTEGER' }, size: 2 }, [1]],
  [{ type: 'STRUCT', fields: [{ name: 'a', type: { type: 'INTEGER' } }] }, { b: 1 }],
  [{ type: 'INTEGER' }, Promise.resolve(1)],
])('%j refuses what does not fit', (type, value) => {
  expect(() => columnWriter(type).append(value)).toThrow(/^expected .*, got /);
});
