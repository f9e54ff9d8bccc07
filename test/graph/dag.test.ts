import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ancestors, buildDag, descendants, leaves, roots, type DagNode } from '../../src/graph/dag.ts';

/** `c: a b` lines. */
function nodesOf(...lines: string[]): DagNode[] {
  return lines.map((line) => {
    const [name = '', parents = ''] = line.split(':');
    return { name: name.trim(), parents: parents.split(' ').filter((p) => p !== '') };
  });
}

const diamond = buildDag(nodesOf('d: b c', 'c: a', 'b: a', 'e: raw.x'));

describe('buildDag', () => {
  test('orders by level, then by name, whatever order the nodes come in', () => {
    expect(diamond.order).toEqual(['a', 'raw.x', 'b', 'c', 'e', 'd']);
    expect(buildDag(nodesOf('e: raw.x', 'b: a', 'd: c b', 'c: a')).order).toEqual(diamond.order);
  });

  test('knows parents, children and levels, also of tables that are no models', () => {
    expect(diamond.parents.get('d')).toEqual(['b', 'c']);
    expect(diamond.children.get('a')).toEqual(['b', 'c']);
    expect(diamond.children.get('raw.x')).toEqual(['e']);
    expect(diamond.parents.get('raw.x')).toEqual([]);
    expect(diamond.levels.get('d')).toBe(2);
    expect(roots(diamond)).toEqual(['a', 'raw.x']);
    expect(leaves(diamond)).toEqual(['e', 'd']);
  });

  test('ignores an edge to itself and repeated parents', () => {
    const dag = buildDag(nodesOf('a: a', 'b: a a'));
    expect(dag.cycles).toEqual([]);
    expect(dag.parents.get('b')).toEqual(['a']);
    expect(dag.parents.get('a')).toEqual([]);
  });

  test('an empty graph is a graph', () => {
    expect(buildDag([]).order).toEqual([]);
  });
});

describe('ancestors and descendants', () => {
  test('reach everything, but not the names themselves', () => {
    expect([...ancestors(diamond, ['d'])].sort()).toEqual(['a', 'b', 'c']);
    expect([...descendants(diamond, ['a'])].sort()).toEqual(['b', 'c', 'd']);
    expect([...ancestors(diamond, ['d', 'b'])].sort()).toEqual(['a', 'b', 'c']);
    expect([...descendants(diamond, ['unknown'])]).toEqual([]);
  });
});

describe('cycles', () => {
  test.each([
    [['a: b', 'b: a'], [['a', 'b', 'a']]],
    [['a: b', 'b: c', 'c: a'], [['a', 'b', 'c', 'a']]],
    // The long way round and a shorter one inside it.
    [['a: b', 'b: c', 'c: d', 'd: a b'], [['b', 'c', 'd', 'b']]],
    [
      ['a: b', 'b: a', 'x: y', 'y: x a', 'z: x'],
      [
        ['a', 'b', 'a'],
        ['x', 'y', 'x'],
      ],
    ],
  ])('%j gives %j', (lines, cycles) => {
    expect(buildDag(nodesOf(...lines)).cycles).toEqual(cycles);
  });

  test('keep the rest of the graph in order and come last, with what hangs on them', () => {
    const dag = buildDag(nodesOf('a: b', 'b: a', 'after: b', 'z: root'));
    expect(dag.order).toEqual(['root', 'z', 'a', 'after', 'b']);
    expect(dag.levels.has('after')).toBe(false);
  });
});

const randomGraph = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc
      .array(fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 3 }), { minLength: size, maxLength: size })
      .map((edges) => edges.map((parents, i) => ({ name: `m${i}`, parents: parents.map((p) => `m${p}`) }))),
  );

describe('on random graphs', () => {
  test('the order puts parents first, or there is a circle of real edges', () => {
    fc.assert(
      fc.property(randomGraph, (nodes) => {
        const dag = buildDag(nodes);
        expect([...dag.order].sort()).toEqual(nodes.map((n) => n.name).sort());
        const place = new Map(dag.order.map((name, i) => [name, i]));
        const inOrder = dag.order.every((name) =>
          dag.parents.get(name)!.every((p) => place.get(p)! < place.get(name)!),
        );
        expect(inOrder).toBe(dag.cycles.length === 0);
        for (const cycle of dag.cycles) {
          expect(cycle[0]).toBe(cycle.at(-1));
          expect(new Set(cycle).size).toBe(cycle.length - 1);
          for (let i = 1; i < cycle.length; i++) expect(dag.parents.get(cycle[i - 1]!)).toContain(cycle[i]);
        }
      }),
    );
  });

  test('each knot shows one circle, and no shorter one exists in it', () => {
    fc.assert(
      fc.property(randomGraph, (nodes) => {
        const dag = buildDag(nodes);
        const reach = new Map(nodes.map(({ name }) => [name, ancestors(dag, [name])]));
        const knots = new Set(
          nodes
            .filter(({ name }) => reach.get(name)!.has(name))
            .map(({ name }) => nodes.filter((n) => reach.get(name)!.has(n.name) && reach.get(n.name)!.has(name)))
            .map((members) => members.map((m) => m.name).join()),
        );
        expect(dag.cycles).toHaveLength(knots.size);
        for (const cycle of dag.cycles) {
          const knot = [...knots].find((members) => members.split(',').includes(cycle[0]!))!.split(',');
          const shortest = Math.min(...knot.map((name) => distanceBack(dag.parents, name)));
          expect(cycle.length - 1).toBe(shortest);
        }
      }),
    );
  });

  test('descendants are the reverse of ancestors', () => {
    fc.assert(
      fc.property(randomGraph, (nodes) => {
        const dag = buildDag(nodes);
        for (const a of dag.order) {
          for (const b of dag.order) expect(ancestors(dag, [a]).has(b)).toBe(descendants(dag, [b]).has(a));
        }
      }),
      { numRuns: 30 },
    );
  });
});

function distanceBack(parents: ReadonlyMap<string, readonly string[]>, from: string): number {
  let level = new Set([from]);
  for (let steps = 1; steps < 50; steps++) {
    level = new Set([...level].flatMap((name) => parents.get(name)!));
    if (level.has(from)) return steps;
  }
  return Infinity;
}

describe('large graphs', () => {
  test('a chain and a ring of 20,000 models overflow nothing', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => ({ name: `m${i}`, parents: i === 0 ? [] : [`m${i - 1}`] }));
    const dag = buildDag(chain);
    expect(dag.levels.get('m19999')).toBe(19_999);
    expect(ancestors(dag, ['m19999']).size).toBe(19_999);
    const ring = buildDag([...chain.slice(1), { name: 'm0', parents: ['m19999'] }]);
    expect(ring.cycles[0]).toHaveLength(20_001);
  });

  test('10,000 models with four parents each are built', () => {
    const nodes = Array.from({ length: 10_000 }, (_, i) => ({
      name: `schema_${i % 20}.model_${i}`,
      parents: [1, 7, 31, 101].filter((d) => d <= i).map((d) => `schema_${(i - d) % 20}.model_${i - d}`),
    }));
    buildDag(nodes);
    expect(buildDag(nodes).order).toHaveLength(10_000);
  });
});
