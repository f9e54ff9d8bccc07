// The model a person named: by its canonical name, in another case or with quotes, or with the catalog in front.
import { MeshError } from '../error/meshError.ts';
import type { Model } from '../model/model.ts';
import { canonicalName } from '../sql/tableName.ts';
import { parseTableName } from '../sql/parseTableName.ts';

export function findModel(models: ReadonlyMap<string, Model>, name: string, defaultCatalog: string): Model {
  const exact = models.get(name) ?? models.get(name.toLowerCase());
  if (exact !== undefined) return exact;
  if (/[/\\]|\.(sql|ts|csv)$/i.test(name)) throw new MeshError('CLI_NOT_A_MODEL', { name });
  const found = models.get(readableName(name, defaultCatalog));
  if (found === undefined) throw new MeshError('MODEL_UNKNOWN', { name, known: [...models.keys()] });
  return found;
}

/** A text that is no name is unknown like any other. */
export function readableName(name: string, defaultCatalog: string): string {
  try {
    return canonicalName(parseTableName(name, { dialect: 'duckdb' }), defaultCatalog);
  } catch {
    return name;
  }
}
