// Whether the record of a batch commits with its rows.
import type { BackfillStep } from '../plan/plan.ts';
import type { ExecuteContext } from './context.ts';

/** One transaction writes one catalog, and the state may be elsewhere altogether. */
export function isTogether({ engine, state }: ExecuteContext, { table }: BackfillStep): boolean {
  const isHome = table.catalog === undefined || table.catalog === engine.defaultCatalog;
  return state.besideData && (engine.capabilities.crossCatalogTransactions || isHome);
}
