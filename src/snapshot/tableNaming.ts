// Names of physical tables, schemas and views: the only place where they are made.
import { MeshError } from '../error/meshError.ts';
import type { Model } from '../model/model.ts';
import { isTableInProd } from '../model/virtualEnvironment.ts';
import type { TableName } from '../sql/tableName.ts';
import { hashText } from '../util/hash.ts';
import { PROD, type EnvironmentNaming } from './environment.ts';

/** The part of the configuration that decides names. */
export interface NamingRules {
  /** [regular expression, schema] in order; the first that matches the model's schema wins. */
  readonly physicalSchemaMapping: readonly (readonly [string, string])[];
  readonly physicalTableNamingConvention: 'schema_and_table' | 'table_only' | 'hash_md5';
  readonly environmentSuffixTarget: 'schema' | 'table' | 'catalog';
  /** [regular expression on the environment's name, catalog of its views]. */
  readonly environmentCatalogMapping: readonly (readonly [string, string])[];
}

/** Schema of models that name none, where a schema must have a name. */
const unnamedSchema = 'default';

/** The physical table of a version; null for kinds without one. */
export function physicalTable(model: Model, version: string, rules: NamingRules): TableName | null {
  return isTableInProd(model) ? model.table : versionedTable(model, version, rules);
}

function versionedTable(model: Model, version: string, rules: NamingRules): TableName | null {
  if (model.kind.name === 'EMBEDDED' || model.kind.name === 'EXTERNAL') return null;
  const name = { ...model.table, schema: physicalSchema(model, rules) };
  return { ...name, table: physicalName(model, version, rules) };
}

/** The table in which work is previewed before it may touch the version's own. */
export function previewTable(model: Model, devVersion: string, rules: NamingRules): TableName | null {
  return versionedTable(model, `${devVersion}__dev`, rules);
}

/** Rows computed with a forward-only definition, where the preview itself is a view that joins them with those of prod. */
export function previewRows(preview: TableName): TableName {
  return { ...preview, table: `${preview.table}__rows` };
}

/** Where a table is made anew, beside itself, until it is whole. */
export function rebuiltTable(table: TableName): TableName {
  return { ...table, table: `${table.table}__rebuild` };
}

function physicalSchema(model: Model, rules: NamingRules): string {
  if (model.physicalSchema !== undefined) return model.physicalSchema;
  const schema = model.table.schema ?? unnamedSchema;
  const mapped = rules.physicalSchemaMapping.find(([pattern]) => matches(pattern, schema, 'physicalSchemaMapping'));
  return mapped?.[1] ?? `mesh__${schema}`;
}

function physicalName(model: Model, version: string, rules: NamingRules): string {
  const { schema, table } = model.table;
  const full = [...(schema === undefined ? [] : [schema]), table, version].join('__');
  switch (rules.physicalTableNamingConvention) {
    case 'schema_and_table':
      return full;
    case 'table_only':
      return `${table}__${version}`;
    case 'hash_md5':
      return `mesh_md5__${hashText(JSON.stringify([model.table.catalog, full]))}`;
  }
}

/** `My-Feature/1` → `my_feature_1`. */
export function sanitizeEnvironmentName(name: string): string {
  const sanitized = name
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_]/gu, '_');
  if (!/[\p{L}\p{N}]/u.test(sanitized)) throw new MeshError('PLAN_ENVIRONMENT_NAME', { name });
  return sanitized;
}

export function environmentNaming(environment: string, rules: NamingRules): EnvironmentNaming {
  const mapped = rules.environmentCatalogMapping.find(([pattern]) =>
    matches(pattern, environment, 'environmentCatalogMapping'),
  );
  return {
    suffixTarget: rules.environmentSuffixTarget,
    ...(mapped === undefined ? {} : { catalog: mapped[1] }),
  };
}

export function sameNaming(a: EnvironmentNaming, b: EnvironmentNaming): boolean {
  return a.suffixTarget === b.suffixTarget && a.catalog === b.catalog;
}

/** The view by which an environment shows a model; null for kinds without one. */
export function viewName(model: TableName, environment: string, naming: EnvironmentNaming): TableName {
  const { catalog, schema, table } = { ...model, catalog: naming.catalog ?? model.catalog };
  if (environment === PROD) return { catalog, schema, table };
  switch (naming.suffixTarget) {
    case 'schema':
      return { catalog, schema: `${schema ?? unnamedSchema}__${environment}`, table };
    case 'table':
      return { catalog, schema, table: `${table}__${environment}` };
    case 'catalog':
      return { catalog: `${catalog ?? ''}__${environment}`, schema, table };
  }
}

const patterns = new Map<string, RegExp>();

function matches(pattern: string, text: string, setting: string): boolean {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    try {
      compiled = new RegExp(pattern);
    } catch (cause) {
      throw new MeshError('PLAN_NAMING_PATTERN', { setting, pattern }, { cause });
    }
    patterns.set(pattern, compiled);
  }
  return compiled.test(text);
}
