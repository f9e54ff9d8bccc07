// A model's definition as text for a difference: stored models have no file any more, so both sides are written alike.
import type { Call, Model } from '../model/model.ts';
import { stableJson } from '../util/stableJson.ts';

/** `rendered`: the query with its macros expanded in the place of what was written. */
export function definitionText(model: Model, options: { readonly rendered?: boolean | undefined } = {}): string {
  const { query } = model.rendered;
  const isRendered = options.rendered === true && query !== undefined;
  const properties = Object.entries(propertiesOf(model)).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [`  ${name} ${text}`];
  });
  const statements = [
    ...(isRendered ? [] : model.definitions),
    ...model.preStatements,
    ...(isRendered ? [{ sql: query }] : model.query === undefined ? [] : [model.query]),
    ...model.postStatements,
  ].map((s) => `${s.sql.trim().replaceAll('\r\n', '\n')};`);
  const virtual = model.onVirtualUpdate.map((s) => `  ${s.sql.trim().replaceAll('\r\n', '\n')};`);
  const blocks =
    virtual.length === 0 ? [] : [['ON_VIRTUAL_UPDATE_BEGIN;', ...virtual, 'ON_VIRTUAL_UPDATE_END;'].join('\n')];
  return [['MODEL (', properties.join(',\n'), ');'].join('\n'), ...statements, ...blocks].join('\n\n');
}

function propertiesOf(model: Model): Readonly<Record<string, unknown>> {
  const { name: kindName, ...options } = model.kind;
  return {
    name: model.name,
    kind: kindName,
    ...Object.fromEntries(Object.entries(options).map(([key, value]) => [`kind.${snake(key)}`, value])),
    dialect: model.dialect,
    cron: model.cron,
    cron_tz: model.cronTz === 'UTC' ? undefined : model.cronTz,
    interval_unit: model.intervalUnit,
    start: model.start,
    end: model.end,
    allow_partials: model.allowPartials ? true : undefined,
    owner: model.owner,
    description: model.description,
    tags: model.tags,
    stamp: model.stamp,
    gateway: model.gateway,
    grains: model.grains,
    references: model.references,
    columns: model.columns?.map((c) => `${c.name} ${c.type ?? '?'}${c.nullable === false ? ' NOT NULL' : ''}`),
    column_descriptions: model.columnDescriptions,
    partitioned_by: model.partitionedBy,
    clustered_by: model.clusteredBy,
    table_format: model.tableFormat,
    storage_format: model.storageFormat,
    physical_properties: model.physicalProperties,
    virtual_properties: model.virtualProperties,
    session_properties: model.sessionProperties,
    physical_version: model.physicalVersion,
    contract: model.contract,
    audits: model.audits.map(callText),
    signals: model.signals.map(callText),
    blueprint: model.blueprint,
    code: model.code.map((c) => `${c.file} ${c.name} ${c.hash.slice(0, 12)}`),
    values: model.seedColumns?.map((c) => `${c.name} ${c.hash.slice(0, 12)}`),
  };
}

function callText({ name, arguments: given }: Call): string {
  const texts = Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
  return texts.length === 0 ? name : `${name}(${texts.map(([key, sql]) => `${key} := ${sql}`).join(', ')})`;
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  if (typeof value === 'string') return value;
  if (Array.isArray(value))
    return value.length === 0 ? undefined : `(\n${value.map((v) => `    ${textOf(v) ?? ''}`).join(',\n')}\n  )`;
  if (typeof value === 'object') return Object.keys(value).length === 0 ? undefined : stableJson(value);
  return stableJson(value);
}
