// Which tables there are, asked once. To ask for a single one that is missing makes DuckDB compare its name with all others
// for a suggestion: 16 ms beside ten thousand tables.
import type { Session } from '../engine/engine.ts';
import type { BackfillStep } from '../plan/plan.ts';
import { canonicalName, type TableName } from '../sql/tableName.ts';
import type { ExecuteContext } from './context.ts';

/** Of all tables in the database, so many that belong to a step make one look at all cheaper than a look at each. */
const fewestShare = 0.05;

export interface FoundTables {
  /** Undefined where it is to be asked. */
  readonly look: (table: TableName) => boolean | undefined;
  /** For who may make the table: what was found says nothing of it from then on. */
  readonly take: (table: TableName) => boolean | undefined;
}

export async function findTables(
  context: ExecuteContext,
  session: Session,
  steps: readonly BackfillStep[],
): Promise<FoundTables> {
  const home = context.engine.defaultCatalog;
  const asked = steps.filter(({ snapshot, table }) => {
    const isHere = table.catalog === undefined || table.catalog === home;
    // A version that somebody pinned may be a view.
    return isHere && context.snapshots.get(snapshot.name)?.model.physicalVersion === undefined;
  });
  if (asked.length <= 1 || asked.length < context.snapshots.size * fewestShare) {
    const unknown = (): undefined => undefined;
    return { look: unknown, take: unknown };
  }
  const there = new Set((await session.tablesHolding('')).map((table) => canonicalName(table, home).toLowerCase()));
  const open = new Set(asked.map(({ table }) => canonicalName(table, home).toLowerCase()));
  const nameOf = (table: TableName): string => canonicalName(table, home).toLowerCase();
  const look = (table: TableName): boolean | undefined =>
    open.has(nameOf(table)) ? there.has(nameOf(table)) : undefined;
  return {
    look,
    take: (table) => {
      const answer = look(table);
      open.delete(nameOf(table));
      return answer;
    },
  };
}
