// The order of each layer from top to bottom, with few crossings: sweeps that sort by the middle of the neighbours, the best kept.
import type { Slot } from './layout.ts';

export function orderLayers(slots: readonly Slot[]): number[][] {
  let layers = initialOrder(slots);
  let best = layers;
  let fewest = crossings(slots, layers);
  const sweeps = slots.length > 20_000 ? 4 : 16;
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    layers = layers.map((layer) => [...layer]);
    const position = positions(slots, layers);
    const isForward = sweep % 2 === 0;
    for (const layer of isForward ? layers : [...layers].reverse()) {
      const key = new Map(
        layer.map((id, place) => {
          const { before, after } = slots[id]!;
          const near = isForward ? before : after;
          return [id, near.length === 0 ? place : near.reduce((sum, n) => sum + position[n]!, 0) / near.length];
        }),
      );
      layer.sort((a, b) => key.get(a)! - key.get(b)!);
      for (const [place, id] of layer.entries()) position[id] = place;
    }
    const count = crossings(slots, layers);
    if (count < fewest) {
      fewest = count;
      best = layers;
    }
  }
  return best;
}

/** Families together: depth first from the roots. */
function initialOrder(slots: readonly Slot[]): number[][] {
  const layers: number[][] = [];
  const seen = new Set<number>();
  const stack = slots
    .filter((slot) => slot.before.length === 0)
    .map((slot) => slot.id)
    .reverse();
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const slot = slots[id]!;
    (layers[slot.layer] ??= []).push(id);
    stack.push(...[...slot.after].reverse());
  }
  return Array.from({ length: layers.length }, (_, i) => layers[i] ?? []);
}

function positions(slots: readonly Slot[], layers: readonly (readonly number[])[]): number[] {
  const position = slots.map(() => 0);
  for (const layer of layers) for (const [place, id] of layer.entries()) position[id] = place;
  return position;
}

/** Pairs of edges between neighbouring layers that cross, counted by a tree of sums. */
function crossings(slots: readonly Slot[], layers: readonly (readonly number[])[]): number {
  const position = positions(slots, layers);
  let count = 0;
  for (const layer of layers) {
    const ends = layer.flatMap((id) => slots[id]!.after.map((next) => position[next]!).sort((a, b) => a - b));
    const size = Math.max(0, ...ends) + 1;
    const tree = new Int32Array(size + 1);
    for (const [before, end] of ends.entries()) {
      let notAfter = 0;
      for (let i = end + 1; i > 0; i -= i & -i) notAfter += tree[i]!;
      count += before - notAfter;
      for (let i = end + 1; i <= size; i += i & -i) tree[i]!++;
    }
  }
  return count;
}
