import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineColumn, lineColumnAt, lineIndex, sourceLocation } from '../../src/sql/location.ts';
import { offsetConverter } from '../../src/sql/offsets.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(fc.constantFrom('a', 'é', '€', '😀', '\n', '\r\n', '\r', '\ud800'), { maxLength: 900 })
    .map((c) => c.join('')),
);

describe('offsetConverter', () => {
  test('agrees with counting the text before each character, and comes back', () => {
    fc.assert(
      fc.property(text, (value) => {
        const converter = offsetConverter(value);
        let offset = 0;
        let points = 0;
        let bytes = 0;
        for (const character of [...Array.from(value), '']) {
          expect(converter.bytesFromUtf16(offset)).toBe(bytes);
          expect(converter.codePointsFromUtf16(offset)).toBe(points);
          expect(converter.utf16FromBytes(bytes)).toBe(offset);
          expect(converter.utf16FromCodePoints(points)).toBe(offset);
          offset += character.length;
          points++;
          bytes += Buffer.byteLength(character);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('clamps what lies past the end or inside of a character', () => {
    const converter = offsetConverter('é😀');
    expect(converter.utf16FromBytes(1)).toBe(0);
    expect(converter.utf16FromBytes(99)).toBe(3);
    expect(converter.bytesFromUtf16(2)).toBe(2);
  });
});

describe('lines and columns', () => {
  test('count from 1, whatever ends a line', () => {
    const value = 'ab\ncd\r\ne\rf';
    const places = ['a', 'b', 'c', 'd', 'e', 'f'].map((c) => lineColumn(value, value.indexOf(c)));
    expect(places.map((p) => `${p.line}:${p.column}`)).toEqual(['1:1', '1:2', '2:1', '2:2', '3:1', '4:1']);
  });

  test('are the same with and without an index', () => {
    fc.assert(
      fc.property(text, (value) => {
        const index = lineIndex(value);
        for (let i = 0; i <= value.length; i += 7) expect(lineColumnAt(index, i)).toEqual(lineColumn(value, i));
      }),
      { numRuns: 300 },
    );
  });

  test('make a location with the length to underline', () => {
    expect(sourceLocation('models/a.sql', 'a\nbcd', { start: 3, end: 5 })).toEqual({
      file: 'models/a.sql',
      line: 2,
      column: 2,
      length: 2,
    });
    expect(sourceLocation('a.sql', 'a', { start: 1 })).toEqual({ file: 'a.sql', line: 1, column: 2 });
  });
});
