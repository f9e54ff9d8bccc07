// The model a person named: by its canonical name, in another case or with quotes, or with the catalog in front.
import { MeshError } from '../error/meshError.ts';
import type { Model } from '../model/model.ts';
import { canonicalName } from '../sql/tableName.ts';
import { parseTableName } from '../sql/parseTableName.ts';

export function findModel(models: ReadonlyMap<string, Model>, name: string, defaultCatalog: string): Model {
  const exact = models.get(name) ?? models.get(name.toLowerCase());
  if (exact !== undefined) return exact;
  if (/[/\\]|\.(sql|ts|csv)$/i.test(name)) throw new MeshError('CLI_NOT_A_MODEL', { name });
  const readable = readableName(name, defaultCatalog);
  const found = models.get(readable) ?? models.get(nameInOtherCase(models.keys(), readable) ?? '');
  if (found === undefined) throw new MeshError('MODEL_UNKNOWN', { name, known: [...models.keys()] });
  return found;
}

/** `s.m` for `S.M` of Snowflake: DuckDB tells no two names apart by their capitals. */
export function nameInOtherCase(names: Iterable<string>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const other of names) if (other.toLowerCase() === wanted) return other;
  return undefined;
}

/** What a person said of models, by the names that they have. */
export function keyedByModel<V>(given: ReadonlyMap<string, V> | undefined, names: Iterable<string>): Map<string, V> {
  const known = [...names];
  return new Map([...(given ?? [])].map(([name, value]) => [nameInOtherCase(known, name) ?? name, value]));
}

/** The member of an environment that a person named. */
export function findMember<M extends { readonly name: string }>(
  members: readonly M[],
  name: string,
  defaultCatalog: string,
): M {
  const names = members.map((member) => member.name);
  const found = names.includes(name) ? name : nameInOtherCase(names, readableName(name, defaultCatalog));
  const member = members.find((m) => m.name === found);
  if (member === undefined) throw new MeshError('MODEL_UNKNOWN', { name, known: names });
  return member;
}

/** A text that is no name is unknown like any other. */
export function readableName(name: string, defaultCatalog: string): string {
  try {
    return canonicalName(parseTableName(name, { dialect: 'duckdb' }), defaultCatalog);
  } catch {
    return name;
  }
}
