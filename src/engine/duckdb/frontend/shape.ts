// Words of the comparison: the columns of a query and which of them are new.
import type { Tree } from './tree.ts';

export interface Item {
  /** Lower case; empty for an expression without alias. */
  readonly name: string;
  readonly added: boolean;
  /** Stands for all columns of tables whose columns the tree does not tell. */
  readonly star?: boolean;
}

export type Shape = readonly Item[];

export interface CompareContext {
  /** Function name → `scalar`, `aggregate`, `macro` … */
  readonly functions: ReadonlyMap<string, string>;
  /** CTEs that can be seen here. */
  readonly ctes: ReadonlyMap<string, Shape>;
  /** Compares two queries inside this one. */
  readonly query: (old: Tree, fresh: Tree, context: CompareContext) => Shape;
}

/** Says why rows or old columns may differ; caught where the comparison began. */
export class RowsDiffer extends Error {}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

export function hasAdded(shape: Shape): boolean {
  return shape.some((item) => item.added);
}
