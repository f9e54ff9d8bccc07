// `mesh state check`: what the state records against what the database holds, and on request the repair.
import { checkState, type Repair, type StateFinding, type StateRecords } from '../execute/checkState.ts';
import { makeViews } from '../execute/promote.ts';
import type { EnvironmentMember } from '../snapshot/environment.ts';
import type { StateStore } from '../state/stateStore.ts';
import { executionContext, withLease } from './executionContext.ts';
import type { Project } from './openProject.ts';

export interface StateCheck {
  readonly findings: readonly StateFinding[];
  readonly environments: number;
  readonly snapshots: number;
}

export async function checkProjectState(project: Project): Promise<StateCheck> {
  if (!(await project.hasDatabase())) return { findings: [], environments: 0, snapshots: 0 };
  const engine = await project.engine();
  const records = await readRecords(await project.state());
  const session = await engine.session();
  try {
    const findings = checkState(records, await session.inventory(), engine.defaultCatalog);
    return { findings, environments: records.environments.length, snapshots: records.heads.length };
  } finally {
    await session.close();
  }
}

async function readRecords(state: StateStore): Promise<StateRecords> {
  const summaries = await state.environments();
  const environments = [];
  for (const { name } of summaries) {
    const record = await state.environmentRecord(name);
    if (record !== undefined) environments.push(record);
  }
  const keys = await state.intervalKeys();
  const sets = await state.intervals(keys);
  const intervals = keys.map((key, i) => ({ key, set: sets[i]! }));
  return { environments, heads: await state.snapshotHeads(), intervals };
}

/** Forgets intervals of missing tables, so that a plan computes them again, and makes missing views anew. */
export async function repairState(project: Project, findings: readonly StateFinding[]): Promise<void> {
  const repairs = findings.flatMap((finding) => finding.repair ?? []);
  const keys = repairs.flatMap((repair) => (repair.type === 'forgetIntervals' ? [repair.key] : []));
  const state = await project.state();
  if (keys.length > 0) await state.forgetIntervals(null, keys);
  for (const [environment, members] of viewsByEnvironment(repairs)) {
    await withLease(project, `environment:${environment}`, async (lease) => {
      // Read again: whoever held the lease until now may have changed it.
      const record = (await state.environmentRecord(environment))?.environment;
      const current = new Map(record?.members.map((m) => [m.name, m]));
      const same = members.filter((m) => current.get(m.name)?.identifier === m.identifier);
      if (record === undefined || same.length === 0) return;
      const context = await executionContext(project, {
        environment,
        executionTime: project.now(),
        members: record.members,
        snapshots: [],
        needed: same.map((m) => m.name),
      });
      const session = await context.engine.session();
      try {
        await makeViews({ ...context, lease }, session, { environment: record, members: same });
      } finally {
        await session.close();
      }
    });
  }
}

function viewsByEnvironment(repairs: readonly Repair[]): ReadonlyMap<string, readonly EnvironmentMember[]> {
  const found = new Map<string, EnvironmentMember[]>();
  for (const repair of repairs) {
    if (repair.type !== 'makeView') continue;
    found.set(repair.environment, [...(found.get(repair.environment) ?? []), repair.member]);
  }
  return found;
}
