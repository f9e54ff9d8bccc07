// Tables that go on under a new definition: the ALTERs they need, and whether the model's policies allow them.
import type { ColumnChange } from '../engine/engine.ts';
import { MeshError } from '../error/meshError.ts';
import type { SchemaChangePolicy } from '../model/kind.ts';
import type { Model } from '../model/model.ts';
import { diffColumns, noColumnDiff, type ColumnDiff } from '../snapshot/columnDiff.ts';
import { changedNullability } from '../snapshot/nullability.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Verdict } from '../snapshot/verdict.ts';
import type { PlanNote, TableMigration } from './plan.ts';
import type { PlanInput } from './planInput.ts';
import type { Scope } from './scope.ts';
import { retypedColumn, retypingAlterations, type RetypedColumn } from './columnAlterations.ts';

export interface SchemaChanges {
  /** Prod only: elsewhere a forward-only change has a table of its own. */
  readonly migrations: readonly TableMigration[];
  readonly notes: readonly PlanNote[];
}

/** Throws PLAN_DESTRUCTIVE_CHANGE or PLAN_ADDITIVE_CHANGE with all that the policies refuse. */
export function schemaChanges(input: PlanInput, scope: Scope): SchemaChanges {
  const migrations: TableMigration[] = [];
  const notes: PlanNote[] = [];
  const refused: Refused[] = [];
  for (const [name, verdict] of input.verdicts) {
    const model = input.models.get(name)!;
    const head = input.built.heads.get(name)!;
    const before = input.basis.members.get(name);
    if (!verdict.forwardOnly || before?.version !== head.version || head.physical === null) continue;
    const changes = policedChanges(input, model, tableChange(input, scope, verdict));
    refused.push(...changes.refused);
    notes.push(...changes.notes);
    if (!scope.isProd || changes.changes.length === 0) continue;
    migrations.push({
      snapshot: { name, identifier: head.identifier },
      table: head.physical,
      changes: changes.changes,
      destructive: changes.isDestructive,
    });
  }
  refuse(input, refused);
  return { migrations, notes };
}

/** Prod's table is the one that deploying alters, whatever the environment showed in between. */
function tableChange({ deployedColumns, built, facts }: PlanInput, { prod }: Scope, verdict: Verdict): ColumnDiff {
  const head = built.heads.get(verdict.name)!;
  const held = prod.get(verdict.name);
  if (held?.version !== head.version) return verdict.columns;
  if (held.identifier === head.identifier) return noColumnDiff;
  const columns = deployedColumns?.get(verdict.name);
  return columns === undefined ? verdict.columns : diffColumns(columns, facts.outputColumns.get(verdict.name));
}

interface Refused {
  readonly model: string;
  readonly policy: 'destructive' | 'additive';
  readonly statements: readonly string[];
}

interface PolicedChanges {
  readonly changes: readonly ColumnChange[];
  /** Some of them lose values. */
  readonly isDestructive: boolean;
  readonly notes: readonly PlanNote[];
  readonly refused: readonly Refused[];
}

function policedChanges({ options, facts }: PlanInput, model: Model, diff: ColumnDiff): PolicedChanges {
  const retyped = diff.changed.flatMap(({ name, from, to }) =>
    from === null || to === null ? [] : [{ name, from, to }],
  );
  const { destructive, additive } = sorted(diff, retyped);
  const notes: PlanNote[] = [];
  const refused: Refused[] = [];
  const policies = policiesOf(model);
  const answers = {
    destructive: options.allowDestructive?.has(model.name) === true ? 'allow' : policies.destructive,
    additive: options.allowAdditive?.has(model.name) === true ? 'allow' : policies.additive,
  };
  const lists = [
    ['destructive', destructive, answers.destructive],
    ['additive', additive, answers.additive],
  ] as const;
  for (const [policy, list, answer] of lists) {
    if (list.length === 0 || answer === 'ignore') continue;
    const statements = list.map((change) => alterText(model.name, change));
    if (answer === 'error') refused.push({ model: model.name, policy, statements });
    if (answer === 'warn')
      notes.push({ severity: 'warning', model: model.name, text: `${policy} change: ${statements.join('; ')}` });
  }
  const [lose, gain] = [answers.destructive !== 'ignore', answers.additive !== 'ignore'];
  const changes = [
    ...retyped.flatMap((column) => retypedColumn(column, { lose, gain })),
    ...(lose ? dropped(diff) : []),
    ...(gain ? gained(diff) : []),
    ...promised(facts.previous.get(model.name), model).filter(({ column }) => !(lose && isIn(diff.removed, column))),
  ];
  return { changes, isDestructive: lose && destructive.length > 0, notes, refused };
}

function sorted(
  diff: ColumnDiff,
  retyped: readonly RetypedColumn[],
): Readonly<Record<'destructive' | 'additive', readonly ColumnChange[]>> {
  const types = retyped.map(retypingAlterations);
  return {
    destructive: [...dropped(diff), ...types.flatMap((t) => t.destructive)],
    additive: [...gained(diff), ...types.flatMap((t) => t.additive)],
  };
}

function dropped({ removed }: ColumnDiff): ColumnChange[] {
  return removed.map((c) => ({ type: 'drop', column: c.name }));
}

function gained({ added }: ColumnDiff): ColumnChange[] {
  return added.flatMap((c): ColumnChange[] =>
    c.type === null ? [] : [{ type: 'add', column: c.name, columnType: c.type }],
  );
}

/** Nobody is asked: no value is lost, and NULLs that are there stop the plan before any view is switched. */
function promised(before: Snapshot | undefined, model: Model): ColumnChange[] {
  if (before === undefined || !('onDestructiveChange' in model.kind)) return [];
  return changedNullability(before.model, model)
    .filter(({ column }) => isIn(before.outputColumns ?? [], column))
    .map((change) => ({ type: 'nullability', ...change }));
}

function isIn(columns: readonly { readonly name: string }[], column: string): boolean {
  return columns.some(({ name }) => name.toLowerCase() === column);
}

function policiesOf({ kind }: Model): Readonly<Record<'destructive' | 'additive', SchemaChangePolicy>> {
  return 'onDestructiveChange' in kind
    ? { destructive: kind.onDestructiveChange, additive: kind.onAdditiveChange }
    : // Made anew as a whole when it is next computed: until then it keeps what it has.
      { destructive: 'ignore', additive: 'allow' };
}

function refuse({ models: all }: PlanInput, refused: readonly Refused[]): void {
  for (const [policy, code] of [
    ['destructive', 'PLAN_DESTRUCTIVE_CHANGE'],
    ['additive', 'PLAN_ADDITIVE_CHANGE'],
  ] as const) {
    const models = refused.filter((r) => r.policy === policy);
    const first = all.get(models[0]?.model ?? '');
    if (first !== undefined) throw new MeshError(code, { models }, { at: first.query?.at ?? first.at });
  }
}

export function alterText(model: string, change: ColumnChange): string {
  const table = `ALTER TABLE ${model}`;
  switch (change.type) {
    case 'add':
      return `${table} ADD COLUMN ${change.column} ${change.columnType}`;
    case 'drop':
      return `${table} DROP COLUMN ${change.column}`;
    case 'alterType':
      return `${table} ALTER COLUMN ${change.column} TYPE ${change.columnType}`;
    case 'nullability':
      return `${table} ALTER COLUMN ${change.column} ${change.nullable ? 'DROP' : 'SET'} NOT NULL`;
    case 'rename':
      return `${table} RENAME COLUMN ${change.column} TO ${change.to}`;
  }
}
