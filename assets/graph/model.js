// The graph as the page knows it, and what is selected in it. All scripts of this folder share one scope.
const data = JSON.parse(document.getElementById('data').textContent);
const nodes = data.nodes;
const byName = new Map(nodes.map((node, i) => [node.name, i]));
const parents = nodes.map(() => []);
const children = nodes.map(() => []);
for (const [from, to] of data.edges) {
  parents[to].push(from);
  children[from].push(to);
}
const { width: boxWidth, height: boxHeight } = data.box;

const view = { x: 0, y: 0, scale: 1 };
const state = { selected: -1, hovered: -1, column: null, matches: null, upstream: new Set(), downstream: new Set() };

function reach(start, edges) {
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

/** The models whose columns make this one, and theirs in turn. */
function columnOrigins(index, column) {
  const found = new Set();
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
      found.add(parent);
      open.push([parent, source.column]);
    }
  }
  found.delete(index);
  return found;
}

function kindGroup(kind) {
  if (kind.startsWith('INCREMENTAL')) return 'incremental';
  if (kind.startsWith('SCD')) return 'scd';
  const own = kind.toLowerCase();
  return ['seed', 'view', 'full', 'external'].includes(own) ? own : 'other';
}
