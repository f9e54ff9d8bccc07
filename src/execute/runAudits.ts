// Runs the audits of one table: those that can share a pass over it do, the others by themselves.
import type { Session } from '../engine/engine.ts';
import type { SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { AuditOutcome } from '../event/events.ts';
import type { Interval } from '../interval/interval.ts';
import { judge } from '../model/audits/severity.ts';
import { intervalText } from '../plan/intervalText.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { ExecuteContext, RenderedAudit } from './context.ts';
import type { KeptFailures } from './keptFailures.ts';
import { located } from './sourcePlace.ts';

export interface AuditWork {
  readonly audits: readonly RenderedAudit[];
  /** What is audited, and where its audits are named. */
  readonly about: { readonly name: string; readonly at: SourceLocation };
  readonly interval: Interval | null;
  readonly mayBlock: boolean;
  /** Takes bad rows that are to be kept, also when their transaction is rolled back. */
  readonly keep?: ((kept: KeptFailures) => void) | undefined;
}

export function auditedModel({ name, model }: Snapshot): AuditWork['about'] {
  return { name, at: model.positions['audits'] ?? model.at };
}

/** All audits run even when one fails; then the first blocking failure is thrown with the outcome of all. */
export async function runAudits(
  context: Pick<ExecuteContext, 'emit' | 'environment'>,
  session: Session,
  work: AuditWork,
): Promise<AuditOutcome[]> {
  if (work.audits.length === 0) return [];
  const counted = await sharedPass(session, work.audits);
  const outcomes: AuditOutcome[] = [];
  let blocked:
    | { readonly audit: RenderedAudit; readonly failures: number; readonly sample: readonly string[] }
    | undefined;
  for (const audit of work.audits) {
    const failures = counted.get(audit) ?? (await countBadRows(session, audit));
    const judged = judge(failures, audit.severity);
    const blocking = audit.blocking && work.mayBlock && judged !== 'warning';
    outcomes.push({ name: audit.name, status: judged === 'passed' ? 'passed' : 'failed', failures, blocking });
    if (judged === 'passed') continue;
    const sample = await badRows(session, audit, work);
    if (blocking) blocked ??= { audit, failures, sample };
    else {
      const text = `audit ${audit.name} found ${failures} bad ${failures === 1 ? 'row' : 'rows'}${examples(sample)}`;
      context.emit({ type: 'log', level: 'warn', model: work.about.name, text });
    }
  }
  if (blocked === undefined) return outcomes;
  const { audit, failures, sample } = blocked;
  const { name, at } = work.about;
  throw new MeshError(
    'RUN_AUDIT_FAILED',
    { audit: audit.name, model: name, failures, interval: intervalText(work.interval), outcomes, sample },
    { at, sql: audit.query },
  );
}

const examples = (sample: readonly string[]): string => (sample.length === 0 ? '' : `: ${sample.join('; ')}`);

/** Failures of the audits whose measures were enough to tell. */
async function sharedPass(
  session: Session,
  audits: readonly RenderedAudit[],
): Promise<ReadonlyMap<RenderedAudit, number>> {
  const byRelation = new Map<string, RenderedAudit[]>();
  for (const audit of audits) {
    if (audit.measure === undefined) continue;
    const { relation } = audit.measure;
    byRelation.set(relation, [...(byRelation.get(relation) ?? []), audit]);
  }
  const found = new Map<RenderedAudit, number>();
  for (const [relation, group] of byRelation) {
    const values = group.map(({ measure }, i) => `${measure!.value} AS audit_${i}`);
    const row = await oneRow(session, `SELECT COUNT(*), ${values.join(', ')} FROM ${relation} AS audited_rows`, group);
    for (const [i, audit] of group.entries()) {
      const value = Number(row[`audit_${i}`] ?? 0);
      // How many rows are bad is another question, asked only of an audit that failed.
      if (value === 0 || audit.measure!.exact) found.set(audit, value);
    }
  }
  return found;
}

async function countBadRows(session: Session, audit: RenderedAudit): Promise<number> {
  const row = await oneRow(session, `SELECT count(*) AS failures FROM (\n${audit.query}\n) AS audited`, [audit]);
  return Number(row['failures']);
}

async function oneRow(
  session: Session,
  sql: string,
  audits: readonly RenderedAudit[],
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await session.query(sql))[0]!;
  } catch (error) {
    throw located(error, [], audits[0]?.at);
  }
}

const samples = 3;
const mostKept = 1000;

/** A few bad rows as texts; where they are to be kept, many of them as JSON. */
async function badRows(session: Session, audit: RenderedAudit, work: AuditWork): Promise<readonly string[]> {
  const { keep } = work;
  const isKept = audit.severity.storeFailures && keep !== undefined;
  const rows = await session.query<{ row: string }>(
    `SELECT CAST(to_json(bad) AS VARCHAR) AS row FROM (\n${audit.query}\n) AS bad LIMIT ${isKept ? mostKept : samples}`,
  );
  if (isKept) {
    const { interval } = work;
    keep({ model: work.about.name, audit: audit.name, interval, rows: rows.map(({ row }) => row) });
  }
  return rows.slice(0, samples).map(({ row }) => row);
}
