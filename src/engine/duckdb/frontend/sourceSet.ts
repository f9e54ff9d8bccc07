// Which source columns a value is made of, as sets of small numbers.
import type { SourceColumn } from '../../../sql/frontend.ts';
import { canonicalName, type TableName } from '../../../sql/tableName.ts';

export type Sources = ReadonlySet<number>;

export const none: Sources = new Set();

export function union(sets: Iterable<Sources>): Sources {
  let first: Sources = none;
  let merged: Set<number> | undefined;
  for (const set of sets) {
    if (set.size === 0 || set === first) continue;
    if (first.size === 0) {
      first = set;
      continue;
    }
    merged ??= new Set(first);
    for (const id of set) merged.add(id);
  }
  return merged ?? first;
}

/** Numbers for the columns that a plan reads. */
export class SourceColumns {
  readonly #ids = new Map<string, number>();
  readonly #columns: SourceColumn[] = [];
  readonly #tables = new Map<string, TableName>();

  table(table: TableName): void {
    this.#tables.set(canonicalName(table), table);
  }

  column(table: TableName, column: string): Sources {
    const key = `${canonicalName(table)}.${column.toLowerCase()}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#columns.length;
      this.#ids.set(key, id);
      this.#columns.push({ table, column });
    }
    return new Set([id]);
  }

  get tables(): readonly TableName[] {
    return [...this.#tables.values()];
  }

  list(sources: Sources): SourceColumn[] {
    return [...sources].map((id) => this.#columns[id]!);
  }
}
