// One batch of one model: statements, rows, audits and the record of its interval, all in one transaction.
import type { Session } from '../engine/engine.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { AuditOutcome } from '../event/events.ts';
import type { Interval } from '../interval/interval.ts';
import type { BackfillStep } from '../plan/plan.ts';
import type { Model } from '../model/model.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { intervalText } from '../plan/intervalText.ts';
import type { ExecuteContext, RenderedAudit } from './context.ts';
import { seedTable } from './seedTable.ts';
import { writeBatch } from './strategy.ts';
import { writeComments } from './comments.ts';

export interface BatchResult {
  readonly rows: number | null;
  readonly audits: readonly AuditOutcome[];
}

export interface BatchWork {
  readonly step: BackfillStep;
  readonly snapshot: Snapshot;
  /** The batch's range; null for kinds without intervals. */
  readonly interval: Interval | null;
  /** What is recorded when it commits. */
  readonly record: readonly Interval[];
}

const attempts = 4;

export async function runBatch(context: ExecuteContext, session: Session, work: BatchWork): Promise<BatchResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryBatch(context, session, work);
    } catch (error) {
      if (attempt >= attempts || context.stop.aborted || !isTransient(error)) throw error;
      context.emit({
        type: 'log',
        level: 'warn',
        model: work.step.snapshot.name,
        text: `retrying after: ${(error as Error).message}`,
      });
      await new Promise((resolve) => setTimeout(resolve, 50 * 4 ** (attempt - 1)));
    }
  }
}

/** Two transactions met: running again helps. Nothing else is retried. */
function isTransient(error: unknown): boolean {
  return (
    isMeshError(error) && error.code === 'ENGINE_SQL' && (error.data as { category?: string }).category === 'conflict'
  );
}

async function tryBatch(context: ExecuteContext, session: Session, work: BatchWork): Promise<BatchResult> {
  const { state } = context;
  const { step } = work;
  const key = {
    name: step.snapshot.name,
    version: step.target === 'final' ? work.snapshot.version : work.snapshot.devVersion,
    preview: step.target === 'preview',
  };
  const together = state.besideData && sameCatalog(context, step);
  const result = await session.transaction(async () => {
    const done = await compute(context, session, work);
    if (together) {
      await state.addIntervals(session, key, work.record);
      if (context.lease !== null) await state.assertLease(session, context.lease);
    }
    return done;
  });
  // Elsewhere the record follows the commit; a crash in between repeats the batch, and every strategy can be repeated.
  if (!together) await state.addIntervals(null, key, work.record);
  return result;
}

function sameCatalog(context: ExecuteContext, step: BackfillStep): boolean {
  if (context.engine.capabilities.crossCatalogTransactions) return true;
  return step.table.catalog === undefined || step.table.catalog === context.engine.defaultCatalog;
}

async function compute(context: ExecuteContext, session: Session, work: BatchWork): Promise<BatchResult> {
  const { snapshot, step } = work;
  const target = step.table;
  const rebuilt =
    snapshot.model.kind.name === 'FULL' || snapshot.model.kind.name === 'SEED' || snapshot.model.kind.name === 'VIEW';
  const exists = rebuilt && !dependsOnStage(snapshot.model) ? true : (await session.columns(target)) !== undefined;
  const rendered = await context.renderer.batch(snapshot, {
    stage: exists ? 'evaluating' : 'creating',
    interval: work.interval,
    thisModel: target,
  });
  for (const sql of rendered.preStatements) await session.execute(sql);
  const rows =
    rendered.query === null
      ? await loadSeed(context, session, work)
      : await writeBatch({
          session,
          snapshot,
          target,
          query: rendered.query,
          interval: work.interval,
          timeColumnFormat: context.timeColumnFormat,
          engineName: context.engine.name,
          executionTime: context.executionTime,
          fresh: !exists,
        });
  for (const sql of rendered.postStatements) await session.execute(sql);
  if (context.registerComments && (rebuilt || !exists))
    await writeComments(session, snapshot, { name: target, on: snapshot.kindName === 'VIEW' ? 'view' : 'table' });
  const audits = await audit(context, session, work);
  return { rows: snapshot.kindName === 'VIEW' ? null : rows, audits };
}

/** A kind that makes its table anew asks whether it exists only for statements that are told so. */
function dependsOnStage(model: Model): boolean {
  return model.preStatements.length > 0 || model.postStatements.length > 0 || model.query?.sql.includes('@') === true;
}

async function loadSeed(context: ExecuteContext, session: Session, work: BatchWork): Promise<number> {
  const seed = await seedTable(context.renderer, work.snapshot);
  const { rowsChanged } = await session.write({ type: 'loadRows', target: work.step.table, ...seed });
  return rowsChanged;
}

async function audit(context: ExecuteContext, session: Session, work: BatchWork): Promise<AuditOutcome[]> {
  const { snapshot, step, interval } = work;
  const audits = await context.renderer.audits(snapshot, { interval, thisModel: step.table });
  // On a preview table nobody relies on the rows yet: its audits only warn.
  return runAudits(context, session, { audits, model: snapshot, interval, mayBlock: step.target === 'final' });
}

export interface AuditWork {
  readonly audits: readonly RenderedAudit[];
  readonly model: Snapshot;
  readonly interval: Interval | null;
  readonly mayBlock: boolean;
}

/** All audits run even when one fails; then the first blocking failure is thrown with the others in its text. */
export async function runAudits(context: ExecuteContext, session: Session, work: AuditWork): Promise<AuditOutcome[]> {
  const outcomes: AuditOutcome[] = [];
  let blocked: { audit: RenderedAudit; failures: number } | undefined;
  for (const audit of work.audits) {
    const [row] = await session.query(`SELECT count(*) AS failures FROM (\n${audit.query}\n) AS audited`);
    const failures = Number(row!['failures']);
    const blocking = audit.blocking && work.mayBlock;
    outcomes.push({ name: audit.name, status: failures === 0 ? 'passed' : 'failed', failures, blocking });
    if (failures === 0) continue;
    if (blocking) blocked ??= { audit, failures };
    else
      context.emit({
        type: 'log',
        level: 'warn',
        model: work.model.name,
        text: `audit ${audit.name} found ${failures} bad rows`,
      });
  }
  if (blocked !== undefined) {
    throw new MeshError(
      'RUN_AUDIT_FAILED',
      {
        audit: blocked.audit.name,
        model: work.model.name,
        failures: blocked.failures,
        interval: intervalText(work.interval),
        outcomes,
      },
      { at: work.model.model.positions['audits'] ?? work.model.model.at, sql: blocked.audit.query },
    );
  }
  return outcomes;
}
