// Executes what `mesh run` found due: environment statements around the backfill, nothing is switched.
import type { AuditDefinition } from '../model/model.ts';
import type { BackfillStep } from '../plan/plan.ts';
import type { ClearedVersion } from '../plan/otherVersions.ts';
import { clearRestated } from './clearRestated.ts';
import { runStatements } from './applyPlan.ts';
import type { ExecuteContext } from './context.ts';
import { statusOf, type ModelResult, type RunResult } from './result.ts';
import { runSteps } from './runSteps.ts';
import { openSessionPool } from './sessionPool.ts';
import { runStandaloneAudits } from './standaloneAudits.ts';
import { stageFailure, type StageFailure } from './stageFailure.ts';

export interface RunWork {
  readonly steps: readonly BackfillStep[];
  /** What other versions are to forget with what is computed. */
  readonly clear: readonly ClearedVersion[];
  readonly beforeAll: readonly string[];
  readonly afterAll: readonly string[];
  /** Standalone ones. */
  readonly audits?: readonly AuditDefinition[] | undefined;
}

export async function executeRun(context: ExecuteContext, work: RunWork): Promise<RunResult> {
  const began = performance.now();
  const { steps } = work;
  const pool = openSessionPool(context.engine);
  let models: ModelResult[] = [];
  context.emit({
    type: 'executionStarted',
    environment: context.environment,
    models: steps.length,
    batches: steps.reduce((sum, step) => sum + Math.max(1, step.batches.length), 0),
  });
  let failure: StageFailure | undefined;
  try {
    failure = await statements(work.beforeAll, 'before_all');
    if (failure === undefined) {
      await clearRestated(context, pool, work.clear);
      models = await runSteps(context, pool, steps);
    }
    const audits = await runStandaloneAudits(context, pool, { audits: work.audits ?? [], models, all: false });
    models.push(...audits);
    // They run also when models failed: what before_all set up is to be taken down.
    failure ??= await statements(work.afterAll, 'after_all');
  } finally {
    await pool.close();
  }
  const seconds = (performance.now() - began) / 1000;
  const interrupted = context.stop.aborted && models.some((m) => m.status !== 'success');
  const status = statusOf(models, { interrupted, failure });
  context.emit({ type: 'executionFinished', status: interrupted ? 'interrupted' : status, seconds });
  return {
    environment: context.environment,
    status,
    models: models.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    seconds,
    interrupted,
    failure,
  };

  async function statements(
    texts: readonly string[],
    stage: 'before_all' | 'after_all',
  ): Promise<StageFailure | undefined> {
    if (texts.length === 0) return undefined;
    try {
      const rendered = await context.renderer.environmentStatements(texts, stage);
      await pool.use((session) => runStatements(session, rendered));
      return undefined;
    } catch (error) {
      return stageFailure(stage, error);
    }
  }
}
