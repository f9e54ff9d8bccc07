// A layered layout from left to right: layers by depth, few crossings, neighbours at about the same height.
import { orderLayers } from './orderLayers.ts';

export interface LayoutNode {
  readonly name: string;
  readonly parents: readonly string[];
}

export interface PlacedNode {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** The points an edge runs through, from the parent's right side to the child's left side. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const nodeWidth = 216;
export const nodeHeight = 40;
const layerGap = 96;
const columnGap = 28;
const rowGap = 16;
/** Lanes of edges that pass a layer need less room than boxes. */
const laneHeight = 10;
/** Layers with more boxes are staggered in several columns, until the whole is about as wide as a screen is. */
const fewRows = 18;
const screenShape = 1.7;
/** Beyond this many, long edges are drawn straight: their lanes would cost more than they show. */
const mostLanes = 40_000;

/** A box, or the lane of an edge through a layer it passes. */
export interface Slot {
  readonly id: number;
  readonly layer: number;
  readonly isLane: boolean;
  readonly before: number[];
  readonly after: number[];
}

/** Every parent must be one of the nodes, and parents must come first. */
export function layOutGraph(nodes: readonly LayoutNode[]): Layout {
  const index = new Map(nodes.map((node, i) => [node.name, i]));
  const parents = nodes.map((node) => node.parents.map((parent) => index.get(parent)!));
  const layers = layersOf(parents);
  const { slots, lanes } = slotsOf(parents, layers);
  const order = orderLayers(slots);
  const columns = columnsOf(slots, order);
  const y = heights(slots, order, columns);
  const left = leftEdges(columns);
  const x = nodes.map(() => 0);
  for (const [layer, ids] of order.entries()) {
    const boxes = ids.filter((id) => !slots[id]!.isLane);
    for (const [i, id] of boxes.entries()) x[id] = left[layer]! + (i % columns[layer]!) * (nodeWidth + columnGap);
  }
  const edge = (parent: number, child: number): PlacedEdge => {
    const passed = (lanes.get(`${parent}>${child}`) ?? []).flatMap((lane): [number, number][] => {
      const { layer } = slots[lane]!;
      return [
        [left[layer]!, y[lane]!],
        [left[layer]! + layerWidth(columns[layer]!), y[lane]!],
      ];
    });
    const points = [[x[parent]! + nodeWidth, y[parent]!] as const, ...passed, [x[child]!, y[child]!] as const];
    return { from: nodes[parent]!.name, to: nodes[child]!.name, points };
  };
  return {
    nodes: nodes.map((node, i) => ({ name: node.name, x: x[i]!, y: y[i]! })),
    edges: parents.flatMap((own, child) => own.map((parent) => edge(parent, child))),
  };
}

function layerWidth(columns: number): number {
  return columns * nodeWidth + (columns - 1) * columnGap;
}

function leftEdges(columns: readonly number[]): number[] {
  let at = 0;
  return columns.map((count) => {
    const left = at;
    at += layerWidth(count) + layerGap * Math.min(3, 1 + count / 4);
    return left;
  });
}

/** How many columns each layer gets: as few as make the picture no taller than a screen is. */
function columnsOf(slots: readonly Slot[], order: readonly (readonly number[])[]): number[] {
  const boxes = order.map((layer) => layer.filter((id) => !slots[id]!.isLane).length);
  const most = Math.max(1, ...boxes);
  for (let rows = most; rows > fewRows; rows = Math.floor(rows * 0.9)) {
    const columns = boxes.map((count) => Math.max(1, Math.ceil(count / rows)));
    const width = leftEdges(columns).at(-1)! + layerWidth(columns.at(-1)!);
    const height = Math.max(...order.map((layer, i) => layerHeight(layer, columns[i]!, slots)));
    if (width / height >= screenShape) return columns;
  }
  return boxes.map((count) => Math.max(1, Math.ceil(count / Math.max(fewRows, 1))));
}

function layerHeight(layer: readonly number[], columns: number, slots: readonly Slot[]): number {
  return layer.reduce((sum, id) => sum + slotHeight(slots[id]!, columns), 0);
}

/** Boxes of several columns share a row, and so do the lanes beside them. */
function slotHeight(slot: Slot, columns: number): number {
  return slot.isLane ? Math.max(2, laneHeight / columns) : (nodeHeight + rowGap) / columns;
}

/** The longest way from a root; what has no parents stands just before its first reader. */
function layersOf(parents: readonly (readonly number[])[]): number[] {
  const layers = parents.map(() => 0);
  const nearest = parents.map(() => Infinity);
  for (const [i, own] of parents.entries())
    for (const parent of own) layers[i] = Math.max(layers[i]!, layers[parent]! + 1);
  for (const [i, own] of parents.entries())
    for (const parent of own) nearest[parent] = Math.min(nearest[parent]!, layers[i]!);
  return layers.map((layer, i) => (parents[i]!.length === 0 && nearest[i]! !== Infinity ? nearest[i]! - 1 : layer));
}

function slotsOf(
  parents: readonly (readonly number[])[],
  layers: readonly number[],
): { slots: Slot[]; lanes: Map<string, number[]> } {
  const slots: Slot[] = layers.map((layer, id) => ({ id, layer, isLane: false, before: [], after: [] }));
  const lanes = new Map<string, number[]>();
  const connect = (a: number, b: number): void => {
    slots[a]!.after.push(b);
    slots[b]!.before.push(a);
  };
  let count = 0;
  for (const [child, own] of parents.entries()) {
    for (const parent of own) {
      const span = layers[child]! - layers[parent]! - 1;
      count += span;
      if (span === 0 || count > mostLanes) {
        connect(parent, child);
        continue;
      }
      const passed: number[] = [];
      for (let layer = layers[parent]! + 1; layer < layers[child]!; layer++) {
        const id = slots.push({ id: slots.length, layer, isLane: true, before: [], after: [] }) - 1;
        connect(passed.at(-1) ?? parent, id);
        passed.push(id);
      }
      connect(passed.at(-1)!, child);
      lanes.set(`${parent}>${child}`, passed);
    }
  }
  return { slots, lanes };
}

/** Heights of the slots' middles: near their neighbours, in order, apart. */
function heights(slots: readonly Slot[], order: readonly (readonly number[])[], columns: readonly number[]): number[] {
  const y = slots.map(() => 0);
  const size = (slot: Slot): number => slotHeight(slot, columns[slot.layer]!);
  for (const layer of order) {
    let at = 0;
    for (const id of layer) {
      y[id] = at + size(slots[id]!) / 2;
      at += size(slots[id]!);
    }
    for (const id of layer) y[id]! -= at / 2;
  }
  const mean = (ids: readonly number[]): number => ids.reduce((sum, id) => sum + y[id]!, 0) / ids.length;
  for (let round = 0; round < 12; round++) {
    const isForward = round % 2 === 0;
    for (const layer of isForward ? order : [...order].reverse()) {
      const wanted = layer.map((id) => {
        const { before, after } = slots[id]!;
        const near = isForward ? before : after;
        return near.length > 0 ? mean(near) : y[id]!;
      });
      for (const [k, value] of spread(
        wanted,
        layer.map((id) => size(slots[id]!)),
      ).entries())
        y[layer[k]!] = value;
    }
  }
  return y;
}

/**
 * The places nearest to the wanted ones (by squares) that keep the order and the room each needs: neighbours that would
 * overlap are pooled and moved together.
 */
function spread(wanted: readonly number[], sizes: readonly number[]): number[] {
  const offsets: number[] = [];
  let at = 0;
  for (const size of sizes) {
    offsets.push(at + size / 2);
    at += size;
  }
  const pools: { sum: number; count: number }[] = [];
  for (const [i, value] of wanted.entries()) {
    let pool = { sum: value - offsets[i]!, count: 1 };
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.count > pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  }
  const starts = pools.flatMap((pool) => Array.from({ length: pool.count }, () => pool.sum / pool.count));
  return starts.map((start, i) => start + offsets[i]!);
}
