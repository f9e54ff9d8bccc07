// A model's own two parts of its fingerprint. Data: what decides which rows and columns come out, and how the table is
// made. Metadata: everything else that a stored copy must not miss. The recipe is versioned: never change it in place.
import type { ModelKind } from '../model/kind.ts';
import type { Model, Statement } from '../model/model.ts';
import { tokenFingerprint } from '../sql/fingerprint.ts';
import { hashParts } from '../util/hash.ts';
import { stableJson } from '../util/stableJson.ts';

export const recipe = 1;

export interface OwnParts {
  readonly data: string;
  readonly metadata: string;
}

export function ownParts(model: Model): OwnParts {
  return {
    data: hashParts(dataValues(model)),
    metadata: hashParts(metadataValues(model)),
  };
}

/** What a text of the model says, however it is laid out: white space, comments and the case of unquoted words do not count. */
export function tokensOf({ dialect, normalization }: Model): (text: string) => string {
  return (text) => tokenFingerprint(text, { dialect, strategy: normalization });
}

/** Whether what is executed differs from the text that was rendered at load, so that the source itself must count. */
export function dependsOnRuntime(model: Model): boolean {
  if (model.source === 'typescript') return true;
  if (model.rendered.runtime !== undefined) return model.rendered.runtime;
  return [...statements(model), ...model.definitions].some((s) => runtimeNames.test(s.sql));
}

const runtimeNames =
  /@\{?(?:(?:start|end|execution)_|runtime_stage|this_model|this_env|physical_|resolve_template)|\{\{|\{%/i;

/** The kind as far as it decides rows: the same for a fingerprint and for telling which option changed. */
export function kindData(kind: ModelKind): Readonly<Record<string, unknown>> {
  switch (kind.name) {
    case 'FULL':
    case 'EMBEDDED':
    case 'EXTERNAL':
    case 'MANAGED':
      return {};
    case 'VIEW':
      return { materialized: kind.materialized };
    case 'SEED':
      return { csv_settings: kind.csvSettings };
    case 'INCREMENTAL_BY_TIME_RANGE':
      return {
        time_column: kind.timeColumn,
        lookback: kind.lookback,
        partition_by_time_column: kind.partitionByTimeColumn,
      };
    case 'INCREMENTAL_BY_UNIQUE_KEY':
      return {
        unique_key: kind.uniqueKey,
        when_matched: kind.whenMatched,
        merge_filter: kind.mergeFilter,
        order_by: kind.orderBy,
        lookback: kind.lookback,
      };
    case 'INCREMENTAL_BY_PARTITION':
      return { lookback: kind.lookback };
    case 'INCREMENTAL_UNMANAGED':
      return { insert_overwrite: kind.insertOverwrite, lookback: kind.lookback };
    case 'SCD_TYPE_2_BY_TIME':
      return {
        ...scd2Data(kind),
        updated_at_name: kind.updatedAtName,
        updated_at_as_valid_from: kind.updatedAtAsValidFrom,
      };
    case 'SCD_TYPE_2_BY_COLUMN':
      return {
        ...scd2Data(kind),
        columns: kind.columns,
        execution_time_as_valid_from: kind.executionTimeAsValidFrom,
        updated_at_name: kind.updatedAtName,
      };
    case 'CUSTOM':
      return {
        materialization: kind.materialization,
        materialization_properties: kind.materializationProperties,
        lookback: kind.lookback,
      };
  }
}

function scd2Data(
  kind: Extract<ModelKind, { name: 'SCD_TYPE_2_BY_TIME' | 'SCD_TYPE_2_BY_COLUMN' }>,
): Readonly<Record<string, unknown>> {
  return {
    unique_key: kind.uniqueKey,
    valid_from_name: kind.validFromName,
    valid_to_name: kind.validToName,
    invalidate_hard_deletes: kind.invalidateHardDeletes,
    time_data_type: kind.timeDataType,
    lookback: kind.lookback,
  };
}

/** Options of the physical table: a change makes a new table but gives the same rows. */
export function tableData(model: Model): Readonly<Record<string, unknown>> {
  return {
    partitioned_by: model.partitionedBy,
    clustered_by: model.clusteredBy,
    table_format: model.tableFormat,
    storage_format: model.storageFormat,
    physical_properties: model.physicalProperties,
    physical_version: model.physicalVersion,
    physical_schema: model.physicalSchema,
    virtual_environment_mode: model.virtualEnvironmentMode,
    gateway: model.gateway,
    interval_unit: model.intervalUnit,
    stamp: model.stamp,
  };
}

/** Hashes of the code that decides rows. A macro counts by what it renders, unless that differs from run to run. */
export function dataCode(model: Model): readonly string[] {
  const macrosCount = dependsOnRuntime(model);
  return model.code
    .filter((c) => !c.metadataOnly && c.type !== 'signal' && c.type !== 'audit' && (macrosCount || c.type !== 'macro'))
    .map((c) => `${c.type} ${c.name} ${c.hash}`)
    .sort();
}

/** Present only where there are any: other fingerprints stay as they are. */
function jinjaMacros(model: Model): string[] {
  return statements(model).flatMap(({ jinja }) => (jinja === undefined || jinja.macros === '' ? [] : [jinja.macros]));
}

function dataValues(model: Model): (string | undefined)[] {
  const { rendered } = model;
  const tokens = tokensOf(model);
  const values = [
    String(recipe),
    model.source,
    model.kind.name,
    json(kindData(model.kind)),
    json(tableData(model)),
    model.dialect,
    model.columns === undefined ? undefined : json(model.columns),
    json(dataCode(model)),
    model.seedColumns === undefined ? undefined : json(model.seedColumns),
    rendered.query === undefined ? undefined : tokens(rendered.query),
    ...list(rendered.preStatements.map(tokens)),
    ...list(rendered.postStatements.map(tokens)),
  ];
  if (!dependsOnRuntime(model)) return values;
  return [
    ...values,
    ...list([...statements(model), ...model.definitions].map((s) => tokens(s.sql))),
    ...jinjaMacros(model),
    json(model.variables),
    json(model.blueprint),
  ];
}

function metadataValues(model: Model): (string | undefined)[] {
  const tokens = tokensOf(model);
  return [
    String(recipe),
    model.cron,
    model.cronTz,
    model.start,
    model.end,
    String(model.allowPartials),
    model.owner,
    model.description,
    model.project,
    json([model.tags, model.grains, model.references, model.columnDescriptions]),
    json([model.virtualProperties, model.sessionProperties, model.grants, model.contract]),
    json(kindMetadata(model.kind)),
    json(model.audits.map(({ name, arguments: args }) => [name, args])),
    json(model.signals.map(({ name, arguments: args }) => [name, args])),
    ...list(model.auditDefinitions.map((a) => auditText(a, tokens))),
    ...auditVariables(model),
    ...list(model.rendered.onVirtualUpdate.map(tokens)),
    json(metadataCode(model)),
    ...list(statements(model).map((s) => s.sql.replaceAll('\r\n', '\n'))),
  ];
}

function kindMetadata(kind: ModelKind): Readonly<Record<string, unknown>> {
  const { batchSize, batchConcurrency, autoRestatementIntervals, path, ...rest } = kind as ModelKind & {
    batchSize?: number;
    batchConcurrency?: number;
    autoRestatementIntervals?: number;
    path?: string;
    forwardOnly?: boolean;
    disableRestatement?: boolean;
    onDestructiveChange?: string;
    onAdditiveChange?: string;
    autoRestatementCron?: string;
  };
  return {
    batchSize,
    batchConcurrency,
    autoRestatementIntervals,
    path,
    forwardOnly: rest.forwardOnly,
    disableRestatement: rest.disableRestatement,
    onDestructiveChange: rest.onDestructiveChange,
    onAdditiveChange: rest.onAdditiveChange,
    autoRestatementCron: rest.autoRestatementCron,
  };
}

function metadataCode(model: Model): readonly string[] {
  return model.code.map((c) => `${c.type} ${c.name} ${c.hash} ${c.metadataOnly}`).sort();
}

function auditText(audit: Model['auditDefinitions'][number], tokens: (text: string) => string): string {
  const { name, blocking, skip, defaults, dialect } = audit;
  const own = (audit.definitions ?? []).map(({ sql }) => tokens(sql));
  const { sql, jinja } = audit.query;
  const macros = jinja === undefined || jinja.macros === '' ? [] : [jinja.macros];
  return json([name, blocking, skip, defaults, dialect, tokens(sql), ...own, ...macros]);
}

/** Variables that audits and signals name. Present only where there are any: other fingerprints stay as they are. */
function auditVariables({ audits, signals, auditDefinitions, variables }: Model): string[] {
  const given = [...audits, ...signals].flatMap((call) => Object.values(call.arguments));
  const texts = auditDefinitions.flatMap(({ query, definitions = [] }) => [
    ...[query, ...definitions].map(({ sql }) => sql),
    query.jinja?.macros ?? '',
  ]);
  const words = new Set(
    [...given, ...texts].flatMap((text) => text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []),
  );
  const used = Object.entries(variables).filter(([name]) => words.has(name.toLowerCase()));
  return used.length === 0 ? [] : [json(used)];
}

function statements(model: Model): readonly Statement[] {
  return [
    ...(model.query === undefined ? [] : [model.query]),
    ...model.preStatements,
    ...model.postStatements,
    ...model.onVirtualUpdate,
  ];
}

function json(value: unknown): string {
  return stableJson(value);
}

/** The length first, so that texts cannot slip from one list into the next. */
function list(texts: readonly string[]): string[] {
  return [String(texts.length), ...texts];
}
