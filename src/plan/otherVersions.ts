// What a restatement of prod makes stale elsewhere: other versions of the restated models, and all that reads either in a
// development environment. They forget those intervals, so that the next plan of whoever uses them computes them again.
import { intersect, normalize, union, type IntervalSet } from '../interval/intervalSet.ts';
import { widenToUnits } from '../interval/unit.ts';
import type { Model } from '../model/model.ts';
import type { Snapshot, SnapshotHead, SnapshotId } from '../snapshot/snapshot.ts';
import type { IntervalKey } from '../state/stateStore.ts';
import { finalKey, previewKey, textOf, type IntervalLookup } from './intervalLookup.ts';
import { dependsOnPast, hasTable, isMadeOnce, needsFullHistory, restatementIsDisabled } from './kindFacts.ts';
import type { Stage } from './plan.ts';
import { changedRows } from './restatedWindow.ts';

/** Intervals that another version has to compute again, should it come back. */
export type ClearedVersion = Extract<Stage, { type: 'clearRestated' }>['versions'][number];

export interface OtherVersions {
  /** All that is stored besides what the environment shows. */
  readonly snapshots: readonly Snapshot[];
  /** Of these, and of the previews of what the environment shows. */
  readonly stored: IntervalLookup;
}

export const noOtherVersions: OtherVersions = { snapshots: [], stored: { get: () => [], unfinished: () => [] } };

interface ClearInput {
  /** Of the environment, parents first. */
  readonly order: readonly string[];
  readonly models: ReadonlyMap<string, Model>;
  readonly others: OtherVersions;
  /** What the environment shows, by name. */
  readonly shown: ReadonlyMap<string, SnapshotHead>;
  /** What it restates, by name. */
  readonly windows: ReadonlyMap<string, IntervalSet>;
}

export function clearedVersions(input: ClearInput): readonly ClearedVersion[] {
  const { others, shown, windows } = input;
  if (windows.size === 0) return [];
  const cleared = new Map<string, ClearedVersion>();
  const clear = (key: IntervalKey, stale: IntervalSet): void => {
    const before = cleared.get(textOf(key))?.intervals ?? [];
    const intervals = union(before, intersect(others.stored.get(key), stale));
    if (intervals.length > 0) cleared.set(textOf(key), { ...key, intervals });
  };
  for (const [name, window] of windows) {
    const head = shown.get(name);
    if (head !== undefined) clear(previewKey(head), window);
  }
  const staleOf = staleIntervals(input, changedByName(input));
  for (const snapshot of others.snapshots) {
    const stale = staleOf(snapshot);
    if (stale.length === 0 || !hasTable(snapshot.kindName)) continue;
    if (shown.get(snapshot.name)?.version !== snapshot.version) clear(finalKey(snapshot), stale);
    clear(previewKey(snapshot), stale);
  }
  return [...cleared].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, version]) => version);
}

/** What readers of each model see changed, also through views and what cannot be cut. */
function changedByName({ order, models, windows }: ClearInput): ReadonlyMap<string, IntervalSet> {
  const changed = new Map<string, IntervalSet>();
  for (const name of order) {
    const model = models.get(name);
    if (model === undefined) continue;
    const window = windows.get(name) ?? [];
    const above = restatementIsDisabled(model.kind) ? [] : model.parents.map((parent) => changed.get(parent) ?? []);
    const rows = changedRows(model, above.reduce(union, window), window);
    if (rows.length > 0) changed.set(name, rows);
  }
  return changed;
}

function staleIntervals(
  { others, shown }: ClearInput,
  changed: ReadonlyMap<string, IntervalSet>,
): (snapshot: Snapshot) => IntervalSet {
  const textOfId = ({ name, identifier }: SnapshotId): string => `${name}\u0000${identifier}`;
  const byId = new Map(others.snapshots.map((snapshot) => [textOfId(snapshot), snapshot]));
  const known = new Map<string, IntervalSet>();
  const staleOf = (snapshot: Snapshot): IntervalSet => {
    const id = textOfId(snapshot);
    let stale = known.get(id);
    if (stale === undefined) {
      const { name, version, model } = snapshot;
      stale = changed.get(name) ?? [];
      if (shown.get(name)?.version !== version) stale = union(stale, widened(model, loaded(snapshot), above(snapshot)));
      known.set(id, stale);
    }
    return stale;
  };
  const above = ({ model, parents }: Snapshot): IntervalSet => {
    if (restatementIsDisabled(model.kind)) return [];
    let stale: IntervalSet = [];
    for (const parent of parents) {
      const other = byId.get(textOfId(parent));
      stale = union(stale, other === undefined ? (changed.get(parent.name) ?? []) : staleOf(other));
    }
    return stale;
  };
  const loaded = (snapshot: Snapshot): IntervalSet =>
    union(others.stored.get(finalKey(snapshot)), others.stored.get(previewKey(snapshot)));
  return staleOf;
}

/** All of it for kinds that cannot be cut. */
function widened(model: Model, loaded: IntervalSet, stale: IntervalSet): IntervalSet {
  if (stale.length === 0 || !hasTable(model.kind.name) || isMadeOnce(model.kind.name)) return stale;
  if (needsFullHistory(model.kind.name)) return union(loaded, stale);
  const units = normalize(stale.map((range) => widenToUnits(range, model.intervalUnit)));
  const end = loaded.at(-1)?.end;
  const from = units[0]!.start;
  return dependsOnPast(model) && end !== undefined && end > from ? union(units, [{ start: from, end }]) : units;
}
