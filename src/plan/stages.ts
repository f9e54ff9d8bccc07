// The stages of a plan in order: everything before `promote` may be repeated, `promote` is one last commit.
import { sameTable } from '../sql/tableName.ts';
import type { EnvironmentMember, Environment } from '../snapshot/environment.ts';
import type { Snapshot, SnapshotId } from '../snapshot/snapshot.ts';
import { keyOf } from './intervalLookup.ts';
import { hasTable } from './kindFacts.ts';
import type { BackfillStep, Stage, TableMigration, ViewChanges } from './plan.ts';
import type { PlanInput } from './planInput.ts';

export interface StagesInput {
  readonly input: PlanInput;
  readonly steps: readonly BackfillStep[];
  readonly members: readonly EnvironmentMember[];
  readonly views: ViewChanges;
  /** The record after the plan; undefined when nothing about it changes. */
  readonly record: Environment | undefined;
  readonly extra: StageParts;
}

type Of<T extends Stage['type']> = Extract<Stage, { type: T }>;

interface StageParts {
  readonly auditOnly: Of<'auditOnly'>['audits'];
  readonly migrateTables: Of<'migrateTables'>['tables'];
  readonly clearRestated: Of<'clearRestated'>['versions'];
  readonly unrestorable: Of<'promote'>['unrestorable'];
}

export function planStages({ input, steps, members, views, record, extra }: StagesInput): Stage[] {
  const { created } = input.built;
  const empty = input.options.emptyBackfill === true;
  const run = empty || input.options.skipBackfill === true ? [] : steps;
  const tables = emptyTables(input, { members, run });
  const early = touched(input, [...run, ...tables]);
  const isEarly = (migration: TableMigration): boolean => early.has(migration.snapshot.name);
  const all: Stage[] = [
    { type: 'saveSnapshots', snapshots: created.map(idOf) },
    { type: 'createSchemas', schemas: physicalSchemas(members, { run, tables }) },
    { type: 'migrateTables', tables: extra.migrateTables.filter((m) => isEarly(m)) },
    { type: 'createTables', tables },
    { type: 'auditOnly', audits: extra.auditOnly },
    { type: 'backfill', steps: run },
    { type: 'markFilled', steps: empty ? steps : [] },
    { type: 'clearRestated', versions: extra.clearRestated },
    // As late as can be: prod's views look at these tables until they are switched.
    { type: 'migrateTables', tables: extra.migrateTables.filter((m) => !isEarly(m)) },
  ];
  const stages = all.filter((stage) => !isEmptyStage(stage));
  if (record !== undefined)
    stages.push({
      type: 'promote',
      views,
      environment: record,
      unrestorable: extra.unrestorable,
      ...replacedTables(input, views),
    });
  if (stages.length === 0) return [];
  const { beforeAll, afterAll } = input.settings.statements;
  return [
    ...(beforeAll.length > 0 ? [{ type: 'beforeAll', statements: beforeAll } as const] : []),
    ...stages,
    ...(afterAll.length > 0 ? [{ type: 'afterAll', statements: afterAll } as const] : []),
  ];
}

/** Tables of the models' own names, of an environment that had no views until now. */
function replacedTables({ basis }: PlanInput, { created }: ViewChanges): Pick<Of<'promote'>, 'replaced'> {
  const replaced = created.flatMap(({ name, view }) => {
    const before = basis.record?.members.find((m) => m.physical !== null && sameTable(m.physical, view!));
    return before === undefined ? [] : [{ name, version: before.version, table: before.physical! }];
  });
  return replaced.length === 0 ? {} : { replaced };
}

/** What is written, and what that reads, through views and embedded models. */
function touched({ models }: PlanInput, made: readonly { readonly snapshot: SnapshotId }[]): ReadonlySet<string> {
  const names = new Set(made.map(({ snapshot }) => snapshot.name));
  const isWritten = new Set(names);
  for (const name of names) {
    const model = models.get(name);
    if (model === undefined || (!isWritten.has(name) && hasTable(model.kind.name) && model.kind.name !== 'VIEW'))
      continue;
    for (const parent of model.parents) names.add(parent);
  }
  return names;
}

function isEmptyStage(stage: Stage): boolean {
  switch (stage.type) {
    case 'saveSnapshots':
      return stage.snapshots.length === 0;
    case 'createSchemas':
      return stage.schemas.length === 0;
    case 'createTables':
    case 'migrateTables':
      return stage.tables.length === 0;
    case 'auditOnly':
      return stage.audits.length === 0;
    case 'backfill':
    case 'markFilled':
      return stage.steps.length === 0;
    case 'clearRestated':
      return stage.versions.length === 0;
    case 'beforeAll':
    case 'afterAll':
      return stage.statements.length === 0;
    case 'promote':
      return false;
  }
}

interface Made {
  readonly members: readonly EnvironmentMember[];
  readonly run: readonly BackfillStep[];
}

/** Tables that are shown or read but that nothing fills: an environment without its data still answers queries. */
function emptyTables(input: PlanInput, { members, run }: Made): Of<'createTables'>['tables'] {
  const filled = new Set(run.map((step) => step.snapshot.name));
  const read = new Set(run.flatMap((step) => input.models.get(step.snapshot.name)!.parents));
  // What an empty table is made from must be there before it, also when the backfill would make it later.
  const readByEmpty = new Set<string>();
  const tables: Of<'createTables'>['tables'][number][] = [];
  for (const member of inOrder(input, members).reverse()) {
    const { name, promoted } = member;
    const isShown = !filled.has(name) && (read.has(name) || (promoted && isTouched(input, member)));
    if (!readByEmpty.has(name) && (!isShown || !hasTable(member.kindName))) continue;
    if (hasTable(member.kindName)) {
      if (input.stored.get(keyOf(member, member.uses)).length > 0) continue;
      tables.push({ snapshot: idOf(member), target: member.uses });
    }
    for (const parent of input.models.get(name)?.parents ?? []) readByEmpty.add(parent);
  }
  return tables.reverse();
}

/** Not yet shown by the environment with this table. */
function isTouched({ basis }: PlanInput, member: EnvironmentMember): boolean {
  const before = basis.isNew ? undefined : basis.members.get(member.name);
  if (before === undefined || !before.promoted || before.uses !== member.uses) return true;
  const [is, was] = member.uses === 'final' ? [member.physical, before.physical] : [member.preview, before.preview];
  return is === null || was === null || !sameTable(is, was);
}

function inOrder({ order }: PlanInput, members: readonly EnvironmentMember[]): EnvironmentMember[] {
  const byName = new Map(members.map((m) => [m.name, m]));
  return order.flatMap((name) => byName.get(name) ?? []);
}

function physicalSchemas(
  members: readonly EnvironmentMember[],
  { run, tables }: { readonly run: readonly BackfillStep[]; readonly tables: Of<'createTables'>['tables'] },
): Of<'createSchemas'>['schemas'] {
  const made = new Set(tables.map((t) => t.snapshot.name));
  const names = [
    ...run.map((step) => step.table),
    ...members.filter((m) => made.has(m.name)).map((m) => (m.uses === 'final' ? m.physical : m.preview)),
  ];
  const schemas = new Map<string, { catalog: string | undefined; schema: string }>();
  for (const name of names) {
    if (name?.schema === undefined) continue;
    schemas.set(JSON.stringify([name.catalog, name.schema]), { catalog: name.catalog, schema: name.schema });
  }
  return [...schemas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, schema]) => schema);
}

function idOf({ name, identifier }: SnapshotId | Snapshot): SnapshotId {
  return { name, identifier };
}
