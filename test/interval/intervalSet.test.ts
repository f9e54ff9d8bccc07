import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Interval } from '../../src/interval/interval.ts';
import {
  add,
  clip,
  contains,
  covers,
  equals,
  intersect,
  isEmpty,
  normalize,
  remove,
  subtract,
  total,
  union,
  type IntervalSet,
} from '../../src/interval/intervalSet.ts';

const span = (start: number, end: number): Interval => ({ start, end });

describe('normalize', () => {
  test('sorts, merges what touches and drops what is empty', () => {
    expect(normalize([span(5, 8), span(1, 2), span(2, 3), span(4, 4), span(7, 6), span(6, 9)])).toEqual([
      span(1, 3),
      span(5, 9),
    ]);
  });

  test('leaves its input alone', () => {
    const input = [span(3, 4), span(1, 3)];
    normalize(input);
    expect(input).toEqual([span(3, 4), span(1, 3)]);
  });
});

describe('against a naive set of minutes', () => {
  const interval = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -2, max: 20 }))
    .map(([start, length]) => span(start, start + length));
  const intervals = fc.array(interval, { maxLength: 8 });

  const minutes = (set: Iterable<Interval>): Set<number> => {
    const all = new Set<number>();
    for (const { start, end } of set) for (let i = start; i < end; i++) all.add(i);
    return all;
  };
  /** Right members and right form: sorted, apart, not empty. */
  const expectSet = (set: IntervalSet, expected: Set<number>) => {
    expect([...minutes(set)].sort((a, b) => a - b)).toEqual([...expected].sort((a, b) => a - b));
    set.forEach((range, i) => {
      expect(range.start).toBeLessThan(range.end);
      if (i > 0) expect(range.start).toBeGreaterThan(set[i - 1]!.end);
    });
  };

  test('every operation has the right members in the right form', () => {
    fc.assert(
      fc.property(intervals, intervals, interval, (left, right, one) => {
        const [a, b] = [normalize(left), normalize(right)];
        const [inA, inB, inOne] = [minutes(left), minutes(right), minutes([one])];
        expectSet(a, inA);
        expectSet(union(a, b), new Set([...inA, ...inB]));
        expectSet(intersect(a, b), new Set([...inA].filter((m) => inB.has(m))));
        expectSet(subtract(a, b), new Set([...inA].filter((m) => !inB.has(m))));
        expectSet(add(a, one), new Set([...inA, ...inOne]));
        expectSet(remove(a, one), new Set([...inA].filter((m) => !inOne.has(m))));
        expectSet(clip(a, one), new Set([...inA].filter((m) => inOne.has(m))));
        expect(total(a)).toBe(inA.size);
        expect(isEmpty(a)).toBe(inA.size === 0);
        expect(covers(a, one)).toBe([...inOne].every((m) => inA.has(m)));
        expect(equals(a, b)).toBe(inA.size === inB.size && [...inA].every((m) => inB.has(m)));
        for (let m = -3; m < 85; m++) expect(contains(a, m)).toBe(inA.has(m));
      }),
      { numRuns: 500 },
    );
  });
});
