// The ALTERs that bring a table to other columns: those that keep every value, those that lose some, those that add some.
import type { ColumnChange } from '../engine/engine.ts';
import { adoptedType, replacesFields, typeChange } from '../snapshot/typeChange.ts';

export interface RetypedColumn {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export interface Alterations {
  /** A type that only grows keeps every value: nobody is asked. */
  readonly widened: readonly ColumnChange[];
  readonly destructive: readonly ColumnChange[];
  readonly additive: readonly ColumnChange[];
}

/** Fields of structs count as columns do: one that is gone takes its values with it, a new one is an addition. */
export function retypingAlterations({ name, from, to }: RetypedColumn): Alterations {
  const change = typeChange(from, to);
  if (change === 'same') return { widened: [], destructive: [], additive: [] };
  if (change === 'other')
    return {
      widened: [],
      destructive: [
        { type: 'drop', column: name },
        { type: 'add', column: name, columnType: to },
      ],
      additive: [],
    };
  const kept = adoptedType(from, to, { lose: false, gain: false });
  const less = adoptedType(from, to, { lose: true, gain: false });
  const more = adoptedType(from, to, { lose: false, gain: true });
  const alter = (columnType: string): ColumnChange[] => [{ type: 'alterType', column: name, columnType }];
  return {
    widened: kept === from ? [] : alter(kept),
    destructive: less === kept ? [] : alter(less),
    additive: more === kept && !replacesFields(from, to) ? [] : alter(more),
  };
}

/** The same as one statement where that is enough; `lose` and `gain` say what of it is done. */
export function retypedColumn(
  column: RetypedColumn,
  { lose, gain }: { readonly lose: boolean; readonly gain: boolean },
): ColumnChange[] {
  const { name, from, to } = column;
  const change = typeChange(from, to);
  if (change === 'same') return [];
  if (change === 'other') return lose ? [...retypingAlterations(column).destructive] : [];
  const types = [
    ...(lose && gain && replacesFields(from, to) ? [adoptedType(from, to, { lose, gain: false })] : []),
    adoptedType(from, to, { lose, gain }),
  ];
  return types.filter((type) => type !== from).map((columnType) => ({ type: 'alterType', column: name, columnType }));
}
