// NOT NULL of declared columns: a table has it from the day it was made, so a change of it is one of the table.
import type { Model } from '../model/model.ts';

export interface ChangedNullability {
  readonly column: string;
  readonly nullable: boolean;
}

/** Of the columns that both declare; of other columns a table knows nothing. */
export function changedNullability(before: Model, after: Model): readonly ChangedNullability[] {
  if (['VIEW', 'EMBEDDED', 'EXTERNAL'].includes(after.kind.name)) return [];
  const required = ({ nullable }: { readonly nullable?: boolean }): boolean => nullable === false;
  const old = new Map((before.columns ?? []).map((column) => [column.name.toLowerCase(), required(column)]));
  const now = new Map((after.columns ?? []).map((column) => [column.name.toLowerCase(), required(column)]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((column) => {
    const is = now.get(column) ?? false;
    return is === (old.get(column) ?? false) ? [] : [{ column, nullable: !is }];
  });
}
