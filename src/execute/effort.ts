// How much a batch reads, by the sizes of the tables that its texts name: what is small does not have the engine's threads
// woken. Whatever cannot be told counts as large.
import type { RelationSize, Session, Workload } from '../engine/engine.ts';
import type { TableName } from '../sql/tableName.ts';
import type { ExecuteContext } from './context.ts';

export interface Effort {
  run<T>(reads: Reads, work: () => Promise<T>): Promise<T>;
  /** So many rows came into a table. */
  wrote(table: TableName, rows: number): void;
  end(): Promise<void>;
}

/** `unknown`: a function of TypeScript, which may do anything. */
export type Reads = 'unknown' | { readonly texts: readonly string[]; readonly tables: readonly TableName[] };

/** A table below this has less than one of the parts that DuckDB gives to threads. */
const fewRows = 60_000;
/** For less work than this nobody asks how large the tables are. */
const fewBatches = 8;

export async function openEffort(context: ExecuteContext, session: Session, batches: number): Promise<Effort> {
  const { engine } = context;
  const isHere = engine.catalogs.every(({ type }) => type === 'duckdb');
  const workload = batches < fewBatches || !isHere ? undefined : await engine.workload?.();
  return workload === undefined ? anyEffort : new Measured(workload, await session.relationSizes());
}

const anyEffort: Effort = {
  run: (_, work) => work(),
  wrote: () => undefined,
  end: () => Promise.resolve(),
};

class Measured implements Effort {
  readonly #workload: Workload;
  /** By bare name, lower case; views by what their texts name. */
  readonly #rows = new Map<string, number>();
  readonly #views = new Map<string, string[]>();

  constructor(workload: Workload, sizes: readonly RelationSize[]) {
    this.#workload = workload;
    for (const { table, rows, sql } of sizes) {
      const name = table.toLowerCase();
      // Of several with one name the largest counts.
      if (sql === undefined) this.#rows.set(name, Math.max(rows, this.#rows.get(name) ?? 0));
      else this.#views.set(name, [...(this.#views.get(name) ?? []), sql]);
    }
  }

  run<T>(reads: Reads, work: () => Promise<T>): Promise<T> {
    return this.#workload.run(this.#isSmall(reads) ? 'small' : 'large', work);
  }

  wrote({ table }: TableName, rows: number): void {
    const name = table.toLowerCase();
    this.#rows.set(name, (this.#rows.get(name) ?? 0) + rows);
  }

  end(): Promise<void> {
    return this.#workload.end();
  }

  #isSmall(reads: Reads): boolean {
    if (reads === 'unknown') return false;
    const seen = new Set<string>();
    return (
      reads.tables.every(({ table }) => this.#isSmallName(table.toLowerCase(), seen)) &&
      reads.texts.every((text) => this.#isSmallText(text, seen))
    );
  }

  #isSmallName(name: string, seen: Set<string>): boolean {
    if (seen.has(name)) return true;
    seen.add(name);
    if ((this.#rows.get(name) ?? 0) > fewRows) return false;
    return this.#views.get(name)?.every((sql) => this.#isSmallText(sql, seen)) ?? true;
  }

  #isSmallText(text: string, seen: Set<string>): boolean {
    if (readsElsewhere.test(text)) return false;
    for (const [word] of text.matchAll(names)) {
      const name = (word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word).toLowerCase();
      if (!this.#isSmallName(name, seen)) return false;
    }
    return true;
  }
}

const names = /"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu;

/** Files, functions that make rows, databases of others, and what multiplies rows. */
const readsElsewhere =
  /\b(?:from|join)\s+(?:lateral\s+)?(?:'|(?!unnest\b)(?:[\w.]|"[^"]*")+\s*\()|\b(?:range|generate_series|glob|query|query_table|read_\w+|\w+_scan|\w+_query)\s*\(|\b(?:recursive|attach|copy|import|cross\s+join|asof)\b/i;
