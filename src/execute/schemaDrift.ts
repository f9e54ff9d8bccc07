// An incremental table and the query that fills it may have come apart: a table from outside changed, or a policy kept an
// old column. Says which columns are written, and alters the table as the model's policies allow.
import type { Column, ColumnChange, Session } from '../engine/engine.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { SchemaChangePolicy } from '../model/kind.ts';
import { retypedColumn, retypingAlterations, type RetypedColumn } from '../plan/columnAlterations.ts';
import { alterText } from '../plan/schemaChanges.ts';
import { typeChange } from '../snapshot/typeChange.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { TableName } from '../sql/tableName.ts';

export interface DriftInput {
  readonly snapshot: Snapshot;
  readonly target: TableName;
  readonly query: string;
  /** A preview takes whatever shape its definition has. */
  readonly isPreview: boolean;
  readonly warn: (text: string) => void;
}

/** The columns of the table that the query fills. */
export async function fittingColumns(session: Session, input: DriftInput): Promise<readonly Column[]> {
  const table = (await session.columns(input.target)) ?? [];
  const own = historyColumns(input.snapshot);
  const { columns: declared } = input.snapshot.model;
  // Declared columns are a promise of the model: a query that breaks it fails by itself. Others a policy has kept.
  if (declared !== undefined && !input.isPreview) {
    const names = new Set(declared.map((c) => c.name.toLowerCase()));
    return table.filter((c) => names.has(c.name.toLowerCase()) || own.has(c.name.toLowerCase()));
  }
  const query = await queryColumns(session, input);
  if (query === undefined) return table;
  const found = new Map(query.map((c) => [c.name.toLowerCase(), c]));
  const known = new Map(table.map((c) => [c.name.toLowerCase(), c]));
  const lost = table.filter((c) => !found.has(c.name.toLowerCase()) && !own.has(c.name.toLowerCase()));
  const gained = query.filter((c) => !known.has(c.name.toLowerCase()));
  const { kind } = input.snapshot.model;
  // It is written in the type of the times of versions, whatever the query gives.
  const changeTime = kind.name === 'SCD_TYPE_2_BY_TIME' ? kind.updatedAtName.toLowerCase() : undefined;
  const changed = query.filter(
    (c) => c.name.toLowerCase() !== changeTime && (known.get(c.name.toLowerCase())?.type ?? c.type) !== c.type,
  );
  if (lost.length + gained.length + changed.length === 0) return table;
  const changes = allowed(input, { lost, gained, changed, known });
  if (changes.length > 0) await session.alter(input.target, changes);
  const after = changes.length > 0 ? ((await session.columns(input.target)) ?? []) : table;
  return after.filter((c) => found.has(c.name.toLowerCase()) || own.has(c.name.toLowerCase()));
}

const described = new WeakMap<Snapshot, readonly QueryColumn[]>();

interface QueryColumn {
  readonly name: string;
  readonly type: string;
}

/** Once per model and run: what it reads does not change its shape meanwhile. */
async function queryColumns(
  session: Session,
  { snapshot, query }: DriftInput,
): Promise<readonly QueryColumn[] | undefined> {
  const before = described.get(snapshot);
  if (before !== undefined) return before;
  try {
    const rows = await session.query<{ column_name: string; column_type: string }>(
      `DESCRIBE SELECT * FROM (${query}\n) AS described`,
    );
    const columns = rows.map((r) => ({ name: r.column_name, type: r.column_type }));
    described.set(snapshot, columns);
    return columns;
  } catch (error) {
    // The write that follows fails of the same, with the whole statement in its report.
    if (isMeshError(error) && error.code === 'ENGINE_SQL') return undefined;
    throw error;
  }
}

function historyColumns({ model: { kind } }: Snapshot): ReadonlySet<string> {
  const isHistory = kind.name === 'SCD_TYPE_2_BY_TIME' || kind.name === 'SCD_TYPE_2_BY_COLUMN';
  return new Set(isHistory ? [kind.validFromName.toLowerCase(), kind.validToName.toLowerCase()] : []);
}

interface Drift {
  readonly lost: readonly Column[];
  readonly gained: readonly QueryColumn[];
  readonly changed: readonly QueryColumn[];
  readonly known: ReadonlyMap<string, Column>;
}

function allowed(input: DriftInput, drift: Drift): ColumnChange[] {
  const { lost, gained, known } = drift;
  const { kind } = input.snapshot.model;
  const has = 'onDestructiveChange' in kind && !input.isPreview;
  const policies = {
    destructive: has ? kind.onDestructiveChange : 'allow',
    additive: has ? kind.onAdditiveChange : 'allow',
  } as const;
  const retyped = drift.changed.flatMap(({ name, type: to }): RetypedColumn[] => {
    const from = known.get(name.toLowerCase())!;
    // Values that do not fit make the insert fail; a preview has only rows that can be lost.
    return input.isPreview || typeChange(from.type, to) !== 'other' ? [{ name: from.name, from: from.type, to }] : [];
  });
  const types = retyped.map(retypingAlterations);
  const drops = lost.map((c): ColumnChange => ({ type: 'drop', column: c.name }));
  const adds = gained.map((c): ColumnChange => ({ type: 'add', column: c.name, columnType: c.type }));
  const isAllowed = (policy: SchemaChangePolicy, changes: readonly ColumnChange[], what: string): boolean =>
    underPolicy(input, policy, { changes, what });
  const losing = [...drops, ...types.flatMap((t) => t.destructive)];
  const lose = isAllowed(policies.destructive, losing, 'lacks columns or fields of its table');
  const gaining = [...adds, ...types.flatMap((t) => t.additive)];
  const gain = isAllowed(policies.additive, gaining, 'has columns or fields that its table lacks');
  return [
    ...retyped.flatMap((column) => retypedColumn(column, { lose, gain })),
    ...(lose ? drops : []),
    ...(gain ? adds : []),
  ];
}

function underPolicy(
  { snapshot, warn }: DriftInput,
  policy: SchemaChangePolicy,
  { changes, what }: { readonly changes: readonly ColumnChange[]; readonly what: string },
): boolean {
  if (changes.length === 0 || policy === 'ignore') return false;
  const statements = changes.map((change) => alterText(snapshot.name, change));
  if (policy === 'error') throw new MeshError('RUN_SCHEMA_DRIFT', { model: snapshot.name, what, statements });
  if (policy === 'warn') warn(`its query ${what}: ${statements.join('; ')}`);
  return true;
}
