// The ALTERs of a plan. What an earlier, interrupted apply has done already is not done again.
import type { Column, ColumnChange, Session } from '../engine/engine.ts';
import type { TableMigration } from '../plan/plan.ts';
import { adoptedType, typeChange } from '../snapshot/typeChange.ts';

export async function migrateTable(session: Session, migration: TableMigration): Promise<void> {
  const columns = await session.columns(migration.table);
  // Nothing was computed yet: the table is made with its new columns.
  if (columns === undefined) return;
  const changes = migration.changes.map((change) => keeping(change, columns, migration));
  const open = changes.filter((change) => !isDone(change, columns, changes));
  if (open.length > 0) await session.alter(migration.table, open);
}

/** A table may have fields that its definition lost before and that its policy kept. */
function keeping(change: ColumnChange, columns: readonly Column[], { destructive }: TableMigration): ColumnChange {
  if (change.type !== 'alterType' || destructive) return change;
  const found = named(columns, change.column)?.type;
  if (found === undefined || typeChange(found, change.columnType) !== 'fields') return change;
  return { ...change, columnType: adoptedType(found, change.columnType, { lose: false, gain: true }) };
}

function isDone(change: ColumnChange, columns: readonly Column[], all: readonly ColumnChange[]): boolean {
  const found = named(columns, change.column);
  switch (change.type) {
    case 'add':
      return found !== undefined && (found.type === change.columnType || !isReplaced(change.column, all));
    case 'alterType':
      return all.some(
        (other) => other.type === 'alterType' && other.column === change.column && other.columnType === found?.type,
      );
    case 'drop': {
      const anew = all.find((other) => other.type === 'add' && other.column === change.column);
      return found === undefined || (anew?.type === 'add' && found.type === anew.columnType);
    }
    case 'nullability':
      // A policy may have kept the column out of the table.
      return found === undefined || found.nullable === change.nullable;
    case 'rename':
      return found === undefined;
  }
}

function named(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((c) => c.name.toLowerCase() === name.toLowerCase());
}

function isReplaced(column: string, all: readonly ColumnChange[]): boolean {
  return all.some((other) => other.type === 'drop' && other.column === column);
}
