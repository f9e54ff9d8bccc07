// The ALTERs of a plan. What an earlier, interrupted apply has done already is not done again.
import type { Column, ColumnChange, Session } from '../engine/engine.ts';
import type { TableMigration } from '../plan/plan.ts';

export async function migrateTable(session: Session, { table, changes }: TableMigration): Promise<void> {
  const columns = await session.columns(table);
  // Nothing was computed yet: the table is made with its new columns.
  if (columns === undefined) return;
  const open = changes.filter((change) => !isDone(change, columns, changes));
  if (open.length > 0) await session.alter(table, open);
}

function isDone(change: ColumnChange, columns: readonly Column[], all: readonly ColumnChange[]): boolean {
  const found = columns.find((c) => c.name.toLowerCase() === change.column.toLowerCase());
  switch (change.type) {
    case 'add':
      return found !== undefined && (found.type === change.columnType || !isReplaced(change.column, all));
    case 'alterType':
      return found?.type === change.columnType;
    case 'drop': {
      const anew = all.find((other) => other.type === 'add' && other.column === change.column);
      return found === undefined || (anew?.type === 'add' && found.type === anew.columnType);
    }
    case 'rename':
      return found === undefined;
  }
}

function isReplaced(column: string, all: readonly ColumnChange[]): boolean {
  return all.some((other) => other.type === 'drop' && other.column === column);
}
