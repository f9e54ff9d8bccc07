import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../src/graph/wildcard.ts';

describe('compilePattern', () => {
  test.each([
    ['shop.*', 'shop.orders', true],
    ['shop.*', 'shopping.orders', false],
    ['*.orders', 'a.b.orders', true],
    ['o?ders', 'orders', true],
    ['o?ders', 'oders', false],
    ['[a-c]*', 'beta', true],
    ['[!a-c]*', 'beta', false],
    ['[c-a]', 'b', false],
    ['a.b', 'axb', false],
    ['a[', 'a[', true],
    ['*', '', true],
    ['a*b*c', 'a1b2c3', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(compilePattern(pattern)(text)).toBe(expected);
  });

  test.each([
    ['models/*.sql', 'models/a.sql', true],
    ['models/*.sql', 'models/x/a.sql', false],
    ['models/**/a.sql', 'models/x/y/a.sql', true],
    ['models/**/a.sql', 'models/a.sql', true],
    ['models/**/a.sql', 'models/xa.sql', false],
    ['models/**', 'models/x/y.sql', true],
    ['**/a.sql', 'a.sql', true],
    ['models/?/a.sql', 'models///a.sql', false],
  ])('the path glob %s on %s: %s', (pattern, text, expected) => {
    expect(compilePattern(pattern, { separator: '/' })(text)).toBe(expected);
  });

  test('never throws, and a pattern of stars alone takes everything', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 1, max: 3 }), (pattern, text, stars) => {
        compilePattern(pattern)(text);
        compilePattern(pattern, { separator: '/' })(text);
        return compilePattern('*'.repeat(stars))(text);
      }),
    );
  });

  test('is not slowed down by many stars', () => {
    expect(compilePattern(`${'*a'.repeat(40)}b`)('a'.repeat(2000))).toBe(false);
  });
});
