// Whether a model's query calls functions of TypeScript that stand for tables: what they read, the query does not name.
import type { Model } from './model.ts';

export function callsTableFunctions({ code }: Pick<Model, 'code'>): boolean {
  return code.some(({ type }) => type === 'tableFunction');
}
