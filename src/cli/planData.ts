// `plan --data-diff`: what a plan did to the rows of the models it changed, against what prod showed before.
import type { Plan } from '../plan/plan.ts';
import type { Project } from '../project/openProject.ts';
import type { TableDiff } from '../project/tableDiff/diffTables.ts';
import type { EnvironmentMember } from '../snapshot/environment.ts';
import type { Block } from '../util/document/document.ts';
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
  readonly output: Output;
  readonly json: boolean;
}

export interface ReportedData {
  /** For the plan's own object. */
  readonly json: readonly unknown[];
  /** For the report of a pull request. */
  readonly blocks: readonly Block[];
}

/** Prints what was asked for. */
export async function reportPlanData(project: Project, report: DataReport): Promise<ReportedData> {
  const { plan, data, output } = report;
  const { planDataDiff } = await import('../project/tableDiff/tableDiff.ts');
  const { diffBlocks, diffJson, diffText } = await import('../project/tableDiff/diffReport.ts');
  const { diffs } = await planDataDiff(project, { plan, before: data.before, limit: data.limit });
  if (!report.json) for (const diff of diffs) output.result(diffText(diff, { samples: hasSamples(diff) }).join('\n'));
  return { json: diffs.map(diffJson), blocks: diffBlocks(diffs) };
}

function hasSamples({ sample }: TableDiff): boolean {
  return sample.changed.length + sample.sourceOnly.length + sample.targetOnly.length > 0;
}
