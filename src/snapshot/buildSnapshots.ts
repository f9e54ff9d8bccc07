// From verdicts to snapshots: versions, tables and history of what is new, and the heads of what is used again.
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import { hashParts } from '../util/hash.ts';
import type { ChangeFacts, Verdict } from './categorize.ts';
import { newVersion, type Fingerprinted } from './fingerprint.ts';
import type { Snapshot, SnapshotHead, SnapshotId } from './snapshot.ts';
import { physicalTable, previewTable, type NamingRules } from './tableNaming.ts';

export interface BuildSnapshotsInput {
  readonly models: ReadonlyMap<string, Model>;
  readonly fingerprints: ReadonlyMap<string, Fingerprinted>;
  /** Parents first. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly base: ReadonlyMap<string, SnapshotHead>;
  readonly facts: ChangeFacts;
  readonly naming: NamingRules;
  readonly ttlMs: number;
  readonly now: number;
  readonly effectiveFrom: number | null;
}

export interface BuiltSnapshots {
  /** One head for every model of the project. */
  readonly heads: ReadonlyMap<string, SnapshotHead>;
  /** Those that the state does not know yet. */
  readonly created: readonly Snapshot[];
}

export function buildSnapshots(input: BuildSnapshotsInput): BuiltSnapshots {
  const heads = new Map<string, SnapshotHead>();
  const created: Snapshot[] = [];
  for (const name of input.models.keys()) {
    const verdict = input.verdicts.get(name);
    const known = verdict === undefined ? input.base.get(name) : verdict.stored;
    if (known !== undefined) heads.set(name, known);
  }
  for (const verdict of input.verdicts.values()) {
    if (verdict.stored !== undefined) continue;
    const snapshot = newSnapshot(input, verdict, heads);
    heads.set(verdict.name, headOf(snapshot));
    created.push(snapshot);
  }
  return { heads, created };
}

export function headOf(snapshot: SnapshotHead): SnapshotHead {
  const { name, identifier, version, devVersion, kindName, fingerprint } = snapshot;
  const { category, forwardOnly, physical, preview, unrestorable } = snapshot;
  return {
    name,
    identifier,
    version,
    devVersion,
    kindName,
    fingerprint,
    category,
    forwardOnly,
    physical,
    preview,
    unrestorable,
  };
}

function newSnapshot(input: BuildSnapshotsInput, verdict: Verdict, heads: ReadonlyMap<string, SnapshotHead>): Snapshot {
  const { name, identifier } = verdict;
  const model = input.models.get(name)!;
  const { fingerprint } = input.fingerprints.get(name)!;
  const before = input.base.get(name);
  const keeps = verdict.keepsTable && before !== undefined;
  const version = keeps ? before.version : freshVersion(input, verdict, heads);
  const devVersion = newVersion(fingerprint);
  const parents = model.parents.flatMap((p): SnapshotId[] => {
    const head = heads.get(p);
    return head === undefined ? [] : [{ name: p, identifier: head.identifier }];
  });
  const forwardOnly = (verdict.forwardOnly && model.kind.name !== 'VIEW') || (keeps && before.forwardOnly);
  return {
    name,
    identifier,
    version,
    devVersion,
    kindName: model.kind.name,
    fingerprint,
    category: verdict.category,
    forwardOnly,
    physical: keeps ? before.physical : physicalTable(model, version, input.naming),
    preview: previewTable(model, devVersion, input.naming),
    unrestorable: false,
    model,
    parents,
    outputColumns: columnsOf(input, verdict, model),
    previousVersions: history(input, before),
    effectiveFrom: forwardOnly ? input.effectiveFrom : null,
    ttlMs: input.ttlMs,
    createdAt: input.now,
  };
}

function freshVersion(input: BuildSnapshotsInput, verdict: Verdict, heads: ReadonlyMap<string, SnapshotHead>): string {
  const { name } = verdict;
  const model = input.models.get(name)!;
  const { fingerprint } = input.fingerprints.get(name)!;
  if (model.physicalVersion !== undefined) return model.physicalVersion;
  // Two people who add the same forward-only model share its table, whatever they make of it before it is deployed.
  if (verdict.change === 'added' && verdict.forwardOnly) return hashParts(['forward-only', name, model.kind.name]);
  const reads = model.kind.name === 'VIEW' ? model.parents.flatMap((p) => boundVersions(input.models, heads, p)) : [];
  const version = newVersion(fingerprint, reads);
  // The table of this version went on with other logic: the version must not get it back.
  const before = input.base.get(name);
  const gone = verdict.lost || before?.version === version;
  return gone ? hashParts([version, 'again', before?.identifier]) : version;
}

/** What a view is bound to: its parents' versions, looked through EMBEDDED ones. */
function boundVersions(
  models: ReadonlyMap<string, Model>,
  heads: ReadonlyMap<string, SnapshotHead>,
  parent: string,
): readonly string[] {
  const model = models.get(parent);
  if (model === undefined || model.kind.name === 'EXTERNAL') return [];
  if (model.kind.name === 'EMBEDDED') return model.parents.flatMap((p) => boundVersions(models, heads, p));
  return [parent, heads.get(parent)!.version];
}

function columnsOf({ facts }: BuildSnapshotsInput, verdict: Verdict, model: Model): Columns | null {
  const asked = facts.outputColumns.get(verdict.name);
  if (asked !== undefined) return asked;
  if (model.columns !== undefined) return model.columns;
  const kept = verdict.change === 'metadata' || verdict.change === 'inherited';
  return kept ? (facts.previous.get(verdict.name)?.outputColumns ?? null) : null;
}

function history(input: BuildSnapshotsInput, before: SnapshotHead | undefined): Snapshot['previousVersions'] {
  if (before === undefined) return [];
  const earlier = input.facts.previous.get(before.name)?.previousVersions ?? [];
  const { identifier, version, category } = before;
  return [{ identifier, version, category }, ...earlier].slice(0, 10);
}
