// Audits that belong to no model: run after what they read was computed, never in anybody's way.
import type { Session } from '../engine/engine.ts';
import type { AuditDefinition } from '../model/model.ts';
import type { ExecuteContext } from './context.ts';
import { errorSummary } from './errorSummary.ts';
import { runAudits } from './runAudits.ts';
import type { ModelResult } from './result.ts';
import type { SessionPool } from './sessionPool.ts';

export interface StandaloneWork {
  readonly audits: readonly AuditDefinition[];
  /** What became of the models before. */
  readonly models: readonly ModelResult[];
  /** Run those whose parents had no work, too. */
  readonly all: boolean;
}

/** One result per audit that ran; one whose parent failed is skipped. */
export async function runStandaloneAudits(
  context: ExecuteContext,
  pool: SessionPool,
  { audits, models, all }: StandaloneWork,
): Promise<ModelResult[]> {
  const byName = new Map(models.map((model) => [model.name, model]));
  const results: ModelResult[] = [];
  for (const audit of audits) {
    const parents = audit.dependsOn.flatMap((name) => byName.get(name) ?? []);
    if (context.stop.aborted || (parents.length === 0 && !all)) continue;
    const failed = parents.find((parent) => parent.status !== 'success');
    if (failed !== undefined) {
      context.emit({ type: 'modelSkipped', model: audit.name, because: failed.name });
      results.push({ ...empty(audit), status: 'skipped', because: failed.name });
    } else results.push(await pool.use((session) => runOne(context, session, audit)));
  }
  return results;
}

const empty = (audit: AuditDefinition): Omit<ModelResult, 'status'> => ({
  name: audit.name,
  intervals: [],
  rows: null,
  seconds: 0,
  audits: [],
  error: null,
  isAudit: true,
});

async function runOne(context: ExecuteContext, session: Session, audit: AuditDefinition): Promise<ModelResult> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  try {
    const rendered = await context.renderer.standaloneAudit(audit);
    const about = { name: audit.name, at: audit.at };
    const outcomes = await runAudits(context, session, {
      audits: [rendered],
      about,
      interval: null,
      mayBlock: false,
    });
    return { ...empty(audit), status: 'success', seconds: seconds(), audits: outcomes };
  } catch (error) {
    return { ...empty(audit), status: 'failed', seconds: seconds(), error: errorSummary(error) };
  }
}
