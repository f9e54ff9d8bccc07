// `plan --data-diff`: what a plan did to the rows of the models it changed, against what prod showed before.
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plan } from '../plan/plan.ts';
import type { Project } from '../project/openProject.ts';
import type { TableDiff } from '../project/tableDiff/diffTables.ts';
import type { EnvironmentMember } from '../snapshot/environment.ts';
import type { CliIo } from './io.ts';
import type { Output } from './output.ts';

export interface PlanData {
  readonly before: readonly EnvironmentMember[];
  readonly limit: number | undefined;
}

/** Asked before the plan is applied: afterwards prod may show something else. */
export async function planDataBefore(project: Project, limit: number | undefined): Promise<PlanData> {
  const { membersBefore } = await import('../project/tableDiff/tableDiff.ts');
  return { before: await membersBefore(project), limit };
}

export interface DataReport {
  readonly plan: Plan;
  readonly data: PlanData;
  readonly io: CliIo;
  readonly output: Output;
  readonly json: boolean;
  /** The report for a pull request, which the comparison is added to. */
  readonly markdown: string | undefined;
}

/** Prints what was asked for and gives the JSON back, for the plan's own object. */
export async function reportPlanData(project: Project, report: DataReport): Promise<readonly unknown[]> {
  const { plan, data, io, output } = report;
  const { planDataDiff } = await import('../project/tableDiff/tableDiff.ts');
  const { diffJson, diffMarkdown, diffText } = await import('../project/tableDiff/diffReport.ts');
  const { diffs } = await planDataDiff(project, { plan, before: data.before, limit: data.limit });
  if (report.markdown !== undefined && diffs.length > 0)
    appendFileSync(resolve(io.cwd, report.markdown), `\n${diffMarkdown(diffs)}`);
  if (!report.json) for (const diff of diffs) output.result(diffText(diff, { samples: hasSamples(diff) }).join('\n'));
  return diffs.map(diffJson);
}

function hasSamples({ sample }: TableDiff): boolean {
  return sample.changed.length + sample.sourceOnly.length + sample.targetOnly.length > 0;
}
