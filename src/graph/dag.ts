// The graph of models: who reads whom, in which order to run, and the circles if there are any. Nothing here is recursive:
// chains of many thousands of models exist.
import { findCycles } from './cycle.ts';

export interface DagNode {
  readonly name: string;
  readonly parents: readonly string[];
}

export interface Dag {
  /** Every node, parents before children: by level, then by name. Members of a circle, and what hangs on them, come last. */
  readonly order: readonly string[];
  /** 0 for those without parents, else one more than the highest parent. Members of a circle have none. */
  readonly levels: ReadonlyMap<string, number>;
  /** Sorted by name; so are the children. A name that only appears as a parent is a node, too. */
  readonly parents: ReadonlyMap<string, readonly string[]>;
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** A shortest circle of each knot, its first name repeated at the end. Empty in a proper graph. */
  readonly cycles: readonly (readonly string[])[];
}

/** A node's edge to itself is ignored: a model may read its own earlier rows. */
export function buildDag(nodes: Iterable<DagNode>): Dag {
  const { names, parents, children } = numbered(nodes);
  const { order, level } = sortByLevel(parents, children);
  const knotted = order.length === names.length ? [] : names.map((_, i) => i).filter((i) => level[i] === -1);
  const named = (edges: readonly (readonly number[])[]) =>
    new Map(names.map((name, i) => [name, edges[i]!.map((j) => names[j]!)]));
  return {
    order: [...order, ...knotted].map((i) => names[i]!),
    levels: new Map(order.map((i) => [names[i]!, level[i]!])),
    parents: named(parents),
    children: named(children),
    cycles: findCycles(knotted, parents).map((cycle) => cycle.map((i) => names[i]!)),
  };
}

/** Everything the names read, directly or not. A name itself is in it only when another of the names reads it. */
export function ancestors(dag: Dag, names: Iterable<string>): Set<string> {
  return reach(dag.parents, names);
}

/** Everything that reads the names, directly or not. */
export function descendants(dag: Dag, names: Iterable<string>): Set<string> {
  return reach(dag.children, names);
}

/** Nodes that read nothing. */
export function roots(dag: Dag): string[] {
  return dag.order.filter((name) => dag.parents.get(name)!.length === 0);
}

/** Nodes that nothing reads. */
export function leaves(dag: Dag): string[] {
  return dag.order.filter((name) => dag.children.get(name)!.length === 0);
}

function reach(edges: ReadonlyMap<string, readonly string[]>, names: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const next of edges.get(name) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** Nodes as numbers in the order of their names, so that everything after this sorts and compares numbers. */
function numbered(nodes: Iterable<DagNode>): { names: string[]; parents: number[][]; children: number[][] } {
  const found = new Map<string, number>();
  const edges: number[][] = [];
  const numberOf = (name: string): number => {
    let number = found.get(name);
    if (number === undefined) {
      number = edges.length;
      found.set(name, number);
      edges.push([]);
    }
    return number;
  };
  for (const { name, parents } of nodes) {
    const number = numberOf(name);
    for (const parent of parents) if (parent !== name) edges[number]!.push(numberOf(parent));
  }
  const names = [...found.keys()].sort();
  const numbers = names.map((name) => found.get(name)!);
  const rank = new Int32Array(names.length);
  numbers.forEach((number, i) => (rank[number] = i));
  // Going through the nodes in order leaves the children sorted, and going back the parents; nothing is sorted by itself.
  const children: number[][] = names.map(() => []);
  numbers.forEach((number, i) => {
    for (const parent of edges[number]!) if (children[rank[parent]!]!.at(-1) !== i) children[rank[parent]!]!.push(i);
  });
  const parents: number[][] = names.map(() => []);
  children.forEach((own, i) => {
    for (const child of own) parents[child]!.push(i);
  });
  return { names, parents, children };
}

/** Level by level; nodes that depend on a circle keep level -1 and are not in the order. */
function sortByLevel(parents: readonly (readonly number[])[], children: readonly (readonly number[])[]) {
  const waiting = Int32Array.from(parents, (own) => own.length);
  const level = new Int32Array(parents.length).fill(-1);
  const order: number[] = [];
  let ready: number[] = [];
  for (let i = 0; i < parents.length; i++) if (waiting[i] === 0) ready.push(i);
  for (let depth = 0; ready.length > 0; depth++) {
    const next: number[] = [];
    for (const i of ready) {
      level[i] = depth;
      order.push(i);
      for (const child of children[i]!) if (--waiting[child]! === 0) next.push(child);
    }
    ready = next.sort((a, b) => a - b);
  }
  return { order, level };
}
