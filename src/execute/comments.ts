// Descriptions of models and columns, written to the database where people look for them.
import type { Session } from '../engine/engine.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { TableName } from '../sql/tableName.ts';

export async function writeComments(
  session: Session,
  snapshot: Snapshot,
  target: { readonly name: TableName; readonly on: 'table' | 'view' },
): Promise<void> {
  const { description, columnDescriptions } = snapshot.model;
  if (description === undefined && Object.keys(columnDescriptions).length === 0) return;
  await session.comment(target.name, { on: target.on, table: description, columns: columnDescriptions });
}
