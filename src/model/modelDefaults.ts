// `model_defaults` of the configuration, read once by the same readers as a MODEL block, and how a model takes them.
import type { Diagnostic, SourceLocation } from '../error/diagnostic.ts';
import type { KindDefaults } from './kinds/kindDefinition.ts';
import type { Statement } from './model.ts';
import { readDialect, type DialectSetting } from './dialects.ts';
import { entriesFromObject, type PropertyEntry } from './property/entries.ts';
import { texts } from './property/expressions.ts';
import { modelProperties } from './property/modelProperties.ts';
import { choice, integer, text } from './property/scalar.ts';
import { readProperties, specification, type PropertiesOf } from './property/specification.ts';
import { codeValue, type PropertyValue } from './property/value.ts';

export type ModelPropertyValues = PropertiesOf<typeof modelProperties>;

export interface ModelDefaultsRead {
  readonly dialect: DialectSetting;
  readonly values: ModelPropertyValues;
  readonly kind: PropertyValue | undefined;
  readonly kindDefaults: KindDefaults;
  readonly preStatements: readonly Statement[];
  readonly postStatements: readonly Statement[];
  readonly onVirtualUpdate: readonly Statement[];
}

const policy = choice(['error', 'warn', 'allow', 'ignore']);

/** Only these properties may have a default; the others belong to one model. */
const specifications = {
  kind: modelProperties.kind,
  dialect: specification(text),
  cron: modelProperties.cron,
  cron_tz: modelProperties.cron_tz,
  owner: modelProperties.owner,
  start: modelProperties.start,
  table_format: modelProperties.table_format,
  storage_format: modelProperties.storage_format,
  on_destructive_change: specification(policy),
  on_additive_change: specification(policy),
  physical_properties: modelProperties.physical_properties,
  virtual_properties: modelProperties.virtual_properties,
  session_properties: modelProperties.session_properties,
  audits: modelProperties.audits,
  optimize_query: modelProperties.optimize_query,
  allow_partials: modelProperties.allow_partials,
  interval_unit: modelProperties.interval_unit,
  enabled: modelProperties.enabled,
  formatting: modelProperties.formatting,
  tags: modelProperties.tags,
  description: modelProperties.description,
  gateway: modelProperties.gateway,
  virtual_environment_mode: modelProperties.virtual_environment_mode,
  grants: modelProperties.grants,
  grants_target_layer: modelProperties.grants_target_layer,
  batch_concurrency: specification(integer(1)),
  pre_statements: specification(texts(text)),
  post_statements: specification(texts(text)),
  on_virtual_update: specification(texts(text)),
};

export interface ReadDefaultsOptions {
  /** The configuration file; problems whose place nobody knows stand at its first line. */
  readonly file: string;
  readonly places?: Readonly<Record<string, SourceLocation>> | undefined;
  readonly report: (problem: Diagnostic) => void;
}

export function readModelDefaults(
  given: Readonly<Record<string, unknown>>,
  options: ReadDefaultsOptions,
): ModelDefaultsRead {
  const at: SourceLocation = { file: options.file, line: 1, column: 1 };
  const dialectText = typeof given['dialect'] === 'string' ? given['dialect'] : 'duckdb';
  const placeOf = (property: unknown): SourceLocation => options.places?.[String(property)] ?? at;
  const dialect = readDialect(dialectText, { at: placeOf('dialect'), report: options.report }) ?? {
    dialect: 'duckdb',
  };
  const entries = entriesFromObject(
    codeValue(given, ([property]) => placeOf(property)),
    given,
  ).filter((entry) => !isAbsent(entry));
  const { values } = readProperties(specifications, entries, {
    owner: 'model_defaults',
    ...dialect,
    report: (problem) => options.report(inDefaults(problem)),
  });
  const statements = (sqls: readonly string[] | undefined): Statement[] => (sqls ?? []).map((sql) => ({ sql, at }));
  return {
    dialect,
    values: ownDefaults(values),
    kind: values.kind,
    kindDefaults: {
      onDestructiveChange: values.on_destructive_change,
      onAdditiveChange: values.on_additive_change,
      batchConcurrency: values.batch_concurrency,
    },
    preStatements: statements(values.pre_statements),
    postStatements: statements(values.post_statements),
    onVirtualUpdate: statements(values.on_virtual_update),
  };
}

/** The defaults that are plain properties of a model. */
function ownDefaults(values: PropertiesOf<typeof specifications>): ModelPropertyValues {
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name !== 'kind' && name !== 'dialect' && Object.hasOwn(modelProperties, name)) own[name] = value;
  }
  return own;
}

function isAbsent(entry: PropertyEntry): boolean {
  return entry.value.type === 'code' && entry.value.value === null;
}

function inDefaults(problem: Diagnostic): Diagnostic {
  return { ...problem, message: `model_defaults: ${problem.message}` };
}

const merged = ['physical_properties', 'virtual_properties', 'session_properties'] as const;

/** The model's own values win; maps merge key by key, and NULL takes a default's key away; default audits come first. */
export function withDefaults(own: ModelPropertyValues, defaults: ModelPropertyValues): ModelPropertyValues {
  const values: ModelPropertyValues = { ...defaults, ...own };
  for (const name of merged) {
    const under = defaults[name];
    const over = own[name];
    if (under === undefined && over === undefined) continue;
    const all = Object.entries({ ...under, ...over }).filter(([, sql]) => sql.toUpperCase() !== 'NULL');
    values[name] = Object.fromEntries(all);
  }
  if (defaults.audits !== undefined && own.audits !== undefined) values.audits = [...defaults.audits, ...own.audits];
  return values;
}
