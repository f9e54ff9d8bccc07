// What a forward-only change shows before it is deployed: the rows of the table it will go on with, and those computed
// with the new definition. A view joins them where rows can be told apart; else the preview begins as a copy.
import type { Column, ColumnChange, Session } from '../engine/engine.ts';
import { MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';
import type { Model } from '../model/model.ts';
import { retypedColumn } from '../plan/columnAlterations.ts';
import { diffColumns } from '../snapshot/columnDiff.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { adoptedType, replacesFields, typeChange } from '../snapshot/typeChange.ts';
import { previewRows } from '../snapshot/tableNaming.ts';
import { quotedName, quoteIdentifier, type TableName } from '../sql/tableName.ts';
import { timeBounds } from './timeLiteral.ts';

export interface Preview {
  /** The table that is written. */
  readonly rows: TableName;
  /** The view that readers see and the table below it; undefined when they read the rows themselves. */
  readonly joined?: { readonly view: TableName; readonly under: TableName } | undefined;
}

/** Keeps to what was begun; a new preview begins as its kind needs. */
export async function preparePreview(session: Session, snapshot: Snapshot, preview: TableName): Promise<Preview> {
  const under = snapshot.physical;
  if (under === null) return { rows: preview };
  const standing = await session.relation(preview);
  const joined: Preview = { rows: previewRows(preview), joined: { view: preview, under } };
  if (standing !== undefined) return standing.type === 'view' ? joined : { rows: preview };
  const below = await session.columns(under);
  if (below === undefined) return { rows: preview };
  const apart = tellsApart(snapshot.model, below);
  if (apart === 'view') return joined;
  if (apart === 'copy') {
    await session.write({ type: 'replaceTable', target: preview, query: `SELECT * FROM ${quotedName(under)}` });
    if (snapshot.kindName === 'CUSTOM') await takeColumns(session, { snapshot, preview, below });
  }
  return { rows: preview };
}

interface Copied {
  readonly snapshot: Snapshot;
  readonly preview: TableName;
  readonly below: readonly Column[];
}

/** As the table will be altered when it is deployed: a materialization may rely on it. Its own columns stay. */
async function takeColumns(session: Session, { snapshot, preview, below }: Copied): Promise<void> {
  const { added, changed } = diffColumns(below, snapshot.outputColumns);
  const changes = [
    ...changed.flatMap(({ name, from, to }) =>
      from === null || to === null ? [] : retypedColumn({ name, from, to }, { lose: false, gain: true }),
    ),
    ...added.flatMap(({ name, type }): ColumnChange[] =>
      type === null ? [] : [{ type: 'add', column: name, columnType: type }],
    ),
  ];
  if (changes.length > 0) await session.alter(preview, changes);
}

/** A history and whatever reads itself go on from the rows that are there; a changed key or time column cannot. */
function tellsApart({ kind, selfReference, partitionedBy }: Model, below: readonly Column[]): 'view' | 'copy' | 'no' {
  const known = new Set(below.map((c) => c.name.toLowerCase()));
  const has = (names: readonly string[]): boolean =>
    names.every((name) => !/^[\w"]+$/.test(name) || known.has(name.replaceAll('"', '').toLowerCase()));
  if (selfReference || kind.name === 'CUSTOM') return 'copy';
  switch (kind.name) {
    case 'INCREMENTAL_BY_TIME_RANGE':
      return has([kind.timeColumn.column]) ? 'view' : 'no';
    case 'INCREMENTAL_BY_UNIQUE_KEY':
      if (!has(kind.uniqueKey)) return 'no';
      return kind.whenMatched === undefined && kind.mergeFilter === undefined ? 'view' : 'copy';
    case 'INCREMENTAL_BY_PARTITION':
      return has(partitionedBy) ? 'view' : 'no';
    case 'INCREMENTAL_UNMANAGED':
      return kind.insertOverwrite && !has(partitionedBy) ? 'no' : 'view';
    case 'SCD_TYPE_2_BY_TIME':
    case 'SCD_TYPE_2_BY_COLUMN':
      return has([...kind.uniqueKey, kind.validFromName, kind.validToName]) ? 'copy' : 'no';
    default:
      return 'no';
  }
}

export interface JoinPreview {
  readonly snapshot: Snapshot;
  readonly preview: Preview;
  /** Everything the preview holds, this batch included. */
  readonly computed: readonly Interval[];
  readonly timeColumnFormat: string;
}

/** Makes the view anew: what is computed now is no longer read from below. */
export async function joinPreview(session: Session, join: JoinPreview): Promise<void> {
  const { rows, joined } = join.preview;
  if (joined === undefined) return;
  const [columns, below] = [await session.columns(rows), await session.columns(joined.under)];
  if (columns === undefined || below === undefined)
    throw new MeshError('STATE_CORRUPT', { what: `a table of the preview of ${join.snapshot.name} is gone` });
  const byName = new Map(below.map((c) => [c.name.toLowerCase(), c]));
  const list = columns.map((column) => {
    const name = quoteIdentifier(column.name);
    const under = byName.get(column.name.toLowerCase());
    const kept = under === undefined ? undefined : keptValue(`under.${name}`, under.type, column.type);
    return `${kept ?? `CAST(NULL AS ${column.type})`} AS ${name}`;
  });
  const upper = `SELECT ${columns.map((c) => quoteIdentifier(c.name)).join(', ')} FROM ${quotedName(rows)}`;
  const lower = `SELECT ${list.join(', ')} FROM ${quotedName(joined.under)} AS under${whereNotComputed(join, below)}`;
  await session.write({ type: 'replaceView', target: joined.view, query: `${upper} UNION ALL ${lower}` });
}

/** What deploying keeps of a value; undefined: nothing. DuckDB does not even try to cast structs that share no field. */
function keptValue(value: string, from: string, to: string): string | undefined {
  if (from === to) return value;
  const isNested = /[([]/.test(`${from}${to}`.replaceAll(/DECIMAL\([^)]*\)/g, ''));
  if (typeChange(from, to) === 'other' && isNested) return undefined;
  const shared = replacesFields(from, to)
    ? `TRY_CAST(${value} AS ${adoptedType(from, to, { lose: true, gain: false })})`
    : value;
  return `TRY_CAST(${shared} AS ${to})`;
}

function whereNotComputed(
  { snapshot, preview, computed, timeColumnFormat }: JoinPreview,
  below: readonly Column[],
): string {
  const { kind, partitionedBy } = snapshot.model;
  if (kind.name === 'INCREMENTAL_BY_TIME_RANGE') {
    if (computed.length === 0) return '';
    const { column, format } = kind.timeColumn;
    const type = below.find((c) => c.name.toLowerCase() === column.toLowerCase())?.type ?? null;
    const name = `under.${quoteIdentifier(column)}`;
    const ranges = computed.map((interval) => {
      const bounds = timeBounds(interval, {
        model: snapshot.name,
        name: column,
        type,
        format: format ?? timeColumnFormat,
      });
      return `(${name} >= ${bounds.low} AND ${name} < ${bounds.high})`;
    });
    return ` WHERE NOT (${ranges.join(' OR ')})`;
  }
  const keys =
    kind.name === 'INCREMENTAL_BY_UNIQUE_KEY' ? kind.uniqueKey : replacedPartitions(snapshot.model, partitionedBy);
  if (keys.length === 0) return '';
  const own = keys.map((key, i) => `(${key}) AS mesh_key_${i}`).join(', ');
  const same = keys.map((_, i) => `above.mesh_key_${i} IS NOT DISTINCT FROM below.mesh_key_${i}`).join(' AND ');
  // The key expressions are put over each table alone, where their columns are unambiguous.
  return (
    ` WHERE under.rowid NOT IN (SELECT below.mesh_row FROM (SELECT rowid AS mesh_row, ${own} FROM ${quotedName(preview.joined!.under)}) AS below` +
    ` JOIN (SELECT DISTINCT ${own} FROM ${quotedName(preview.rows)}) AS above ON ${same})`
  );
}

function replacedPartitions({ kind }: Model, partitionedBy: readonly string[]): readonly string[] {
  return kind.name === 'INCREMENTAL_UNMANAGED' && !kind.insertOverwrite ? [] : partitionedBy;
}
