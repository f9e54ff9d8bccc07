import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batches } from '../../src/interval/batches.ts';
import { normalize } from '../../src/interval/intervalSet.ts';
import { countUnits } from '../../src/interval/unit.ts';

const at = (text: string): number => Date.parse(`${text}Z`);
const day = 86_400_000;

describe('batches', () => {
  const missing = normalize([
    { start: at('2023-01-01T00:00'), end: at('2023-01-08T00:00') },
    { start: at('2023-02-01T00:00'), end: at('2023-02-02T00:00') },
  ]);

  test('without a size there is one for each range', () => {
    expect(batches(missing, { unit: 'day' })).toEqual(missing);
  });

  test('cuts each range by itself', () => {
    const lengths = batches(missing, { unit: 'day', batchSize: 3 }).map((b) => (b.end - b.start) / day);
    expect(lengths).toEqual([3, 3, 1, 1]);
  });

  test('months are cut by the calendar', () => {
    const year = normalize([{ start: at('2023-01-01T00:00'), end: at('2023-06-01T00:00') }]);
    const starts = batches(year, { unit: 'month', batchSize: 2 }).map((b) =>
      new Date(b.start).toISOString().slice(0, 7),
    );
    expect(starts).toEqual(['2023-01', '2023-03', '2023-05']);
  });

  test('a partial unit at the end is a batch of its own or the end of the last', () => {
    const partial = normalize([{ start: at('2023-01-01T00:00'), end: at('2023-01-03T16:00') }]);
    expect(batches(partial, { unit: 'day', batchSize: 2 }).at(-1)).toEqual({
      start: at('2023-01-03T00:00'),
      end: at('2023-01-03T16:00'),
    });
  });

  test('lose nothing, overlap nowhere and hold at most their size', () => {
    const days = fc.array(fc.tuple(fc.nat(60), fc.nat(20)), { maxLength: 5 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 9 }), (pairs, batchSize) => {
        const set = normalize(pairs.map(([start, length]) => ({ start: start * day, end: (start + length) * day })));
        const cut = batches(set, { unit: 'day', batchSize });
        expect(normalize(cut)).toEqual(set);
        cut.forEach((batch, i) => {
          expect(countUnits(batch, 'day')).toBeGreaterThan(0);
          expect(countUnits(batch, 'day')).toBeLessThanOrEqual(batchSize);
          if (i > 0) expect(batch.start).toBeGreaterThanOrEqual(cut[i - 1]!.end);
        });
      }),
    );
  });

  test('thirty years by the day are cut, day by day', () => {
    const range = normalize([{ start: at('1995-01-01T00:00'), end: at('2025-01-01T00:00') }]);
    expect(batches(range, { unit: 'day', batchSize: 1 })).toHaveLength(10_958);
  });
});
