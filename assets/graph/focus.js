// All models in their places, or only those that the selected one has to do with, put together anew.
import { buildLines } from './draw.js';
import { boxHeight, boxWidth, nodes, parents, state } from './model.js';

const homes = nodes.map(({ x, y }) => ({ x, y }));
const gap = 96;
const row = boxHeight + 16;

export function arrangeAll() {
  for (const [i, node] of nodes.entries()) Object.assign(node, homes[i], { hidden: false });
  buildLines(([, , points]) => points);
}

/** The selected model, everything above and everything below: layer by layer, in the order they had. */
export function arrangeRelated() {
  const related = new Set([state.selected, ...state.upstream, ...state.downstream]);
  const layers = new Map();
  const layerOf = (i) => {
    if (!layers.has(i)) layers.set(i, Math.max(-1, ...parents[i].filter((p) => related.has(p)).map(layerOf)) + 1);
    return layers.get(i);
  };
  // Nodes come parents first, so nothing is deep here.
  for (let i = 0; i < nodes.length; i++) if (related.has(i)) layerOf(i);
  const columns = [];
  for (const [i, layer] of layers) (columns[layer] ||= []).push(i);
  for (const [i, node] of nodes.entries()) node.hidden = !related.has(i);
  for (const [layer, column] of columns.entries()) {
    column.sort((a, b) => homes[a].y - homes[b].y);
    for (const [place, i] of column.entries()) {
      nodes[i].x = layer * (boxWidth + gap);
      nodes[i].y = (place - (column.length - 1) / 2) * row;
    }
  }
  buildLines(([from, to]) => {
    if (nodes[from].hidden || nodes[to].hidden) return null;
    return [
      [nodes[from].x + boxWidth, nodes[from].y],
      [nodes[to].x, nodes[to].y],
    ];
  });
}
