// Executes backfill steps: the scheduler decides when, runBatch does it, results and events come out.
import type { AuditOutcome, StageTime } from '../event/events.ts';
import type { Interval } from '../interval/interval.ts';
import { normalize } from '../interval/intervalSet.ts';
import type { BackfillStep } from '../plan/plan.ts';
import { beginRestatement } from './beginRestatement.ts';
import { openBreather } from './breather.ts';
import type { ExecuteContext } from './context.ts';
import { openEffort, type Effort } from './effort.ts';
import { errorSummary } from './errorSummary.ts';
import { findTables, type FoundTables } from './foundTables.ts';
import { needsCode } from './functionNames.ts';
import type { ModelResult } from './result.ts';
import { failedAudits } from './runAudits.ts';
import { runBatch } from './runBatch.ts';
import { runSchedule, type ScheduledStep, type StepOutcome } from './scheduler.ts';
import type { SessionPool } from './sessionPool.ts';
import { auditedSources, auditSource, type AuditedSource } from './sourceAudits.ts';
import { withFreshStarts } from './staleTables.ts';
import { withTakeovers } from './takeover.ts';
import { withoutWritten } from './unrecorded.ts';
import { addedStages } from '../event/timings.ts';
import { Stages } from './typescript/stages.ts';

/** Finished writes may hold memory until a checkpoint, which fails while anything writes. To ask costs 2 ms. */
const batchesPerQuestion = 4;
const patienceMs = 1000;

interface Progress {
  rows: number | null;
  seconds: number;
  readonly intervals: Interval[];
  audits: AuditOutcome[];
  readonly notes: string[];
  /** Of each batch. */
  readonly timings: (readonly StageTime[])[];
}

export async function runSteps(
  context: ExecuteContext,
  pool: SessionPool,
  planned: readonly BackfillStep[],
): Promise<ModelResult[]> {
  const taken = await withTakeovers(context, planned);
  const written = await withoutWritten(context, pool, taken);
  const { steps, found, effort } = await pool.use(async (session) => {
    const found = await findTables(context, session, written);
    const steps = await withFreshStarts(context, session, { steps: written, found });
    const batches = steps.reduce((sum, step) => sum + Math.max(1, step.batches.length), 0);
    return { found, steps, effort: await openEffort(context, session, batches) };
  });
  await beginRestatement(context, pool, steps);
  const byName = new Map(steps.map((step) => [step.snapshot.name, step]));
  const sources = new Map(auditedSources(context, steps).map((source) => [source.snapshot.name, source]));
  const names = [...sources.keys(), ...byName.keys()];
  const progress = new Map<string, Progress>(
    names.map((name) => [name, { rows: null, seconds: 0, intervals: [], audits: [], notes: [], timings: [] }]),
  );
  const breather = openBreather({
    every: batchesPerQuestion,
    needed: async () => (await context.engine.needsRelief?.()) ?? false,
    patienceMs,
    breathe: async () => context.engine.relieve?.(),
  });
  const interruptAll = (): void => pool.interrupt();
  context.abort.addEventListener('abort', interruptAll);
  try {
    const outcomes = await runSchedule(
      [
        ...[...sources.keys()].map((name) => ({ name, batches: 1, after: [], concurrency: 1 })),
        ...steps.map((step) => scheduled(step, sources)),
      ],
      {
        slots: context.slots,
        stop: context.stop,
        runBatch: (name, batch) =>
          breather.run(() => {
            const [source, of] = [sources.get(name), progress.get(name)!];
            if (source !== undefined)
              return effort.run('unknown', () => askSource(context, pool, { source, progress: of }));
            return oneBatch(context, pool, { step: byName.get(name)!, batch, found, effort, progress: of });
          }),
        onOutcome: (name, outcome) => {
          if (outcome.type === 'skipped') context.emit({ type: 'modelSkipped', model: name, because: outcome.because });
        },
      },
    );
    await breather.settle();
    return names.map((name) => modelResult(name, outcomes.get(name)!, progress.get(name)!));
  } finally {
    context.abort.removeEventListener('abort', interruptAll);
    await effort.end();
  }
}

function scheduled(step: BackfillStep, sources: ReadonlyMap<string, AuditedSource>): ScheduledStep {
  const { name } = step.snapshot;
  return {
    name,
    batches: Math.max(1, step.batches.length),
    after: [...step.after, ...[...sources].filter(([, { readers }]) => readers.has(name)).map(([source]) => source)],
    firstAlone: true,
    // In order unless `batch_concurrency` says otherwise: a failure then leaves no batch after it.
    concurrency: step.sequential ? 1 : (step.concurrency ?? 1),
  };
}

interface OneSource {
  readonly source: AuditedSource;
  readonly progress: Progress;
}

async function askSource(context: ExecuteContext, pool: SessionPool, { source, progress }: OneSource): Promise<void> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  try {
    progress.audits = [...(await auditSource(context, pool, source))];
  } catch (error) {
    progress.audits = [...failedAudits(error)];
    const place = { model: source.snapshot.name, interval: null, batch: 0, batches: 1 };
    context.emit({ type: 'batchFailed', ...place, seconds: seconds(), error: errorSummary(error) });
    throw error;
  } finally {
    progress.seconds = seconds();
  }
}

interface OneBatch {
  readonly step: BackfillStep;
  readonly batch: number;
  readonly found: FoundTables;
  readonly effort: Effort;
  readonly progress: Progress;
}

async function oneBatch(context: ExecuteContext, pool: SessionPool, one: OneBatch): Promise<void> {
  const { step, batch, found, effort, progress } = one;
  const snapshot = context.snapshots.get(step.snapshot.name)!;
  const interval = step.batches[batch] ?? null;
  // A whole refresh is one batch that settles everything that was due.
  const record = step.batches.length <= 1 ? step.intervals : recordOf(step, batch);
  // Views and seeds are made at a moment, not for a time.
  const shown = snapshot.kindName === 'VIEW' || snapshot.kindName === 'SEED' ? null : interval;
  const place = { model: step.snapshot.name, interval: shown, batch, batches: Math.max(1, step.batches.length) };
  context.emit({ type: 'batchStarted', ...place });
  const began = performance.now();
  const stages = new Stages();
  const seconds = (): number => (performance.now() - began) / 1000;
  try {
    const work = { step, snapshot, batch, interval, record, found, effort, stages };
    const compute = () => pool.use((session) => runBatch(context, session, work));
    const { rows, audits, notes } = await (needsCode(snapshot.model) ? effort.run('unknown', compute) : compute());
    if (rows !== null) progress.rows = (progress.rows ?? 0) + rows;
    progress.intervals.push(...record);
    progress.notes.push(...notes);
    progress.audits = mergeAudits(progress.audits, audits);
    context.emit({ type: 'batchFinished', ...place, rows, seconds: seconds(), audits });
  } catch (error) {
    progress.audits = mergeAudits(progress.audits, failedAudits(error));
    context.emit({ type: 'batchFailed', ...place, seconds: seconds(), error: errorSummary(error) });
    throw error;
  } finally {
    progress.seconds += seconds();
    progress.timings.push(stages.list());
    if (snapshot.model.source === 'typescript')
      context.emit({ type: 'modelStages', model: step.snapshot.name, stages: stages.list() });
  }
}

/** A table that takes the place of another version's counts only when it is whole. */
function recordOf({ batches, intervals, rebuild, overtakes }: BackfillStep, batch: number): readonly Interval[] {
  if (rebuild !== true || overtakes === undefined) return [batches[batch]!];
  return batch === batches.length - 1 ? intervals : [];
}

/** One line per audit of a model, over all its batches. */
function mergeAudits(sum: AuditOutcome[], more: readonly AuditOutcome[]): AuditOutcome[] {
  if (sum.length === 0) return [...more];
  return sum.map((outcome, i) => {
    const next = more[i];
    if (next === undefined || next.name !== outcome.name) return outcome;
    return {
      ...outcome,
      status: next.status === 'failed' ? 'failed' : outcome.status,
      failures: outcome.failures + next.failures,
    };
  });
}

function modelResult(name: string, outcome: StepOutcome, progress: Progress): ModelResult {
  const base = {
    name,
    intervals: normalize(progress.intervals),
    rows: progress.rows,
    seconds: progress.seconds,
    audits: progress.audits,
    stages: addedStages(progress.timings.flat()),
    ...(progress.notes.length === 0 ? {} : { notes: progress.notes }),
  };
  switch (outcome.type) {
    case 'success':
      return { ...base, status: 'success', error: null };
    case 'failed':
      return { ...base, status: 'failed', error: errorSummary(outcome.error) };
    case 'skipped':
      return { ...base, status: 'skipped', error: null, because: outcome.because };
    case 'stopped':
      return { ...base, status: 'skipped', error: null };
  }
}
