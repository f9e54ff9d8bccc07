// Makes the plan: what changed, what is to be computed, what is switched. A value made of values.
import { MeshError } from '../error/meshError.ts';
import { cronNext } from '../interval/cron.ts';
import { clip, union, type IntervalSet } from '../interval/intervalSet.ts';
import { projectHash } from '../snapshot/fingerprint.ts';
import { PROD, type EnvironmentMember } from '../snapshot/environment.ts';
import type { SnapshotId } from '../snapshot/snapshot.ts';
import { sameNaming } from '../snapshot/tableNaming.ts';
import { hashText } from '../util/hash.ts';
import { stableJson } from '../util/stableJson.ts';
import { auditsToRun } from './auditOnly.ts';
import { checkEmptyTables, checkOptions, checkProject } from './checks.ts';
import { environmentDiff, hasDiff } from './environmentDiff.ts';
import { environmentRecord, renewal } from './environmentRecord.ts';
import { isAppended, isRebuilt } from './kindFacts.ts';
import { refuseGaps } from './gaps.ts';
import { finalKey, keyOf } from './intervalLookup.ts';
import { missingWork, type MissingInput } from './missing.ts';
import { planNotes } from './notes.ts';
import { hasWork, type BackfillReason, type Plan, type PlanNote } from './plan.ts';
import { stateHash, stateKeys } from './planState.ts';
import type { PlanInput } from './planInput.ts';
import { clearedElsewhere, restatement } from './restate.ts';
import { buildRun } from './run.ts';
import { planScope, type Scope } from './scope.ts';
import { schemaChanges } from './schemaChanges.ts';
import { planStages } from './stages.ts';
import { backfillSteps } from './steps.ts';
import { goOn, unfinishedNotes } from './unfinished.ts';
import { checkViews, namingOf, targetMembers, viewChanges } from './views.ts';

export function buildPlan(input: PlanInput): Plan {
  checkOptions(input);
  checkProject(input);
  const scope = planScope(input);
  const { basis, models, order, built, options, environment, settings } = input;
  const members = targetMembers(input, scope);
  checkViews(input, members);
  const diff = environmentDiff(input);
  const renamed = basis.record !== undefined && !sameNaming(basis.record.naming, namingOf(input));
  const hasChanges = hasDiff(input, diff) || renamed;
  if (basis.isNew && environment !== PROD && !hasChanges) {
    throw new MeshError('PLAN_NO_CHANGES_NEW_ENVIRONMENT', {
      environment,
      basedOn: basis.createFrom ?? PROD,
      isSelection: options.selected !== undefined,
    });
  }
  const { work, restated } = planWork(input, scope);
  if (options.noGaps === true) refuseGaps(input, scope, work);
  const schema = schemaChanges(input, scope);
  const steps = backfillSteps({
    order,
    models,
    heads: built.heads,
    work,
    target: scope.target,
    reason: (name) => (restated.windows.has(name) ? 'restated' : reasonOf(input, name)),
    rebuild: (name) => restated.windows.has(name) && isRebuilt(models.get(name)!.kind.name),
  });
  const views = viewChanges(basis.record?.members ?? [], members, input.changes.changed);
  const viewsMove = views.created.length + views.updated.length + views.dropped.length > 0;
  const id = planId(input, members);
  const promotes = hasChanges || viewsMove || (basis.isNew && members.length > 0);
  const record = promotes ? environmentRecord(input, { members, planId: id }) : undefined;
  const renewedUntil = promotes ? undefined : renewal(input);
  const stages = planStages({
    input,
    steps,
    members,
    views,
    record,
    extra: {
      auditOnly: auditsToRun(input, { work, scope }),
      migrateTables: schema.migrations,
      clearRestated: restated.clear,
      unrestorable: scope.isProd ? overtaken(input) : [],
    },
  });
  checkEmptyTables(input, stages);
  return {
    planFormat: 1,
    id,
    meshVersion: settings.meshVersion,
    createdAt: options.now,
    executionTime: options.executionTime,
    environment,
    defaultCatalog: settings.defaultCatalog,
    basedOnRevision: basis.record?.revision ?? null,
    projectHash: input.projectHash ?? projectHash(input.fingerprints),
    stateHash: stateHash(
      stateKeys({ target: members, backfill: steps }, basis.isNew ? [] : (basis.record?.members ?? [])),
      input.stored,
    ),
    diff,
    hasChanges,
    newSnapshots: built.created,
    target: members,
    backfill: steps,
    views,
    stages,
    pending: hasWork({ hasChanges, backfill: steps, stages }) ? [] : pendingWork(input, scope),
    notes: [...restated.notes, ...schema.notes, ...planNotes(input, { scope, steps })],
    ...(renewedUntil === undefined ? {} : { renewedUntil }),
  };
}

interface Work {
  readonly work: ReadonlyMap<string, IntervalSet>;
  readonly restated: { readonly windows: ReadonlyMap<string, IntervalSet>; readonly notes: readonly PlanNote[] } & Pick<
    ReturnType<typeof restatement>,
    'clear'
  >;
}

function planWork(input: PlanInput, scope: Scope): Work {
  const base = missingBase(input, scope);
  if (input.options.restate === undefined) {
    const key = (name: string) => keyOf(input.built.heads.get(name)!, scope.target(name));
    const unfinished = { ...base, key, fills: (name: string) => scope.window(name) !== undefined, order: input.order };
    const { work, windows } = goOn(unfinished, (left) =>
      missingWork({ ...base, again: (name) => union(recomputed(input, scope, name), left.get(name) ?? []) }),
    );
    const clear = clearedElsewhere(input, scope, windows);
    return { work, restated: { windows, notes: unfinishedNotes([...windows.keys()]), clear } };
  }
  const restated = restatement(input, scope);
  const work = missingWork({
    ...base,
    again: (name) => restated.windows.get(name) ?? [],
    window: (name) => {
      const ranges = restated.windows.get(name);
      return ranges === undefined ? undefined : { start: ranges[0]!.start, end: ranges.at(-1)!.end };
    },
  });
  return { work, restated };
}

function missingBase(input: PlanInput, scope: Scope): MissingInput {
  const { order, models, built, stored, options } = input;
  return {
    order,
    models,
    heads: built.heads,
    times: scope.times,
    stored,
    executionTime: options.executionTime,
    target: scope.target,
    window: scope.window,
    held: (name) => input.held?.get(name) ?? [],
    ignoreCron: options.run === true && options.ignoreCron === true,
    skipMadeOnce: false,
  };
}

/** Deploying a forward-only change with an effective date computes what is loaded from there on again. */
function recomputed(input: PlanInput, scope: Scope, name: string): IntervalSet {
  const { verdicts, built, effectiveFrom, stored } = input;
  const verdict = verdicts.get(name);
  const isForwardOnly = verdict?.forwardOnly === true || verdict?.stored?.forwardOnly === true;
  if (!scope.isProd || !isForwardOnly) return [];
  // What was appended cannot be told from what would be appended again.
  if (isAppended(input.models.get(name)!.kind)) return [];
  const created = built.created.find((s) => s.name === name);
  const from = created === undefined ? effectiveFrom?.get(name) : created.effectiveFrom;
  if (from === null || from === undefined) return [];
  return clip(stored.get(finalKey(built.heads.get(name)!)), { start: from, end: Infinity });
}

/** Earlier snapshots of tables that a forward-only change takes over. */
function overtaken({ verdicts, basis, built, facts }: PlanInput): SnapshotId[] {
  return [...verdicts.values()].flatMap(({ name, forwardOnly }) => {
    const before = basis.members.get(name);
    const head = built.heads.get(name)!;
    if (!forwardOnly || before?.version !== head.version) return [];
    const earlier = facts.previous.get(name)?.previousVersions ?? [];
    return [before, ...earlier.filter((v) => v.version === head.version)]
      .filter((v) => v.identifier !== head.identifier)
      .map(({ identifier }) => ({ name, identifier }));
  });
}

function reasonOf({ basis, built }: PlanInput, name: string): BackfillReason {
  const before = basis.members.get(name);
  if (before === undefined) return 'added';
  return before.version === built.heads.get(name)!.version && before.identifier === built.heads.get(name)!.identifier
    ? 'missing'
    : 'changed';
}

function planId(input: PlanInput, members: readonly EnvironmentMember[]): string {
  const { environment, basis, options } = input;
  const parts = members.map((m) => [m.name, m.identifier, m.uses, m.promoted]);
  const revision = basis.record?.revision ?? null;
  return hashText(stableJson([environment, revision, options.now, options.executionTime, parts]));
}

/** With nothing to do: what `mesh run` would find due now, and when each such model is due next. */
function pendingWork(input: PlanInput, scope: Scope): Plan['pending'] {
  const { basis, prod, models, order, stored, held } = input;
  const { executionTime } = input.options;
  if (basis.record === undefined) return [];
  const { steps } = buildRun({
    environment: basis.record,
    prod,
    models,
    order,
    stored,
    held,
    options: { executionTime },
  });
  const due = steps.map(({ snapshot: { name }, intervals }) => ({
    name,
    intervals,
    nextCron: cronNext(scope.times.get(name)!.cron, executionTime) ?? executionTime,
  }));
  return due.sort((a, b) => (a.name < b.name ? -1 : 1));
}
