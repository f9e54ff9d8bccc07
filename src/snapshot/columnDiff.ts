// How two lists of columns differ, by name without regard to case.
import type { Columns } from '../model/columns.ts';
import { typeChange } from './typeChange.ts';

export interface ColumnDiff {
  readonly added: readonly { readonly name: string; readonly type: string | null }[];
  readonly removed: readonly { readonly name: string; readonly type: string | null }[];
  readonly changed: readonly { readonly name: string; readonly from: string | null; readonly to: string | null }[];
}

export const noColumnDiff: ColumnDiff = { added: [], removed: [], changed: [] };

export interface ColumnDiffOptions {
  /** Names that differ by case are two names. */
  readonly byCase?: boolean;
}

/** Empty when either list is not known. A type that is not known is taken to be the same. */
export function diffColumns(
  before: Columns | null | undefined,
  after: Columns | null | undefined,
  { byCase = false }: ColumnDiffOptions = {},
): ColumnDiff {
  if (before === null || before === undefined || after === null || after === undefined) return noColumnDiff;
  const key = ({ name }: Columns[number]): string => (byCase ? name : name.toLowerCase());
  const old = new Map(before.map((c) => [key(c), c]));
  const current = new Map(after.map((c) => [key(c), c]));
  return {
    added: after.filter((c) => !old.has(key(c))).map(nameAndType),
    removed: before.filter((c) => !current.has(key(c))).map(nameAndType),
    changed: after.flatMap((c) => {
      const from = old.get(key(c));
      const differs = from !== undefined && from.type !== null && c.type !== null && from.type !== c.type;
      return differs ? [{ name: c.name, from: from.type, to: c.type }] : [];
    }),
  };
}

export function isEmptyDiff({ added, removed, changed }: ColumnDiff): boolean {
  return added.length + removed.length + changed.length === 0;
}

/** A table that is altered that way no longer has all its values. */
export function losesValues({ removed, changed }: ColumnDiff): boolean {
  if (removed.length > 0) return true;
  return changed.some(({ from, to }) => from !== null && to !== null && /fields|other/.test(typeChange(from, to)));
}

function nameAndType({ name, type }: Columns[number]): { readonly name: string; readonly type: string | null } {
  return { name, type };
}
