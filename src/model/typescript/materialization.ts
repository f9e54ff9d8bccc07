// `materialization()`: how a project writes tables of its own kind; models name it in `kind CUSTOM (materialization …)`.
import { callStack, type Defined } from './definition.ts';

/** What a materialization may do: everything happens in the transaction of the batch, and is rolled back with it. */
export interface MaterializationContext<P = Readonly<Record<string, string | number | boolean | null>>> {
  /** Name of the model. */
  readonly model: string;
  /** The table to write, quoted for SQL. */
  readonly table: string;
  /** The model's query, rendered for this batch. It may be read once. */
  readonly query: string;
  /** There is no table yet. */
  readonly isFirstLoad: boolean;
  /** The batch's time; null for models without intervals. `end` is exclusive. */
  readonly start: Date | null;
  readonly end: Date | null;
  readonly executionTime: Date;
  /** `materialization_properties` of the model. */
  readonly properties: P;
  /** Runs a statement; gives how many rows it changed. */
  execute(sql: string): Promise<number>;
  /** Rows of a small query. */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface MaterializationDefinition extends Defined {
  readonly type: 'materialization';
  /** Lower case. */
  readonly name: string;
  readonly run: (context: MaterializationContext<never>) => number | void | Promise<number | void>;
}

/**
 * Defines how rows get into a table. It gives back how many rows it wrote, when it knows.
 *
 * @example
 * export default materialization('insert_new', async ({ table, query, isFirstLoad, execute }) =>
 *   isFirstLoad
 *     ? execute(`CREATE TABLE ${table} AS ${query}`)
 *     : execute(`INSERT INTO ${table} SELECT * FROM (${query}) AS q WHERE q.id NOT IN (SELECT id FROM ${table})`));
 */
export function materialization<P = Readonly<Record<string, string | number | boolean | null>>>(
  name: string,
  run: (context: MaterializationContext<P>) => number | void | Promise<number | void>,
): MaterializationDefinition {
  return { type: 'materialization', name: name.toLowerCase(), run, stack: callStack() };
}
