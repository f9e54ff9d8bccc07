// Properties and statements of one definition → a Model, before it is linked to others: no parents, nothing rendered yet.
import { diagnostic, type Diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { parseCron, unitFromCron } from '../interval/cron.ts';
import type { IntervalUnit } from '../interval/unit.ts';
import { canonicalName, quoteIdentifier, type TableName } from '../sql/tableName.ts';
import type { DialectSetting } from './dialects.ts';
import type { ModelKind } from './kind.ts';
import { readKind } from './kinds/readKind.ts';
import type { AuditDefinition, Model, ModelSource, Statement, Values } from './model.ts';
import { withDefaults, type ModelDefaultsRead, type ModelPropertyValues } from './modelDefaults.ts';
import type { modelProperties } from './property/modelProperties.ts';
import type { ReadProperties } from './property/specification.ts';
import { codeValue, type PropertyValue } from './property/value.ts';
import { checkModel } from './checkModel.ts';

/** What stands around the block in a file. */
export interface ModelStatements {
  readonly query?: Statement | undefined;
  readonly preStatements: readonly Statement[];
  readonly postStatements: readonly Statement[];
  readonly onVirtualUpdate: readonly Statement[];
  readonly definitions: readonly Statement[];
}

export interface ModelInput {
  readonly source: ModelSource;
  readonly file: string;
  /** The block, or the options object. */
  readonly at: SourceLocation;
  readonly properties: ReadProperties<typeof modelProperties>;
  readonly dialect: DialectSetting;
  readonly defaults: ModelDefaultsRead;
  readonly statements: ModelStatements;
  /** From the leading comment. */
  readonly description?: string | undefined;
  /** From comments behind the query's columns. */
  readonly columnDescriptions: Readonly<Record<string, string>>;
  readonly inlineAudits: readonly AuditDefinition[];
  readonly blueprint: Values;
  /** Where the block gives no name. */
  readonly nameFromPath?: TableName | undefined;
  readonly defaultCatalog: string;
  readonly project?: string | undefined;
  /** Of texts and numbers in time columns, where the project has another one than mesh. */
  readonly timeColumnFormat?: string | undefined;
  /** [regular expression, schema], in order. */
  readonly physicalSchemaMapping: readonly (readonly [RegExp, string])[];
  readonly report: (problem: Diagnostic) => void;
}

export const noStatements: ModelStatements = {
  preStatements: [],
  postStatements: [],
  onVirtualUpdate: [],
  definitions: [],
};

const noValues: Values = {};

/** Undefined when name or kind cannot be known; what is wrong was reported. */
export function buildModel(input: ModelInput): Model | undefined {
  const values = withDefaults(input.properties.values, input.defaults.values);
  const name = values.name ?? nameOf(input);
  const reading = kindOf(input);
  if (name === undefined || reading === undefined) return undefined;
  const model = assembled(input, values, { name, ...reading });
  checkModel(model, input.properties, input.report);
  return model;
}

interface NameAndKind {
  readonly name: TableName;
  readonly kind: ModelKind;
  readonly positions: Readonly<Record<string, SourceLocation>>;
}

/** One literal with all keys: thousands of models built from spreads would all be slow objects. */
function assembled(input: ModelInput, values: ModelPropertyValues, { name, kind, positions }: NameAndKind): Model {
  const table = { catalog: name.catalog ?? input.defaultCatalog, schema: name.schema, table: name.table };
  const cron = values.cron ?? '@daily';
  const { statements, defaults } = input;
  return {
    name: canonicalName(table, input.defaultCatalog),
    table,
    source: input.source,
    file: input.file,
    at: input.at,
    positions: positionsOf(input, positions),
    kind: withTimeFormat(kind, input.timeColumnFormat),
    dialect: input.dialect.dialect,
    normalization: input.dialect.normalization,
    cron,
    cronTz: values.cron_tz ?? 'UTC',
    intervalUnit: values.interval_unit ?? unitOf(cron),
    start: values.start,
    end: values.end,
    allowPartials: values.allow_partials ?? false,
    enabled: values.enabled ?? true,
    owner: values.owner,
    description: values.description ?? input.description,
    tags: values.tags ?? noTexts,
    stamp: values.stamp,
    project: values.project ?? input.project,
    gateway: values.gateway?.toLowerCase(),
    grains: values.grains ?? values.grain ?? noGrains,
    references: values.references ?? noTexts,
    columns: values.columns,
    // One text given by hand replaces all comments, as its author then keeps them in one place.
    columnDescriptions: values.column_descriptions ?? input.columnDescriptions,
    partitionedBy: partitionedBy(values.partitioned_by ?? noTexts, kind),
    clusteredBy: values.clustered_by ?? noTexts,
    tableFormat: values.table_format?.toLowerCase(),
    storageFormat: values.storage_format?.toLowerCase(),
    physicalProperties: values.physical_properties ?? noProperties,
    virtualProperties: values.virtual_properties ?? noProperties,
    sessionProperties: values.session_properties ?? noProperties,
    physicalVersion: values.physical_version,
    physicalSchema: physicalSchema(table, input),
    optimizeQuery: values.optimize_query ?? true,
    formatting: values.formatting ?? true,
    ignoredRules: values.ignored_rules ?? noTexts,
    virtualEnvironmentMode: values.virtual_environment_mode,
    grants: values.grants,
    contract: values.contract,
    audits: [...(values.audits ?? noCalls), ...promisedAudits(values, kind, input)],
    auditDefinitions: input.inlineAudits,
    signals: values.signals ?? noCalls,
    query: statements.query,
    preStatements: joined(defaults.preStatements, statements.preStatements),
    postStatements: joined(defaults.postStatements, statements.postStatements),
    onVirtualUpdate: joined(defaults.onVirtualUpdate, statements.onVirtualUpdate),
    definitions: statements.definitions,
    dependsOn: (values.depends_on ?? noTables).map((parent) => canonicalName(parent, input.defaultCatalog)),
    parents: noTexts,
    selfReference: false,
    blueprint: input.blueprint,
    variables: noValues,
    code: noCode,
    rendered: nothingRendered,
    seedColumns: undefined,
  } satisfies Required<{ [K in keyof Model]: unknown }> & Model;
}

/** A table refuses NULL by itself; of a view that promises none its rows are asked. */
function promisedAudits(
  { contract, columns }: ModelPropertyValues,
  kind: ModelKind,
  input: ModelInput,
): Model['audits'] {
  if (contract !== 'enforced' || kind.name !== 'VIEW') return noCalls;
  const names = (columns ?? []).filter((c) => c.nullable === false).map((c) => quoteIdentifier(c.name));
  const at = input.properties.positions['columns'];
  return names.length === 0 ? noCalls : [{ name: 'not_null', arguments: { columns: `(${names.join(', ')})` }, at }];
}

const noProperties = {};
const noTexts: readonly string[] = [];
const noTables: readonly TableName[] = [];
const noCalls: Model['audits'] = [];
const noGrains: Model['grains'] = [];
const noCode: Model['code'] = [];
const nothingRendered: Model['rendered'] = { preStatements: [], postStatements: [], onVirtualUpdate: [] };

function nameOf(input: ModelInput): TableName | undefined {
  if (input.nameFromPath !== undefined || input.properties.given.has('name')) return input.nameFromPath;
  input.report(diagnostic('MODEL_PROPERTY_MISSING', { property: 'name', owner: 'MODEL' }, { at: input.at }));
  return undefined;
}

function kindOf(input: ModelInput) {
  const { properties, defaults, report } = input;
  if (input.source === 'external') return { kind: { name: 'EXTERNAL' } as ModelKind, positions: {} };
  const own = properties.values.kind;
  if (own === undefined && properties.given.has('kind')) return undefined;
  const value: PropertyValue =
    own ?? defaults.kind ?? codeValue(input.source === 'typescript' ? 'FULL' : 'VIEW', () => input.at);
  return readKind(value, { property: 'kind', ...input.dialect, report }, defaults.kindDefaults);
}

function positionsOf(input: ModelInput, kindPositions: Readonly<Record<string, SourceLocation>>) {
  const query = input.statements.query;
  return { ...input.properties.positions, ...kindPositions, ...(query === undefined ? {} : { query: query.at }) };
}

const units = new Map<string, IntervalUnit>();

function unitOf(cron: string): IntervalUnit {
  let unit = units.get(cron);
  if (unit === undefined) {
    unit = unitFromCron(parseCron(cron));
    units.set(cron, unit);
  }
  return unit;
}

/** A time-range table is partitioned by its time column first, unless that was said already or turned off. */
function partitionedBy(declared: readonly string[], kind: ModelKind): readonly string[] {
  if (kind.name !== 'INCREMENTAL_BY_TIME_RANGE' || !kind.partitionByTimeColumn) return declared;
  const { column } = kind.timeColumn;
  const word = new RegExp(`(?<![\\w$])${column.replace(/[^\w]/g, '\\$&')}(?![\\w$])`, 'i');
  return declared.some((expression) => word.test(expression)) ? declared : [column, ...declared];
}

/** It decides which rows a model holds, so it is the model's own. */
function withTimeFormat(kind: ModelKind, format: string | undefined): ModelKind {
  if (format === undefined || kind.name !== 'INCREMENTAL_BY_TIME_RANGE' || kind.timeColumn.format !== undefined)
    return kind;
  return { ...kind, timeColumn: { ...kind.timeColumn, format } };
}

function physicalSchema(table: TableName, input: ModelInput): string | undefined {
  return input.physicalSchemaMapping.find(([pattern]) => pattern.test(table.schema ?? ''))?.[1];
}

function joined(first: readonly Statement[], second: readonly Statement[]): readonly Statement[] {
  if (first.length === 0) return second;
  return second.length === 0 ? first : [...first, ...second];
}
