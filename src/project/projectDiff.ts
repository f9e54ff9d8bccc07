// `mesh diff`: the part of a plan that says what changed.
import { changesJson } from '../plan/planJson.ts';
import { diffReport } from '../plan/planReport.ts';
import type { Project } from './openProject.ts';
import { planProject } from './planProject.ts';

export interface DiffRequest {
  readonly environment: string;
  readonly selectModels: readonly string[];
  readonly createFrom?: string | undefined;
  readonly noDiff: boolean;
  readonly verbosity: number;
}

export interface ProjectDiff {
  readonly hasChanges: boolean;
  readonly lines: readonly string[];
  /** As `diff --json` prints it. */
  readonly json: unknown;
}

export async function projectDiff(project: Project, request: DiffRequest): Promise<ProjectDiff> {
  const { environment, selectModels, createFrom, noDiff, verbosity } = request;
  // A new environment without changes is no plan, but it can be compared: with all models in it there is always one.
  const { plan } = await planProject(project, { environment, selectModels, createFrom, includeUnmodified: true });
  const { added, removed, modified, statementsChanged, requirementsChanged } = plan.diff;
  const hasChanges = added.length + removed.length + modified.length > 0 || statementsChanged || requirementsChanged;
  return { hasChanges, lines: diffReport(plan, { noDiff, verbosity }), json: changesJson(plan.diff) };
}
