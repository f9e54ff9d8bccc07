// Which model a table in a text for the engine is. The engine's names have no case, those of other dialects may.
import { foldCase } from '../sql/identifier.ts';
import { canonicalName, type TableName } from '../sql/tableName.ts';

export interface NamedModelOptions {
  readonly defaultCatalog: string;
  readonly meaning: (name: string) => unknown;
}

export interface Reader {
  readonly name: string;
  /** Absent where nothing but the model itself is sure to be read. */
  readonly parents?: readonly string[] | undefined;
}

export function namedModel(options: NamedModelOptions, table: TableName, reader: Reader): string {
  const name = canonicalName(table, options.defaultCatalog);
  if (name === reader.name || options.meaning(name) !== undefined) return name;
  const folded = foldCase(name);
  return [reader.name, ...(reader.parents ?? [])].find((known) => foldCase(known) === folded) ?? name;
}
