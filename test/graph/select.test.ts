import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildDag } from '../../src/graph/dag.ts';
import { select, type SelectionUniverse } from '../../src/graph/select.ts';
import { gitRefs, parseSelector, type SelectorNode } from '../../src/graph/selector.ts';
import { MeshError } from '../../src/error/meshError.ts';

// a -> b -> c in a chain, d alone.
const tags: Record<string, string[]> = { 's.a': ['x', 'nightly'], 's.c': ['x'] };
const names = ['s.a', 's.b', 's.c', 's.d'];
const universe: SelectionUniverse = {
  names,
  dag: buildDag([
    { name: 's.a', parents: ['raw.t'] },
    { name: 's.b', parents: ['s.a'] },
    { name: 's.c', parents: ['s.b'] },
    { name: 's.d', parents: [] },
  ]),
  tagsOf: (name) => tags[name] ?? [],
  pathOf: (name) => (name === 's.d' ? 'models/deep/er/d.sql' : `models/${name.slice(2)}.sql`),
  kindOf: (name) => (name === 's.b' ? 'INCREMENTAL_BY_TIME_RANGE' : 'FULL'),
  changedSince: new Map([
    ['main', new Set(['s.b', 'gone.model'])],
    ['HEAD^', new Set<string>()],
  ]),
  defaultCatalog: 'warehouse',
};

function pick(...texts: string[]): string {
  return [...select(texts.map(parseSelector), universe)].map((name) => name.slice(2)).join('');
}

function failure(run: () => unknown): { code: string; data: unknown; hint: string | undefined } {
  try {
    run();
  } catch (error) {
    if (error instanceof MeshError) return { code: error.code, data: error.data, hint: error.hint };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('select', () => {
  test.each([
    // As SQLMesh has them …
    ['tag:x', 'ac'],
    ['tag:night*', 'a'],
    ['^s.a', 'bcd'],
    ['+s.c', 'abc'],
    ['s.* & ^s.d', 'abc'],
    ['(s.a|s.d) & tag:x', 'a'],
    ['s.a+ & s.c', 'c'],
    // … and with the usual precedence where SQLMesh has none.
    ['s.a & s.b | s.c', 'c'],
    ['s.c | s.a & s.b', 'c'],
    ['s.d | s.a & s.b & tag:x', 'd'],
    ['s.* & tag:x & +s.c & ^s.a', 'c'],
    ['^s.a & ^s.b', 'cd'],
    ['^(s.a | s.b)', 'cd'],
    ['^^s.a', 'a'],
    // Plus signs.
    ['s.b+', 'bc'],
    ['+s.b+', 'abc'],
    ['+(s.b | s.d)', 'abd'],
    ['(s.b|s.d)+', 'bcd'],
    ['^+s.b', 'cd'],
    ['+tag:x', 'abc'],
    ['tag:nightly+', 'abc'],
    // Names.
    ['S.A', 'a'],
    ['"s"."A"', 'a'],
    ['warehouse.s.a', 'a'],
    ['WAREHOUSE.S.?', 'abcd'],
    ['s.[ab]', 'ab'],
    ['*', 'abcd'],
    ['name:s.a', 'a'],
    // Other attributes.
    ['git:main', 'b'],
    ['git:main+', 'bc'],
    ['s.d | git:HEAD^', 'd'],
    ['path:models/deep', 'd'],
    ['path:./models/deep/', 'd'],
    [String.raw`path:models\a.sql`, 'a'],
    ['path:models/*.sql', 'abc'],
    ['path:models/**/*.sql', 'abcd'],
    ['path:"models/a.sql"', 'a'],
    ['kind:full', 'acd'],
    ['kind:incremental*', 'b'],
    ['TAG:X', 'ac'],
    ['  s.a|s.b  ', 'ab'],
  ])('%s gives %s', (text, expected) => {
    expect(pick(text)).toBe(expected);
  });

  test('several selections add up, in the order of the universe', () => {
    expect(pick('s.d', 's.a & tag:x')).toBe('ad');
  });

  test('selects nothing outside the universe, neither external tables nor models that were deleted', () => {
    expect(pick('+s.a')).toBe('a');
    expect(pick('git:main')).toBe('b');
  });

  test.each([
    ['s.aa', 's.aa', 'did you mean s.a?'],
    ['s.b | q.b', 'q.b', 'did you mean s.b?'],
    ['^tag:nihtly', 'tag:nihtly', 'did you mean tag:nightly?'],
    ['kind:fulll', 'kind:fulll', 'did you mean kind:FULL?'],
    ['path:models/a.sq', 'path:models/a.sq', 'did you mean path:models/a.sql?'],
    ['zzz.*', 'zzz.*', 'known: s.a, s.b, s.c, s.d'],
    ['s.a,s.b', 's.a,s.b', 'models are joined by |, as in shop.orders|shop.customers'],
    // Every term is known, but together they are empty.
    ['s.a & s.d', 's.a & s.d', undefined],
    ['git:HEAD^', 'git:HEAD^', 'no model, seed or macro is changed since that ref'],
  ])('%s matches nothing and says so for %s', (text, term, hint) => {
    const { code, data, hint: given } = failure(() => pick(text));
    expect(code).toBe('PLAN_SELECTOR_NO_MATCH');
    expect(data).toMatchObject({ selector: text, term });
    expect(given).toBe(hint);
  });

  test('an empty result is allowed to those who ask for it, a term that matches nothing is not', () => {
    const lenient = { ...universe, mayBeEmpty: true };
    expect(select([parseSelector('s.a & s.d')], lenient).size).toBe(0);
    expect(() => select([parseSelector('s.typo')], lenient)).toThrow(/nothing matches 's.typo'/);
  });
});

describe('parseSelector', () => {
  test.each([
    ['', 1, 'a model name or a term is missing'],
    ['s.a &', 6, 'a model name or a term is missing'],
    ['s.a & | s.b', 7, "'|' is not expected here"],
    ['(s.a', 5, "')' is missing"],
    ['s.a)', 4, "')' is not expected here"],
    ['s.a s.b', 5, "'&' or '|' is missing"],
    ['++s.a', 2, "'+' is not expected here"],
    ['+^s.a', 2, "'^' is not expected here"],
    ['s.a & tga:x', 7, "there is no 'tga:', only tag:, path:, git: and kind:"],
    ['s.a & tag:', 11, "nothing follows 'tag:'"],
    ['s.a | "s', 7, 'a double quote is not closed'],
    ['('.repeat(5000), 201, 'too many brackets'],
  ])('%s is refused at column %i', (selector, column, reason) => {
    const { code, data } = failure(() => parseSelector(selector));
    expect(code).toBe('PLAN_SELECTOR_SYNTAX');
    expect(data).toEqual({ selector, column, reason });
  });

  test('keeps where each term stands', () => {
    expect(parseSelector('s.a & ^tag:x').root).toEqual({
      type: 'and',
      operands: [
        { type: 'match', attribute: 'name', value: 's.a', text: 's.a', column: 1 },
        { type: 'not', operand: { type: 'match', attribute: 'tag', value: 'x', text: 'tag:x', column: 8 } },
      ],
    });
  });

  test('lists the git refs whose changes are needed', () => {
    expect(gitRefs([parseSelector('+git:main & ^(git:feature/x-1 | s.a)'), parseSelector('git:main')])).toEqual([
      'feature/x-1',
      'main',
    ]);
  });

  test('any text is either understood or refused with a column inside it', () => {
    const piece = fc.constantFrom('+', '^', '&', '|', '(', ')', ' ', 's.a', '"', 'tag:', 'x', '*');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        try {
          parseSelector(text);
        } catch (error) {
          expect(error).toBeInstanceOf(MeshError);
          const { column } = (error as MeshError<'PLAN_SELECTOR_SYNTAX'>).data;
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(text.length + 1);
        }
      }),
    );
  });
});

describe('random selections', () => {
  const leaf: fc.Arbitrary<SelectorNode> = fc
    .constantFrom(...names)
    .map((value) => ({ type: 'match', attribute: 'name', value, text: value, column: 1 }));
  const tree = fc.letrec<{ node: SelectorNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      tie('node').map((operand): SelectorNode => ({ type: 'not', operand })),
      fc
        .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('node'), { minLength: 2, maxLength: 3 }))
        .map(([type, operands]): SelectorNode => ({ type, operands })),
    ),
  })).node;

  test('mean the same printed with the fewest brackets as by set algebra', () => {
    fc.assert(
      fc.property(tree, (root) => {
        const lenient = { ...universe, mayBeEmpty: true };
        const found = select([parseSelector(print(root, 0))], lenient);
        expect([...found]).toEqual(names.filter((name) => holds(root, name)));
      }),
    );
  });

  /** Brackets only where the parent binds tighter. */
  function print(node: SelectorNode, parent: number): string {
    if (node.type === 'match') return node.text;
    if (node.type === 'not') return `^${print(node.operand, 3)}`;
    if (node.type === 'expand') throw new Error('not generated');
    const strength = node.type === 'and' ? 2 : 1;
    const text = node.operands.map((o) => print(o, strength)).join(node.type === 'and' ? '&' : ' | ');
    return strength < parent ? `(${text})` : text;
  }

  function holds(node: SelectorNode, name: string): boolean {
    switch (node.type) {
      case 'match':
        return node.value === name;
      case 'not':
        return !holds(node.operand, name);
      case 'and':
        return node.operands.every((o) => holds(o, name));
      case 'or':
        return node.operands.some((o) => holds(o, name));
      case 'expand':
        throw new Error('not generated');
    }
  }
});
