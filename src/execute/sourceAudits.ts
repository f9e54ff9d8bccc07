// Audits of tables that somebody else fills: asked before anything that reads them is computed.
import type { AuditOutcome } from '../event/events.ts';
import type { Interval } from '../interval/interval.ts';
import type { BackfillStep } from '../plan/plan.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ExecuteContext } from './context.ts';
import { auditedModel, runAudits } from './runAudits.ts';
import type { SessionPool } from './sessionPool.ts';

export interface AuditedSource {
  readonly snapshot: Snapshot;
  /** Steps that read it. */
  readonly readers: ReadonlySet<string>;
  /** From the first to the last time that they compute. */
  readonly interval: Interval | null;
}

export function auditedSources({ snapshots }: ExecuteContext, steps: readonly BackfillStep[]): AuditedSource[] {
  const found = new Map<string, { readonly snapshot: Snapshot; readonly readers: BackfillStep[] }>();
  for (const step of steps) {
    for (const snapshot of sourcesOf(snapshots, step.snapshot.name)) {
      if (snapshot.model.audits.length === 0) continue;
      const source = found.get(snapshot.name) ?? { snapshot, readers: [] };
      source.readers.push(step);
      found.set(snapshot.name, source);
    }
  }
  return [...found.values()].map(({ snapshot, readers }) => ({
    snapshot,
    readers: new Set(readers.map((step) => step.snapshot.name)),
    interval: spanOf(readers),
  }));
}

/** Also those that an embedded model reads. */
function sourcesOf(snapshots: ExecuteContext['snapshots'], reader: string): Set<Snapshot> {
  const sources = new Set<Snapshot>();
  const names = new Set(snapshots.get(reader)?.model.parents);
  for (const name of names) {
    const snapshot = snapshots.get(name);
    if (snapshot?.kindName === 'EXTERNAL') sources.add(snapshot);
    if (snapshot?.kindName === 'EMBEDDED') for (const parent of snapshot.model.parents) names.add(parent);
  }
  return sources;
}

function spanOf(steps: readonly BackfillStep[]): Interval | null {
  const intervals = steps.flatMap((step) => step.intervals);
  if (intervals.length === 0) return null;
  return { start: Math.min(...intervals.map((i) => i.start)), end: Math.max(...intervals.map((i) => i.end)) };
}

/** Throws RUN_AUDIT_FAILED where a blocking one found bad rows. */
export async function auditSource(
  context: ExecuteContext,
  pool: SessionPool,
  { snapshot, interval }: AuditedSource,
): Promise<readonly AuditOutcome[]> {
  const audits = await context.renderer.audits(snapshot, { interval, thisModel: snapshot.model.table });
  const about = auditedModel(snapshot);
  return pool.use((session) => runAudits(context, session, { audits, about, interval, mayBlock: true }));
}
