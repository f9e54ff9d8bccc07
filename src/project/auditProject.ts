// `mesh audit`: the audits of an environment's models, over the tables behind its views; nothing is written.
import type { SourceLocation } from '../error/diagnostic.ts';
import { failuresTable } from '../execute/keptFailures.ts';
import { runAudits } from '../execute/runAudits.ts';
import { judge } from '../model/audits/severity.ts';
import type { Interval } from '../interval/interval.ts';
import { hasTable } from '../plan/kindFacts.ts';
import type { EnvironmentMember } from '../snapshot/environment.ts';
import { statementsOfProject } from '../snapshot/projectStatements.ts';
import type { ExecuteContext, RenderedAudit } from '../execute/context.ts';
import { knownEnvironment } from './environmentAdmin.ts';
import { executionContext } from './executionContext.ts';
import type { Project } from './openProject.ts';
import { readTimes } from './planRequest.ts';
import { selectModels } from './selectModels.ts';

export interface AuditRequest {
  readonly environment?: string | undefined;
  /** Selections; all models when empty. */
  readonly models: readonly string[];
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly executionTime?: string | undefined;
}

export interface AuditFinding {
  readonly model: string;
  readonly audit: string;
  readonly status: 'passed' | 'warning' | 'failed';
  readonly failures: number;
  readonly blocking: boolean;
  /** What was found, with a few rows. */
  readonly text: string | undefined;
}

export interface AuditRun {
  readonly environment: string;
  readonly findings: readonly AuditFinding[];
}

export async function auditProject(project: Project, request: AuditRequest): Promise<AuditRun> {
  const config = await project.config();
  const environment = await knownEnvironment(project, request.environment ?? config.defaultTargetEnvironment);
  const times = readTimes(request, project.now());
  const snapshots = await (await project.state()).snapshots(environment.members);
  const models = new Map(snapshots.map((s) => [s.name, s.model]));
  const chosen = request.models.length === 0 ? undefined : await selectModels(project, request.models, models);
  const context = await executionContext(project, {
    environment: environment.name,
    executionTime: times.executionTime,
    members: environment.members,
    snapshots,
    needed: [],
  });
  const { start, end } = times;
  const interval =
    start === undefined && end === undefined ? null : { start: start ?? 0, end: end ?? times.executionTime };
  const findings: AuditFinding[] = [];
  for (const member of environment.members) {
    if (chosen?.has(member.name) ?? true) findings.push(...(await auditMember(context, member, interval)));
  }
  if (chosen === undefined) {
    for (const audit of statementsOfProject(environment.statements, config.project).audits ?? []) {
      const rendered = [await context.renderer.standaloneAudit(audit)];
      findings.push(...(await ask(context, { name: audit.name, at: audit.at }, rendered)));
    }
  }
  return { environment: environment.name, findings };
}

async function auditMember(
  context: Omit<ExecuteContext, 'lease'>,
  member: EnvironmentMember,
  interval: Interval | null,
): Promise<AuditFinding[]> {
  const snapshot = context.snapshots.get(member.name);
  if (snapshot === undefined || member.kindName === 'EMBEDDED') return [];
  const own = member.uses === 'preview' ? member.preview : member.physical;
  // A table from outside is asked where it stands.
  const table = hasTable(member.kindName) ? own : snapshot.model.table;
  if (table === null) return [];
  const rendered = await context.renderer.audits(snapshot, { interval, thisModel: table });
  return ask(context, { name: member.name, at: snapshot.model.at }, rendered);
}

async function ask(
  context: Omit<ExecuteContext, 'lease'>,
  about: { readonly name: string; readonly at: SourceLocation },
  audits: readonly RenderedAudit[],
): Promise<AuditFinding[]> {
  if (audits.length === 0) return [];
  const texts: string[] = [];
  const session = await context.engine.session();
  try {
    const quiet = {
      environment: context.environment,
      emit: (event: Parameters<ExecuteContext['emit']>[0]) => void (event.type === 'log' && texts.push(event.text)),
    };
    const outcomes = await runAudits(quiet, session, { audits, about, interval: null, mayBlock: false });
    return outcomes.map(({ name, failures, status }, i): AuditFinding => {
      const { blocking, severity } = audits[i]!;
      const isWarning = judge(failures, severity) === 'warning';
      return {
        model: about.name,
        audit: name,
        status: status === 'passed' ? 'passed' : isWarning ? 'warning' : 'failed',
        failures,
        blocking,
        text: status === 'passed' ? undefined : texts.shift(),
      };
    });
  } finally {
    await session.close();
  }
}

export interface KeptRow {
  readonly environment: string;
  readonly model: string;
  readonly audit: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly foundAt: string;
  readonly row: unknown;
}

/** `mesh audit --failures`: rows that audits with store_failures found bad, newest first. */
export async function keptFailures(project: Project, models: readonly string[]): Promise<KeptRow[]> {
  if (!(await project.hasDatabase())) return [];
  const session = await (await project.engine()).session();
  try {
    if ((await session.relation({ schema: 'mesh_audits', table: 'failures' })) === undefined) return [];
    const iso = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
    const rows = await session.query<Record<string, string | null>>(
      `SELECT environment, model, audit, ${iso('interval_start')} AS start, ${iso('interval_end')} AS "end",
         ${iso('found_at')} AS found_at, CAST(bad_row AS VARCHAR) AS bad_row
       FROM ${failuresTable} ORDER BY found_at DESC, model, audit, bad_row`,
    );
    const wanted = new Set(models.map((name) => name.toLowerCase()));
    return rows
      .filter(({ model }) => wanted.size === 0 || wanted.has(model!))
      .map((row) => ({
        environment: row['environment']!,
        model: row['model']!,
        audit: row['audit']!,
        start: row['start'] ?? null,
        end: row['end'] ?? null,
        foundAt: row['found_at']!,
        row: JSON.parse(row['bad_row']!) as unknown,
      }));
  } finally {
    await session.close();
  }
}
