// Finds the circles of a graph whose nodes are numbers: one shortest circle for each strongly connected part.

type Edges = readonly (readonly number[])[];

/** How many steps the search for a knot's shortest circle may take; only knots of many hundred nodes come near. */
const stepsAllowed = 400_000;

/** Each circle follows the edges (from a node to what it reads) and ends where it began. */
export function findCycles(nodes: readonly number[], edges: Edges): number[][] {
  return strongParts(nodes, edges).map((part) => shortestCycle(part, edges));
}

/** Tarjan's parts with more than one member, without recursion. */
function strongParts(nodes: readonly number[], edges: Edges): number[][] {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const onStack = new Set<number>();
  const stack: number[] = [];
  const parts: number[][] = [];
  const enter = (node: number) => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    onStack.add(node);
    return { node, next: 0 };
  };
  for (const start of nodes) {
    if (index.has(start)) continue;
    const path = [enter(start)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const target = edges[frame.node]![frame.next++];
      if (target !== undefined) {
        if (!index.has(target)) path.push(enter(target));
        else if (onStack.has(target)) low.set(frame.node, Math.min(low.get(frame.node)!, index.get(target)!));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low.set(above.node, Math.min(low.get(above.node)!, low.get(frame.node)!));
      if (low.get(frame.node) !== index.get(frame.node)) continue;
      const part = stack.splice(stack.lastIndexOf(frame.node));
      for (const member of part) onStack.delete(member);
      if (part.length > 1) parts.push(part.sort((a, b) => a - b));
    }
  }
  return parts.sort((a, b) => a[0]! - b[0]!);
}

function shortestCycle(part: readonly number[], edges: Edges): number[] {
  const members = new Set(part);
  let best: number[] | undefined;
  for (const start of part.slice(0, Math.ceil(stepsAllowed / part.length))) {
    const found = cycleThrough(start, members, edges);
    if (best === undefined || found.length < best.length) best = found;
    if (best.length === 3) break;
  }
  return best!;
}

/** Breadth first from the node until an edge leads back to it. */
function cycleThrough(start: number, members: ReadonlySet<number>, edges: Edges): number[] {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const target of edges[node]!) {
      if (target === start) {
        const path = [start];
        for (let at = node; at !== start; at = cameFrom.get(at)!) path.push(at);
        return [...path, start].reverse();
      }
      if (!members.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  throw new Error('a member of a strongly connected part lies on no circle');
}
