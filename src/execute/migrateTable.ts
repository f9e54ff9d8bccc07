// The ALTERs of a plan. What an earlier, interrupted apply has done already is not done again.
import type { Column, ColumnChange, Session } from '../engine/engine.ts';
import type { TableMigration } from '../plan/plan.ts';

export async function migrateTable(session: Session, { table, changes }: TableMigration): Promise<void> {
  const columns = await session.columns(table);
  // Nothing was computed yet: the table is made with its new columns.
  if (columns === undefined) return;
  const open = changes.filter((change, i) => !isDone(change, columns, changes.slice(0, i)));
  if (open.length > 0) await session.alter(table, open);
}

function isDone(change: ColumnChange, columns: readonly Column[], before: readonly ColumnChange[]): boolean {
  const found = columns.find((c) => c.name.toLowerCase() === change.column.toLowerCase());
  switch (change.type) {
    case 'add':
      return found !== undefined && !before.some((b) => b.type === 'drop' && b.column === change.column);
    case 'alterType':
      return found?.type === change.columnType;
    case 'drop':
    case 'rename':
      return found === undefined;
  }
}
