// Looking at environments and ending them: `mesh environments`, `invalidate`, `janitor`, `destroy`, `table-name`.
import { MeshError } from '../error/meshError.ts';
import { cleanUp, destroyAll, dropEnvironment } from '../execute/cleanUp.ts';
import type { CleanUpObject } from '../execute/cleanUpWork.ts';
import type { ProjectConfig } from '../load/config/config.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import { sanitizeEnvironmentName } from '../snapshot/tableNaming.ts';
import { canonicalName } from '../sql/tableName.ts';
import type { EnvironmentSummary, PlanningState } from '../state/stateStore.ts';
import { findMember } from './findModel.ts';
import type { Project } from './openProject.ts';

export async function listEnvironments(project: Project): Promise<readonly EnvironmentSummary[]> {
  if (!(await project.hasDatabase())) return [];
  return (await project.state()).environments();
}

/** The environment as it stands; an expired one counts as absent. */
export async function knownEnvironment(project: Project, name: string): Promise<Environment> {
  const state = await project.state();
  const wanted = sanitizeEnvironmentName(name);
  const environment = await state.environment(wanted);
  const over = await expiryOf(project);
  if (environment === undefined || over(environment)) {
    const known = (await state.environments()).filter((e) => !over(e)).map((e) => e.name);
    throw new MeshError('RUN_ENVIRONMENT_UNKNOWN', { environment: wanted, known });
  }
  return environment;
}

type Expiring = Pick<Environment, 'name' | 'expiresAt'>;

/** What is pinned never expires, also when it was made before it was pinned. */
export async function expiryOf(project: Project): Promise<(environment: Expiring) => boolean> {
  const pinned = pinnedNames(await project.config());
  const now = project.now();
  return ({ name, expiresAt }) => name !== PROD && expiresAt !== null && expiresAt <= now && !pinned.includes(name);
}

/** As environments are called. */
export function pinnedNames({ pinnedEnvironments }: Pick<ProjectConfig, 'pinnedEnvironments'>): readonly string[] {
  return pinnedEnvironments.map((name) => sanitizeEnvironmentName(name));
}

/**
 * Ends an environment now; with `sync` its views are dropped at once instead of by the next janitor, which would never
 * come to one that is pinned.
 */
export async function invalidateEnvironment(
  project: Project,
  name: string,
  options: { readonly sync: boolean },
): Promise<readonly CleanUpObject[]> {
  const wanted = sanitizeEnvironmentName(name);
  if (wanted === PROD) throw new MeshError('STATE_PROD_KEPT', {});
  const state = await project.state();
  // One that has expired still has its views, and dropping them may have been interrupted.
  const environment = (await state.environment(wanted)) ?? (await knownEnvironment(project, name));
  await state.setExpiry(environment.name, project.now(), environment.revision);
  if (!options.sync && !pinnedNames(await project.config()).includes(environment.name)) return [];
  const engine = await project.engine();
  const session = await engine.session();
  const objects: CleanUpObject[] = [];
  try {
    const settings = { now: project.now(), ignoreTtl: false, dryRun: false, pinned: [] };
    await dropEnvironment({ engine, state, session, options: settings, objects }, environment, 'invalidated');
  } finally {
    await session.close();
  }
  return objects;
}

export interface JanitorRequest {
  readonly ignoreTtl: boolean;
  readonly dryRun: boolean;
  /** Only this one, where it has expired. */
  readonly environment?: string | undefined;
  readonly forceDelete?: boolean | undefined;
}

/** Whether `runJanitor` would find something to drop, told without opening the database where that is possible. */
export async function isCleanUpDue(project: Project, state: Pick<PlanningState, 'expiry'>): Promise<boolean> {
  const { environments, unusedUntil } = await state.expiry();
  const now = project.now();
  if (unusedUntil !== null && unusedUntil <= now) return true;
  return environments.some(await expiryOf(project));
}

export async function runJanitor(project: Project, request: JanitorRequest): Promise<readonly CleanUpObject[]> {
  const pinned = pinnedNames(await project.config());
  const state = await project.state();
  const environment = request.environment === undefined ? undefined : sanitizeEnvironmentName(request.environment);
  if (environment !== undefined && (await state.environment(environment)) === undefined) {
    const known = (await state.environments()).map(({ name }) => name);
    throw new MeshError('RUN_ENVIRONMENT_UNKNOWN', { environment, known });
  }
  const { ignoreTtl, dryRun, forceDelete: force } = request;
  return cleanUp(await project.engine(), state, { now: project.now(), pinned, ignoreTtl, dryRun, environment, force });
}

export async function destroyProject(
  project: Project,
  options: { readonly dryRun: boolean },
): Promise<readonly CleanUpObject[]> {
  return destroyAll(await project.engine(), await project.state(), options);
}

/** The physical table behind a model's view. */
export async function physicalTableName(project: Project, model: string, environment: string): Promise<string> {
  const { members } = await knownEnvironment(project, environment);
  const catalog = await project.defaultCatalog();
  const member = findMember(members, model, catalog);
  const table = member.uses === 'preview' ? member.preview : member.physical;
  if (table === null)
    throw new MeshError('RUN_STATEMENT', { model, detail: `a model of kind ${member.kindName} has no table` });
  return canonicalName(table, catalog);
}
