// Columns of a model that its author changed: other values, other types, or gone.
import type { Comparison } from '../sql/frontend.ts';
import type { Verdict } from './verdict.ts';

/** Sorted, as they are written where that is known. */
export function ownChangedColumns({ change, columns, impact }: Verdict, comparison: Comparison | undefined): string[] {
  if (change !== 'direct') return [];
  const names = [
    ...[...columns.changed, ...columns.removed].map(({ name }) => name),
    ...(comparison?.type === 'different' ? (comparison.columns ?? []) : []),
    ...(impact === 'rows' ? [] : impact.changed),
  ];
  const unique = new Map([...names].reverse().map((name) => [name.toLowerCase(), name]));
  return [...unique.values()].sort();
}
