// Every table that a snapshot may have in the database: what cleaning up drops and what a check of the state calls owned.
import type { TableName } from '../sql/tableName.ts';
import type { SnapshotHead } from './snapshot.ts';
import { previewRows, rebuiltTable } from './tableNaming.ts';

export function tablesOfSnapshot({ physical, preview }: Pick<SnapshotHead, 'physical' | 'preview'>): TableName[] {
  const written = [physical, preview].filter((table) => table !== null);
  const rows = preview === null ? [] : [previewRows(preview)];
  // What a rebuild that was killed left beside them.
  return [...written, ...rows, ...written.map(rebuiltTable)];
}
