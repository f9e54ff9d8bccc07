import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOutGraph, nodeHeight, nodeWidth, type LayoutNode } from '../../src/cli/graph/layout.ts';

/** Parents first, as the graph gives them. */
const graphs = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 60 }).map((all) =>
  all.map((picks, i): LayoutNode => ({
    name: `n${i}`,
    parents: i === 0 ? [] : [...new Set(picks.map((pick) => `n${pick % i}`))],
  })),
);

test('boxes never overlap, and every edge runs from left to right', () => {
  fc.assert(
    fc.property(graphs, (nodes) => {
      const { nodes: placed, edges } = layOutGraph(nodes);
      for (const [i, a] of placed.entries()) {
        for (const b of placed.slice(i + 1)) {
          const overlaps = Math.abs(a.x - b.x) < nodeWidth && Math.abs(a.y - b.y) < nodeHeight - 0.01;
          expect(overlaps, `${a.name} and ${b.name}`).toBe(false);
        }
      }
      expect(edges.length).toBe(nodes.reduce((sum, node) => sum + node.parents.length, 0));
      for (const { points } of edges) {
        for (let i = 1; i < points.length; i++) expect(points[i]![0]).toBeGreaterThanOrEqual(points[i - 1]![0]);
      }
    }),
    { numRuns: 300 },
  );
});

test('a chain is a straight line', () => {
  const nodes = Array.from({ length: 8 }, (_, i) => ({ name: `n${i}`, parents: i === 0 ? [] : [`n${i - 1}`] }));
  const { nodes: placed } = layOutGraph(nodes);
  expect(new Set(placed.map((node) => Math.round(node.y))).size).toBe(1);
});

test('a source stands beside its first reader, not at the far left', () => {
  const { nodes } = layOutGraph([
    { name: 'a', parents: [] },
    { name: 'b', parents: ['a'] },
    { name: 'late', parents: [] },
    { name: 'c', parents: ['b', 'late'] },
  ]);
  const x = Object.fromEntries(nodes.map((node) => [node.name, node.x]));
  expect(x['late']).toBe(x['b']);
});

test('parallel families do not cross', () => {
  const families = Array.from({ length: 6 }, (_, i) => i);
  const { edges, nodes } = layOutGraph([
    ...families.map((i) => ({ name: `p${i}`, parents: [] })),
    ...families.map((i) => ({ name: `c${i}`, parents: [`p${(i * 5 + 3) % 6}`] })),
  ]);
  const y = new Map(nodes.map((node) => [node.name, node.y]));
  for (const a of edges) {
    for (const b of edges) {
      expect(Math.sign(y.get(a.from)! - y.get(b.from)!)).toBe(Math.sign(y.get(a.to)! - y.get(b.to)!));
    }
  }
});

test('many models make a picture of about the shape of a screen', () => {
  const nodes = Array.from({ length: 1000 }, (_, i) => ({
    name: `n${i}`,
    parents: i < 10 ? [] : [...new Set([`n${(i * 7) % Math.min(i, 300)}`, `n${(i * 13) % Math.min(i, 500)}`])],
  }));
  const placed = layOutGraph(nodes).nodes;
  const width = Math.max(...placed.map((node) => node.x)) + nodeWidth;
  const height = Math.max(...placed.map((node) => node.y)) - Math.min(...placed.map((node) => node.y));
  expect(width / height).toBeGreaterThan(1);
  expect(width / height).toBeLessThan(4);
});
