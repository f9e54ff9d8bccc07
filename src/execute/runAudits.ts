// Runs the audits of one table: those that can share a pass over it do, the others by themselves.
import type { Session } from '../engine/engine.ts';
import type { SourceLocation } from '../error/diagnostic.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
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
  readonly about: {
    readonly name: string;
    readonly at: SourceLocation;
    /** It shows the rows of what it reads, whatever is found. */
    readonly isLive?: boolean;
  };
  readonly interval: Interval | null;
  readonly mayBlock: boolean;
  /** Takes bad rows that are to be kept, also when their transaction is rolled back. */
  readonly keep?: ((kept: KeptFailures) => void) | undefined;
}

export function auditedModel({ name, kindName, model }: Snapshot): AuditWork['about'] {
  const isLive = kindName === 'VIEW' || kindName === 'EXTERNAL';
  return { name, at: model.positions['audits'] ?? model.at, isLive };
}

/** All audits run even when one fails; then the first blocking failure is thrown with the outcome of all. */
export async function runAudits(
  context: Pick<ExecuteContext, 'emit' | 'environment'>,
  session: Session,
  work: AuditWork,
): Promise<AuditOutcome[]> {
  if (work.audits.length === 0) return [];
  const passed = await sharedPass(session, work.audits);
  const outcomes: AuditOutcome[] = [];
  let blocked:
    | { readonly audit: RenderedAudit; readonly failures: number; readonly sample: readonly string[] }
    | undefined;
  for (const audit of work.audits) {
    const failures = passed.has(audit) ? 0 : await countBadRows(session, audit);
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
  const { name, at, isLive = false } = work.about;
  throw new MeshError(
    'RUN_AUDIT_FAILED',
    { audit: audit.name, model: name, failures, interval: intervalText(work.interval), outcomes, sample, isLive },
    { at: audit.calledAt ?? at, sql: audit.query },
  );
}

const examples = (sample: readonly string[]): string => (sample.length === 0 ? '' : `: ${sample.join('; ')}`);

/** The audits that a pass shared with others shows to have passed; of the others their own queries count the rows. */
async function sharedPass(session: Session, audits: readonly RenderedAudit[]): Promise<ReadonlySet<RenderedAudit>> {
  const byRelation = new Map<string, RenderedAudit[]>();
  for (const audit of audits) {
    if (audit.measure === undefined) continue;
    const { relation } = audit.measure;
    byRelation.set(relation, [...(byRelation.get(relation) ?? []), audit]);
  }
  const passed = new Set<RenderedAudit>();
  for (const [relation, group] of byRelation) {
    await passRows(session, { relation, group, passed });
    await passAggregates(session, { relation, group, passed });
  }
  return passed;
}

interface Pass {
  readonly relation: string;
  readonly group: readonly RenderedAudit[];
  readonly passed: Set<RenderedAudit>;
}

/** Is any row bad by any of them? */
async function passRows(session: Session, { relation, group, passed }: Pass): Promise<void> {
  const rows = group.flatMap((audit) => (audit.measure?.type === 'rows' ? [{ audit, bad: audit.measure.bad }] : []));
  // One by itself is counted at once.
  if (rows.length < 2) return;
  const where = rows.map(({ bad }) => `(${bad})`).join(' OR ');
  const row = await oneRow(session, `SELECT COUNT(*) AS bad FROM ${relation} AS audited_rows WHERE ${where}`, group);
  if (Number(row['bad']) === 0) for (const { audit } of rows) passed.add(audit);
}

async function passAggregates(session: Session, { relation, group, passed }: Pass): Promise<void> {
  const some = group.flatMap((audit) =>
    audit.measure?.type === 'aggregate' ? [{ audit, value: audit.measure.value }] : [],
  );
  if (some.length === 0) return;
  const values = some.map(({ value }, i) => `${value} AS audit_${i}`).join(', ');
  const row = await oneRow(session, `SELECT COUNT(*), ${values} FROM ${relation} AS audited_rows`, group);
  for (const [i, { audit }] of some.entries()) if (Number(row[`audit_${i}`] ?? 0) === 0) passed.add(audit);
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

/** All that were asked when a blocking one failed. */
export function failedAudits(error: unknown): readonly AuditOutcome[] {
  if (!isMeshError(error) || error.code !== 'RUN_AUDIT_FAILED') return [];
  return (error.data as unknown as { outcomes: readonly AuditOutcome[] }).outcomes;
}
