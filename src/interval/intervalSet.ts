// Sets of instants as sorted, non-touching intervals. Every operation costs what the ranges number, never what they span.
import type { Interval } from './interval.ts';

/** Sorted, disjoint, never touching, none empty. Make one with `normalize`. */
export type IntervalSet = readonly Interval[];

/** Sorts, drops the empty ones and merges those that overlap or touch. */
export function normalize(intervals: Iterable<Interval>): IntervalSet {
  const sorted = [...intervals].filter((i) => i.end > i.start).sort((a, b) => a.start - b.start);
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

export function add(set: IntervalSet, interval: Interval): IntervalSet {
  return interval.end <= interval.start ? set : union(set, [interval]);
}

export function remove(set: IntervalSet, interval: Interval): IntervalSet {
  return interval.end <= interval.start ? set : subtract(set, [interval]);
}

export function union(a: IntervalSet, b: IntervalSet): IntervalSet {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const merged: { start: number; end: number }[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const fromA = j >= b.length || (i < a.length && a[i]!.start <= b[j]!.start);
    const { start, end } = fromA ? a[i++]! : b[j++]!;
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

export function intersect(a: IntervalSet, b: IntervalSet): IntervalSet {
  const shared: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const left = a[i]!;
    const right = b[j]!;
    const start = Math.max(left.start, right.start);
    const end = Math.min(left.end, right.end);
    if (start < end) shared.push({ start, end });
    if (left.end <= right.end) i++;
    else j++;
  }
  return shared;
}

/** What is in `a` and not in `b`. */
export function subtract(a: IntervalSet, b: IntervalSet): IntervalSet {
  const rest: Interval[] = [];
  let j = 0;
  for (const { start, end } of a) {
    while (j < b.length && b[j]!.end <= start) j++;
    let from = start;
    for (let k = j; k < b.length && b[k]!.start < end; k++) {
      if (b[k]!.start > from) rest.push({ start: from, end: b[k]!.start });
      from = Math.max(from, b[k]!.end);
    }
    if (from < end) rest.push({ start: from, end });
  }
  return rest;
}

/** Whether the whole interval is in the set. An empty interval always is. */
export function covers(set: IntervalSet, interval: Interval): boolean {
  if (interval.end <= interval.start) return true;
  const found = rangeAt(set, interval.start);
  return found !== undefined && interval.end <= found.end;
}

export function contains(set: IntervalSet, ts: number): boolean {
  return rangeAt(set, ts) !== undefined;
}

/** Milliseconds in the set. */
export function total(set: IntervalSet): number {
  let sum = 0;
  for (const { start, end } of set) sum += end - start;
  return sum;
}

export function isEmpty(set: IntervalSet): boolean {
  return set.length === 0;
}

/** The part of the set that lies inside the interval. */
export function clip(set: IntervalSet, interval: Interval): IntervalSet {
  return intersect(set, interval.end <= interval.start ? [] : [interval]);
}

export function equals(a: IntervalSet, b: IntervalSet): boolean {
  return a.length === b.length && a.every((range, i) => range.start === b[i]!.start && range.end === b[i]!.end);
}

/** The range that holds the instant, by binary search. */
function rangeAt(set: IntervalSet, ts: number): Interval | undefined {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set[middle]!.start <= ts) low = middle + 1;
    else high = middle;
  }
  const candidate = set[low - 1];
  return candidate !== undefined && ts < candidate.end ? candidate : undefined;
}
