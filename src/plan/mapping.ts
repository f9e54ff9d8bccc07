// Which physical table each name means when a model of an environment is rendered.
import type { Model } from '../model/model.ts';
import type { EnvironmentMember } from '../snapshot/environment.ts';
import type { TableName } from '../sql/tableName.ts';
import type { SnapshotId } from '../snapshot/snapshot.ts';
import type { Plan, TableMapping } from './plan.ts';
import { tableBehind } from './views.ts';

export interface Reads {
  /** Names that are missing here and in `embedded` are external tables and stay as they are. */
  readonly tables: TableMapping;
  /** Models to put into the text as subqueries; what they read is in `tables`. Those that others embed come first. */
  readonly embedded: readonly string[];
}

export interface ReadsInput {
  readonly members: ReadonlyMap<string, EnvironmentMember>;
  /** At least the model's EMBEDDED parents, and theirs. */
  readonly models: ReadonlyMap<string, Model>;
}

/** `self` is the table that a self-reference means: the one the step writes. */
export function readsOf(model: Model, self: TableName | null, { members, models }: ReadsInput): Reads {
  const tables: Record<string, TableName> = {};
  const embedded: string[] = [];
  const visit = (names: readonly string[]): void => {
    for (const name of names) {
      const member = members.get(name);
      if (member === undefined || member.kindName === 'EXTERNAL' || Object.hasOwn(tables, name)) continue;
      if (member.kindName !== 'EMBEDDED') {
        tables[name] = tableBehind(member)!;
      } else if (!embedded.includes(name)) {
        visit(models.get(name)!.parents);
        embedded.push(name);
      }
    }
  };
  visit(model.parents);
  if (self !== null && (model.selfReference || !Object.hasOwn(tables, model.name))) tables[model.name] = self;
  return { tables, embedded };
}

/** Snapshots that applying needs in full: what is computed, made, audited or shown anew, and all that may be embedded. */
export function neededSnapshots(plan: Pick<Plan, 'stages' | 'target'>): SnapshotId[] {
  const names = new Set<string>();
  const add = (ids: readonly { readonly name: string }[]): void => {
    for (const { name } of ids) names.add(name);
  };
  for (const stage of plan.stages) {
    if (stage.type === 'backfill' || stage.type === 'markFilled') add(stage.steps.map((s) => s.snapshot));
    if (stage.type === 'createTables' || stage.type === 'migrateTables') add(stage.tables.map((t) => t.snapshot));
    if (stage.type === 'auditOnly') add(stage.audits.map((a) => a.snapshot));
    if (stage.type === 'promote') add([...stage.views.created, ...stage.views.updated]);
  }
  if (names.size > 0) add(plan.target.filter((m) => m.kindName === 'EMBEDDED'));
  return plan.target.filter((m) => names.has(m.name)).map(({ name, identifier }) => ({ name, identifier }));
}
