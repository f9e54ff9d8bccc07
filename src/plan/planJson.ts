// A plan as `plan --json` and `diff --json` print it. Fields are only ever added.
import type { Interval } from '../interval/interval.ts';
import type { EnvironmentMember } from '../snapshot/environment.ts';
import { canonicalName, type TableName } from '../sql/tableName.ts';
import { shownAlterations } from './alterations.ts';
import type { EnvironmentDiff, Plan } from './plan.ts';

export interface PlanJsonOptions {
  readonly applied: boolean;
  /** What `run --json` prints. */
  readonly result: unknown;
}

export function planJson(plan: Plan, { applied, result }: PlanJsonOptions = { applied: false, result: null }): object {
  const { created, updated, dropped, unchanged } = plan.views;
  const text = (view: TableName): string => canonicalName(view, plan.defaultCatalog);
  const views = new Set(plan.target.filter((m) => m.kindName === 'VIEW').map((m) => m.name));
  const shown = (members: readonly EnvironmentMember[]): string[] =>
    members.flatMap((m) => (m.view === null ? [] : [text(m.view)])).sort();
  return {
    schemaVersion: 1,
    environment: plan.environment,
    isNewEnvironment: plan.diff.isNewEnvironment,
    hasChanges: plan.hasChanges,
    changes: changesJson(plan.diff),
    // A view has no intervals: it shows what its parents have.
    backfill: [...plan.backfill]
      .filter((step) => !views.has(step.snapshot.name))
      .sort((a, b) => byName(a.snapshot, b.snapshot))
      .map((step) => ({
        name: step.snapshot.name,
        reason: step.reason,
        target: step.target,
        intervals: step.intervals.map(intervalJson),
        batches: step.batches.length,
      })),
    alters: shownAlterations(plan),
    promote: {
      created: shown(created),
      updated: shown(updated),
      dropped: dropped.map((d) => text(d.view)).sort(),
      unchanged: shown(unchanged),
    },
    pending: plan.pending.map(({ name, intervals, nextCron }) => ({
      name,
      intervals: intervals.map(intervalJson),
      nextCron: iso(nextCron),
    })),
    notes: plan.notes.map(({ severity, model, text: words }) => ({ severity, model: model ?? null, text: words })),
    applied,
    result,
  };
}

export function changesJson(diff: EnvironmentDiff): unknown {
  return {
    added: [...diff.added].sort(byName),
    removed: [...diff.removed].sort(byName),
    modified: [...diff.modified]
      .sort(byName)
      .map(({ name, kind, impact, category, reason, diff: text, columns, affects = [] }) => ({
        name,
        kind,
        impact,
        category,
        reason,
        diff: text,
        columns,
        affects,
      })),
  };
}

export function intervalJson({ start, end }: Interval): { readonly start: string; readonly end: string } {
  return { start: iso(start), end: iso(end) };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function iso(ts: number): string {
  return new Date(ts).toISOString();
}
