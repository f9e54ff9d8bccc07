// Applies a plan: its stages in order. Everything before the promotion may be repeated; the promotion is one last commit.
import { MeshError } from '../error/meshError.ts';
import type { Session } from '../engine/engine.ts';
import { hasWork, type BackfillStep, type Plan, type Stage } from '../plan/plan.ts';
import type { ClearedVersion } from '../plan/otherVersions.ts';
import { clearRestated } from './clearRestated.ts';
import type { SnapshotId } from '../snapshot/snapshot.ts';
import type { ExecuteContext } from './context.ts';
import { errorSummary } from './errorSummary.ts';
import { createTables } from './createTables.ts';
import { migrateTable } from './migrateTable.ts';
import { promote } from './promote.ts';
import { statusOf, type ModelResult, type RunResult } from './result.ts';
import { auditedModel, failedAudits, runAudits } from './runAudits.ts';
import { runSteps } from './runSteps.ts';
import { openSessionPool, type SessionPool } from './sessionPool.ts';
import { runStandaloneAudits } from './standaloneAudits.ts';
import { refuseForeignTables } from './takeover.ts';
import { stageFailure, type StageFailure } from './stageFailure.ts';

interface Applying {
  readonly context: ExecuteContext;
  readonly plan: Plan;
  readonly pool: SessionPool;
  readonly results: ModelResult[];
}

export async function applyPlan(plan: Plan, context: ExecuteContext): Promise<RunResult> {
  const began = performance.now();
  const pool = openSessionPool(context.engine);
  const applying: Applying = { context, plan, pool, results: [] };
  context.emit({
    type: 'executionStarted',
    environment: plan.environment,
    models: plan.backfill.length,
    batches: plan.backfill.reduce((sum, step) => sum + Math.max(1, step.batches.length), 0),
  });
  let promoted = false;
  let failure: StageFailure | undefined;
  try {
    for (const stage of plan.stages) {
      if (context.stop.aborted) break;
      if (!upToBackfill.has(stage.type)) failWithSignals(applying);
      if (stage.type === 'promote') await standaloneAudits(applying, stage);
      if (applying.results.some((m) => m.status === 'failed')) break;
      failure = await tryStage(applying, stage);
      if (failure !== undefined) break;
      if (stage.type === 'promote') promoted = true;
      if (applying.results.some((m) => m.status !== 'success')) break;
    }
    failWithSignals(applying);
  } finally {
    await pool.close();
  }
  return finish(applying, { promoted, failure, seconds: (performance.now() - began) / 1000 });
}

/** Stages that go on when a signal threw: the models that it does not hold back are computed. */
const upToBackfill: ReadonlySet<Stage['type']> = new Set([
  'beforeAll',
  'saveSnapshots',
  'createSchemas',
  'createTables',
  'migrateTables',
  'auditOnly',
  'backfill',
]);

function failWithSignals({ plan: { failures = [] }, results }: Applying): void {
  for (const { name, error } of failures) {
    if (results.some((m) => m.name === name && m.status === 'failed')) continue;
    results.push({ name, status: 'failed', intervals: [], rows: null, seconds: 0, audits: [], error });
  }
}

/** Before the views are switched, so that one that cannot run is found out in time; what they find stops nothing. */
async function standaloneAudits(
  applying: Applying,
  { environment }: Extract<Stage, { type: 'promote' }>,
): Promise<void> {
  const { context, plan, pool, results } = applying;
  const { audits = [] } = environment.statements;
  if (audits.length === 0) return;
  const all = plan.diff.isNewEnvironment || plan.diff.statementsChanged;
  results.push(...(await runStandaloneAudits(context, pool, { audits, models: results, all })));
}

async function tryStage(applying: Applying, stage: Stage): Promise<StageFailure | undefined> {
  try {
    await runStage(applying, stage);
    return undefined;
  } catch (error) {
    return stageFailure(stageNames[stage.type], error);
  }
}

/** As people know them. */
const stageNames: Readonly<Record<Stage['type'], string>> = {
  beforeAll: 'before_all',
  saveSnapshots: 'saving the definitions',
  createSchemas: 'making schemas',
  createTables: 'making tables',
  migrateTables: 'altering tables',
  auditOnly: 'audits',
  backfill: 'backfill',
  markFilled: 'recording intervals',
  clearRestated: 'clearing restated intervals',
  promote: 'switching views',
  afterAll: 'after_all',
};

interface End {
  readonly promoted: boolean;
  readonly failure: StageFailure | undefined;
  readonly seconds: number;
}

function finish(applying: Applying, end: End): RunResult {
  const { context, plan, results } = applying;
  const { promoted, failure } = end;
  const interrupted = context.stop.aborted && !promoted;
  const failed = results.some((m) => m.status !== 'success') || interrupted || failure !== undefined;
  const done = results.length === 0 && !hasWork(plan) ? 'nothing-to-do' : 'success';
  const status = !failed ? done : promoted ? 'partial' : statusOf(results, { interrupted, failure });
  const steps = new Set(plan.backfill.map((step) => step.snapshot.name));
  const built = results.filter((m) => m.status === 'success' && steps.has(m.name)).length;
  context.emit({ type: 'executionFinished', status: interrupted ? 'interrupted' : status, seconds: end.seconds });
  return {
    environment: plan.environment,
    status,
    models: results.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    seconds: end.seconds,
    interrupted,
    failure,
    ...(failed ? { note: whatIsLeft(applying, { promoted, built, failure }) } : {}),
  };
}

interface Left {
  readonly promoted: boolean;
  readonly built: number;
  readonly failure: StageFailure | undefined;
}

function whatIsLeft({ plan, results }: Applying, { promoted, built, failure }: Left): string {
  if (promoted) return `${plan.environment} is switched: everything before ${failure?.stage ?? 'the end'} was done.`;
  if (!plan.stages.some((stage) => stage.type === 'promote'))
    return `What was computed stays and is shown${shownAsBefore(plan, results)}${restatedLater(plan, results)}.`;
  const reused =
    built > 0
      ? `; ${built} of ${plan.backfill.length} ${plan.backfill.length === 1 ? 'table was' : 'tables were'} built and will be reused`
      : results.some((m) => m.intervals.length > 0)
        ? '; the batches that were finished will be reused'
        : '';
  return `No view in ${plan.environment} was changed${reused}.`;
}

/** Tables that are made anew in pieces take the place of the old ones only when they are whole. */
function shownAsBefore(plan: Plan, results: readonly ModelResult[]): string {
  const anew = new Set(plan.backfill.filter((step) => step.rebuild === true).map((step) => step.snapshot.name));
  const names = results.filter((m) => m.status !== 'success' && anew.has(m.name)).map((m) => m.name);
  if (names.length === 0) return '';
  return `; ${names.toSorted().join(', ')} ${names.length === 1 ? 'has' : 'have'} the rows from before`;
}

function restatedLater({ backfill }: Plan, results: readonly ModelResult[]): string {
  const restated = new Set(backfill.filter((step) => step.reason === 'restated').map((step) => step.snapshot.name));
  const isLeft = results.some((m) => m.status !== 'success' && restated.has(m.name));
  return isLeft ? '; the next plan or run computes the rest of what was to be restated' : '';
}

async function runStage(applying: Applying, stage: Stage): Promise<void> {
  const { context, plan, pool, results } = applying;
  switch (stage.type) {
    case 'beforeAll':
      context.emit({ type: 'stageStarted', stage: 'before_all' });
      return environmentStatements(applying, stage.statements, 'before_all');
    case 'saveSnapshots':
      return saveSnapshots(applying, selected(plan, stage.snapshots));
    case 'createSchemas':
      return pool.use(async (session) => {
        for (const schema of stage.schemas) await session.createSchema(schema);
      });
    case 'createTables':
      return createTables(context, pool, stage.tables);
    case 'auditOnly':
      return auditOnly(applying, stage.audits);
    case 'migrateTables':
      return pool.use(async (session) => {
        for (const migration of stage.tables) await session.transaction(() => migrateTable(session, migration));
      });
    case 'backfill':
      context.emit({ type: 'stageStarted', stage: 'backfill', detail: `${stage.steps.length} models` });
      // Whatever stops the backfill, nobody takes over rows from before; what others compute meanwhile is cleared after it.
      await clearRestated(context, pool, clearedBy(plan));
      results.push(...(await runSteps(context, pool, stage.steps)));
      return undefined;
    case 'markFilled':
      return markFilled(applying, stage.steps);
    case 'clearRestated':
      return clearRestated(context, pool, stage.versions);
    case 'promote':
      context.emit({ type: 'stageStarted', stage: 'promote' });
      return pool.use((session) =>
        promote(context, session, {
          views: stage.views,
          environment: stage.environment,
          expectedRevision: plan.basedOnRevision,
          unrestorable: stage.unrestorable,
          replaced: stage.replaced,
        }),
      );
    case 'afterAll':
      context.emit({ type: 'stageStarted', stage: 'after_all' });
      return environmentStatements(applying, stage.statements, 'after_all');
  }
}

function clearedBy({ stages }: Plan): readonly ClearedVersion[] {
  return stages.flatMap((stage) => (stage.type === 'clearRestated' ? stage.versions : []));
}

async function saveSnapshots({ context, pool }: Applying, snapshots: Plan['newSnapshots']): Promise<void> {
  await pool.use((session) => refuseForeignTables(context, session, snapshots));
  await context.state.saveSnapshots(null, snapshots);
}

function selected(plan: Plan, ids: readonly SnapshotId[]): Plan['newSnapshots'] {
  const wanted = new Set(ids.map((id) => `${id.name}\u0000${id.identifier}`));
  return plan.newSnapshots.filter((s) => wanted.has(`${s.name}\u0000${s.identifier}`));
}

async function environmentStatements(
  applying: Applying,
  statements: readonly string[],
  stage: 'before_all' | 'after_all',
): Promise<void> {
  const rendered = await applying.context.renderer.environmentStatements(statements, stage);
  await applying.pool.use((session) => runStatements(session, rendered));
}

export async function runStatements(session: Session, statements: readonly string[]): Promise<void> {
  for (const sql of statements) await session.execute(sql);
}

async function markFilled({ context, pool }: Applying, steps: readonly BackfillStep[]): Promise<void> {
  const { state } = context;
  const mark = async (tx: Session | null): Promise<void> => {
    for (const step of steps) {
      const snapshot = context.snapshots.get(step.snapshot.name)!;
      const preview = step.target === 'preview';
      const key = { name: step.snapshot.name, version: preview ? snapshot.devVersion : snapshot.version, preview };
      await state.addIntervals(tx, key, step.intervals);
    }
  };
  // One commit for all of them where the state is in reach.
  if (state.besideData) await pool.use((session) => session.transaction(() => mark(session)));
  else await mark(null);
}

async function auditOnly(applying: Applying, audits: Extract<Stage, { type: 'auditOnly' }>['audits']): Promise<void> {
  const { context, pool, results } = applying;
  for (const { snapshot: id, intervals } of audits) {
    const snapshot = context.snapshots.get(id.name);
    const table = snapshot?.physical;
    if (snapshot === undefined || table === null || table === undefined)
      throw new MeshError('STATE_CORRUPT', { what: `${id.name} has no table to audit` });
    const first = intervals[0];
    const range = first === undefined ? null : { start: first.start, end: intervals.at(-1)!.end };
    const began = performance.now();
    const base = { name: id.name, intervals: [], rows: null };
    const seconds = (): number => (performance.now() - began) / 1000;
    try {
      const rendered = await context.renderer.audits(snapshot, { interval: range, thisModel: table });
      const outcomes = await pool.use((session) =>
        runAudits(context, session, {
          audits: rendered,
          about: auditedModel(snapshot),
          interval: range,
          mayBlock: true,
        }),
      );
      results.push({ ...base, status: 'success', seconds: seconds(), audits: outcomes, error: null });
    } catch (error) {
      const outcomes = failedAudits(error);
      results.push({ ...base, status: 'failed', seconds: seconds(), audits: outcomes, error: errorSummary(error) });
    }
  }
}
