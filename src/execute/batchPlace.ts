// Where a batch writes: the table itself, a table beside it that takes its place at the end, or the rows of a preview.
import type { Session } from '../engine/engine.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { rebuiltTable } from '../snapshot/tableNaming.ts';
import { quotedName, type TableName } from '../sql/tableName.ts';
import type { FoundTables } from './foundTables.ts';
import { preparePreview, type Preview } from './preview.ts';
import type { BatchWork } from './runBatch.ts';

export interface BatchPlace {
  readonly table: TableName;
  readonly exists: boolean;
  readonly preview?: Preview | undefined;
  /** The last batch of a rebuild puts its table in the place of the old one. */
  readonly replaces?: TableName | undefined;
}

/** `exists` is asked only where something depends on it. */
export async function batchPlace(
  session: Session,
  { step, snapshot, batch, found }: Pick<BatchWork, 'step' | 'snapshot' | 'batch' | 'found'>,
  asks: boolean,
): Promise<BatchPlace> {
  if (step.rebuild === true) return rebuildPlace(session, { table: step.table, batch, batches: step.batches.length });
  if (step.target === 'preview' && isPreviewed(snapshot)) {
    const preview = await preparePreview(session, snapshot, step.table);
    return { table: preview.rows, exists: (await session.columns(preview.rows)) !== undefined, preview };
  }
  return { table: step.table, exists: !asks || (await tableExists(session, step.table, found)) };
}

async function tableExists(session: Session, table: TableName, found: FoundTables): Promise<boolean> {
  return found.take(table) ?? (await session.columns(table)) !== undefined;
}

/** Kinds whose preview stands on the rows that are there; the others are computed as a whole. */
export function isPreviewed({ forwardOnly, kindName }: Snapshot): boolean {
  return forwardOnly && kindName !== 'VIEW' && kindName !== 'SEED' && kindName !== 'FULL';
}

interface Rebuild {
  readonly table: TableName;
  readonly batch: number;
  readonly batches: number;
}

/** Readers see the old rows until the last batch has committed. */
async function rebuildPlace(session: Session, { table, batch, batches }: Rebuild): Promise<BatchPlace> {
  if (batches <= 1) {
    await session.drop(table);
    return { table, exists: false };
  }
  const beside = rebuiltTable(table);
  if (batch === 0) await session.drop(beside);
  return { table: beside, exists: batch > 0, ...(batch === batches - 1 ? { replaces: table } : {}) };
}

/**
 * Copies: DuckDB cannot replay a log in which one transaction deletes rows of a table and renames it. After a crash the rows
 * were back, or the file could not be opened any more.
 */
export async function settlePlace(session: Session, place: BatchPlace): Promise<void> {
  if (place.replaces === undefined) return;
  await session.drop(place.replaces);
  const columns = (await session.columns(place.table))!;
  await session.write({ type: 'createTable', target: place.replaces, from: { columns } });
  await session.execute(`INSERT INTO ${quotedName(place.replaces)} FROM ${quotedName(place.table)}`);
  await session.drop(place.table);
}
