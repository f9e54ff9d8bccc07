import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyEdits,
  composeMaps,
  editedOffset,
  identityMap,
  originalOffset,
  originalSpan,
  type Edit,
} from '../../src/sql/edit.ts';

describe('applyEdits', () => {
  test('replaces, inserts and deletes in any given order', () => {
    const edits: Edit[] = [
      { start: 14, end: 15, text: 'warehouse.t' },
      { start: 7, end: 8, text: '' },
      { start: 15, end: 15, text: ' AS t' },
      { start: 0, end: 0, text: '/* x */ ' },
    ];
    expect(applyEdits('SELECT a FROM t WHERE x', edits).text).toBe('/* x */ SELECT  FROM warehouse.t AS t WHERE x');
  });

  test('keeps the order of insertions at one place', () => {
    const edit = (text: string): Edit => ({ start: 1, end: 1, text });
    expect(applyEdits('ab', [edit('1'), edit('2')]).text).toBe('a12b');
  });

  test.each([
    [
      { start: 0, end: 2 },
      { start: 1, end: 3 },
    ],
    [
      { start: 2, end: 9 },
      { start: 0, end: 1 },
    ],
    [
      { start: 2, end: 1 },
      { start: 0, end: 1 },
    ],
  ])('refuses %j with %j', (a, b) => {
    expect(() =>
      applyEdits('abcd', [
        { ...a, text: '' },
        { ...b, text: '' },
      ]),
    ).toThrow(RangeError);
  });
});

describe('the way back', () => {
  const text = 'SELECT @x FROM a.b WHERE ds = @end_ds AND y';
  const macros = applyEdits(text, [
    { start: 7, end: 9, text: 'one, two' },
    { start: 30, end: 37, text: "'2024-01-01'" },
  ]);
  const at = macros.text.indexOf('a.b');
  const swapped = applyEdits(macros.text, [{ start: at, end: at + 3, text: 'physical.a__b' }]);
  const map = composeMaps(macros.map, swapped.map);
  const place = (part: string): string => {
    const start = swapped.text.indexOf(part);
    const span = originalSpan(map, start, start + part.length);
    return text.slice(span.start, span.end);
  };

  test.each([
    ['SELECT', 'SELECT'],
    ['two', '@x'],
    ['one, two FROM', '@x FROM'],
    ['a__b', 'a.b'],
    ['ds = ', 'ds = '],
    ["01-01'", '@end_ds'],
    [' AND y', ' AND y'],
    ["= '2024", '= @end_ds'],
  ])('%j comes from %j', (part, expected) => expect(place(part)).toBe(expected));

  test('and forth', () => {
    expect(swapped.text.slice(editedOffset(map, text.indexOf('AND')))).toBe('AND y');
    expect(swapped.text.slice(editedOffset(map, text.indexOf('@end') + 3))).toBe("'2024-01-01' AND y");
    expect(originalOffset(identityMap, 7)).toBe(7);
  });

  test('finds every untouched character, through several rounds', () => {
    const cuts = fc.array(fc.tuple(fc.nat(30), fc.nat(4), fc.string({ maxLength: 4 })), { maxLength: 5 });
    fc.assert(
      fc.property(cuts, cuts, (one, two) => {
        const source = Array.from({ length: 30 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
        const first = applyEdits(source, disjoint(one, source.length));
        const second = applyEdits(first.text, disjoint(two, first.text.length));
        const both = composeMaps(first.map, second.map);
        for (let i = 0; i < second.text.length; i++) {
          const wanted = source.indexOf(second.text[i]!);
          if (wanted < 0) continue;
          expect(originalOffset(both, i)).toBe(wanted);
          expect(originalSpan(both, i, i + 1)).toEqual({ start: wanted, end: wanted + 1 });
          expect(editedOffset(both, wanted)).toBe(i);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function disjoint(cuts: readonly (readonly [number, number, string])[], length: number): Edit[] {
  const edits: Edit[] = [];
  for (const [start, size, text] of [...cuts].sort((a, b) => a[0] - b[0])) {
    const end = Math.min(start + size, length);
    if (start <= end && start >= (edits.at(-1)?.end ?? 0)) edits.push({ start, end, text });
  }
  return edits;
}
