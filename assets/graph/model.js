// The graph as the page knows it, and what is selected in it. graphPage.ts joins these modules into one script, in order.
export const data = JSON.parse(document.getElementById('data').textContent);
export const nodes = data.nodes;
export const byName = new Map(nodes.map((node, i) => [node.name, i]));
export const parents = nodes.map(() => []);
export const children = nodes.map(() => []);
for (const [from, to] of data.edges) {
  parents[to].push(from);
  children[from].push(to);
}
export const { width: boxWidth, height: boxHeight } = data.box;

/** Until somebody moves it, the graph fits the window, whatever becomes of the window. */
export const view = { x: 0, y: 0, scale: 1, isMoved: false };
export const state = {
  selected: -1,
  hovered: -1,
  column: null,
  matches: null,
  upstream: new Set(),
  downstream: new Set(),
};

export function reach(start, edges) {
  const found = new Set();
  const open = [start];
  while (open.length > 0) {
    for (const next of edges[open.pop()]) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  found.delete(start);
  return found;
}

/** The models whose columns make this one, theirs in turn, and the edges that carry them. */
export function columnOrigins(index, column) {
  const models = new Set();
  const edges = new Set();
  const seen = new Set();
  const open = [[index, column]];
  while (open.length > 0) {
    const [at, name] = open.pop();
    const key = at + '.' + name.toLowerCase();
    if (seen.has(key)) continue;
    seen.add(key);
    const own = (nodes[at].columns || []).find((c) => c.name.toLowerCase() === name.toLowerCase());
    for (const source of (own && own.sources) || []) {
      const parent = byName.get(source.model);
      if (parent === undefined) continue;
      models.add(parent);
      edges.add(parent + '>' + at);
      open.push([parent, source.column]);
    }
  }
  models.delete(index);
  return { models, edges };
}

export function kindGroup(kind) {
  if (kind.startsWith('INCREMENTAL')) return 'incremental';
  if (kind.startsWith('SCD')) return 'scd';
  const own = kind.toLowerCase();
  return ['seed', 'view', 'full', 'external'].includes(own) ? own : 'other';
}
