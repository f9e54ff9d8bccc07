// Names of the tables that hold the rows of an interval before it is done: beside the physical table, seen by nobody.
import type { Interval } from '../interval/interval.ts';
import type { TableName } from '../sql/tableName.ts';

export interface StageNames {
  readonly rows: TableName;
  readonly progress: TableName;
  /** Says that the rows are in the table, but perhaps not recorded. */
  readonly written: TableName;
}

/** Every stage's name holds it. */
export const stageInfix = '__stage_';

export function stageNames(table: TableName, interval: Interval | null): StageNames {
  const span = interval === null ? 'all' : `${compact(interval.start)}_${compact(interval.end)}`;
  const name = `${table.table}${stageInfix}${span}`;
  return {
    rows: { ...table, table: name },
    progress: { ...table, table: `${name}__progress` },
    written: { ...table, table: `${name}__written` },
  };
}

/** The physical table that a stage belongs to; undefined for any other table. */
export function stagedTable({ table, ...rest }: TableName): TableName | undefined {
  const at = table.lastIndexOf(stageInfix);
  return at > 0 && /^(all|[\d_]+)(__progress|__written)?$/.test(table.slice(at + stageInfix.length))
    ? { ...rest, table: table.slice(0, at) }
    : undefined;
}

function compact(instant: number): string {
  const [day, time] = new Date(instant).toISOString().replace(/[-:Z]/g, '').split('T') as [string, string];
  return /^[0.]+$/.test(time) ? day : `${day}_${time.replace(/\.000$/, '').replace('.', '_')}`;
}
