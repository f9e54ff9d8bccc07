// The tables of the analysis instance: empty ones with the columns that models have or declare.
import type { GivenTable, OutputColumn } from '../../../sql/frontend.ts';
import { canonicalName, quoteIdentifier, type TableName } from '../../../sql/tableName.ts';
import { messageOf, problemFromText } from '../errors.ts';
import { fullName, schemaName } from '../names.ts';
import type { Analysis } from './analysis.ts';

/** The only column of a table whose columns nobody knows. */
export const UNKNOWN_COLUMN = 'mesh_unknown_columns';

const unknownColumns = [{ name: UNKNOWN_COLUMN, type: 'INTEGER' }];

/** Stands for the default catalog: a schema of the catalog's own name would make two-part names ambiguous. */
const HOME = 'mesh_analysis';

/** Statements sent at once. */
const BATCH = 50;

export interface Definition {
  readonly table: TableName;
  readonly columns: readonly OutputColumn[];
}

export interface Refused {
  readonly table: TableName;
  readonly reason: string;
}

export class DefinedTables {
  readonly #analysis: Analysis;
  readonly #catalog: string;
  readonly #schemas = new Set<string>();
  readonly #catalogs = new Set<string>();
  readonly #unknown = new Map<string, string>();

  constructor(analysis: Analysis, catalog: string) {
    this.#analysis = analysis;
    this.#catalog = catalog;
  }

  /** The default one, as users name it. */
  get catalog(): string {
    return this.#catalog;
  }

  get hasUnknown(): boolean {
    return this.#unknown.size > 0;
  }

  /** Makes the default catalog; an instance starts with one named `memory`. */
  async prepare(): Promise<void> {
    await this.#useCatalog(HOME);
    await this.#analysis.useCatalog(HOME);
  }

  unknownReason(table: TableName): string | undefined {
    return this.#unknown.get(this.#key(table));
  }

  /** The plan's full name without the default catalog. */
  nameOf({ catalog, schema, table }: TableName): TableName {
    const inDefault = catalog === undefined || catalog === HOME || catalog === this.#catalog;
    return {
      ...(inDefault ? {} : { catalog }),
      ...(inDefault && schema === 'main' ? {} : { schema }),
      table,
    };
  }

  /** To be called before several of them are defined at once. */
  async useSchemas(tables: readonly TableName[]): Promise<void> {
    for (const table of tables) await this.#useSchema(table);
  }

  async defineUnknown(table: TableName, reason: string): Promise<void> {
    await this.defineAll([{ table, unknown: reason }]);
  }

  async defineAll(given: readonly GivenTable[]): Promise<void> {
    const refused = await this.define(
      given.map((one) => ('columns' in one ? one : { table: one.table, columns: unknownColumns })),
    );
    for (const one of given) if ('unknown' in one) this.#unknown.set(this.#key(one.table), one.unknown);
    // A name that the engine refuses, whatever its columns, is left out: queries over it say that it is missing.
    const isKnown = new Set(given.flatMap((one) => ('columns' in one ? [this.#key(one.table)] : [])));
    for (const { table, reason } of refused) if (isKnown.has(this.#key(table))) await this.defineUnknown(table, reason);
  }

  /** All of them, or those the engine refuses with its reason (a type it does not know). */
  async define(definitions: readonly Definition[]): Promise<Refused[]> {
    const refused: Refused[] = [];
    await this.useSchemas(definitions.map(({ table }) => table));
    for (let i = 0; i < definitions.length; i += BATCH) {
      const batch = definitions.slice(i, i + BATCH);
      try {
        await this.#analysis.transaction(batch.map((definition) => this.#statement(definition)));
      } catch {
        // One of them is wrong: find out which, one by one.
        for (const definition of batch) refused.push(...(await this.#defineOne(definition)));
      }
    }
    const wrong = new Set(refused.map(({ table }) => this.#key(table)));
    for (const { table } of definitions) {
      if (!wrong.has(this.#key(table))) this.#unknown.delete(this.#key(table));
    }
    return refused;
  }

  async #defineOne(definition: Definition): Promise<Refused[]> {
    try {
      await this.#analysis.execute(this.#statement(definition));
      return [];
    } catch (error) {
      return [{ table: definition.table, reason: messageOf(problemFromText((error as Error).message)) }];
    }
  }

  #statement({ table, columns }: Definition): string {
    const list = columns.map((column) => `${quoteIdentifier(column.name)} ${column.type}`).join(', ');
    return `CREATE OR REPLACE TABLE ${fullName(this.#inside(table), HOME)} (${list})`;
  }

  #inside(table: TableName): TableName {
    return table.catalog === undefined || table.catalog === this.#catalog ? { ...table, catalog: HOME } : table;
  }

  async #useSchema(table: TableName): Promise<void> {
    const { catalog = HOME, schema = 'main' } = this.#inside(table);
    const name = schemaName({ catalog, schema }, HOME);
    if (this.#schemas.has(name)) return;
    await this.#useCatalog(catalog);
    await this.#analysis.execute(`CREATE SCHEMA IF NOT EXISTS ${name}`);
    this.#schemas.add(name);
  }

  async #useCatalog(catalog: string): Promise<void> {
    if (catalog === 'memory' || this.#catalogs.has(catalog)) return;
    await this.#analysis.execute(`ATTACH IF NOT EXISTS ':memory:' AS ${quoteIdentifier(catalog)}`);
    this.#catalogs.add(catalog);
  }

  #key(table: TableName): string {
    return canonicalName({ ...table, schema: table.schema ?? 'main' }, this.#catalog);
  }
}
