// The SQL that each step of a plan would run, for `plan --explain -v`: nothing is computed or created for it.
import type { RenderedBatch } from '../execute/context.ts';
import { neededSnapshots } from '../plan/mapping.ts';
import type { BackfillStep } from '../plan/plan.ts';
import { executionRenderer, fullSnapshots } from './executionContext.ts';
import type { Project } from './openProject.ts';
import type { Planned } from './planProject.ts';
import { storedCode } from './storedCode.ts';

/** Of the first batch of each step: the others differ in their times alone. */
export async function planStatements(
  project: Project,
  { plan, loaded }: Planned,
): Promise<(step: BackfillStep) => readonly string[]> {
  const steps = plan.stages.flatMap((stage) => (stage.type === 'backfill' ? stage.steps : []));
  const request = {
    environment: plan.environment,
    executionTime: plan.executionTime,
    members: plan.target,
    snapshots: plan.newSnapshots,
    needed: neededSnapshots(plan).map(({ name }) => name),
  };
  const snapshots = await fullSnapshots(await project.planningState([plan.environment]), request);
  const isNew = new Set(plan.newSnapshots.map(({ name }) => name));
  const code = storedCode(project);
  const renderer = await executionRenderer(project, request, {
    defaultCatalog: await project.defaultCatalog(),
    dialect: (await project.frontend()).dialect,
    snapshots,
    macrosOf: async (model) =>
      isNew.has(model.name) && loaded.models.has(model.name) ? loaded.macros : code.macrosOf(model),
  });
  const texts = new Map<string, readonly string[]>();
  for (const step of steps) {
    const snapshot = snapshots.get(step.snapshot.name);
    if (snapshot === undefined) continue;
    const batch = { stage: 'evaluating', interval: step.batches[0] ?? null, thisModel: step.table } as const;
    texts.set(step.snapshot.name, statementsOf(await renderer.batch(snapshot, batch)));
  }
  return (step) => texts.get(step.snapshot.name) ?? [];
}

/** Empty for seeds and models of TypeScript: they are no SQL. */
function statementsOf({ preStatements, query, postStatements }: RenderedBatch): string[] {
  return [...preStatements, ...(query === null ? [] : [query]), ...postStatements].map((text) => `${text.trim()};`);
}
