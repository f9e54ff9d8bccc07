// Every property that a MODEL block (or the options of a TypeScript model) may have, with its reader.
import { intervalUnits } from '../../interval/unit.ts';
import { calls } from './calls.ts';
import { columns } from './columns.ts';
import { cronText, timeZoneName } from './cron.ts';
import { expressions, references, singleTuple, texts, tuples } from './expressions.ts';
import { columnTexts, properties } from './maps.ts';
import { tableName, tableNames } from './names.ts';
import type { Reader } from './reader.ts';
import { boolean, choice, dateText, text } from './scalar.ts';
import { specification } from './specification.ts';
import type { PropertyValue } from './value.ts';

/** `kind` needs the defaults of the project, so it is read after everything else. */
const later: Reader<PropertyValue> = (value) => value;

export const modelProperties = {
  name: specification(tableName),
  kind: specification(later),
  dialect: specification(text),
  normalization_strategy: specification(text),
  cron: specification(cronText),
  cron_tz: specification(timeZoneName),
  interval_unit: specification(choice(intervalUnits)),
  start: specification(dateText),
  end: specification(dateText),
  owner: specification(text),
  description: specification(text),
  tags: specification(texts(text)),
  stamp: specification(text),
  project: specification(text),
  gateway: specification(text),
  column_descriptions: specification(columnTexts),
  columns: specification(columns),
  audits: specification(calls),
  signals: specification(calls),
  grain: specification(singleTuple),
  grains: specification(tuples),
  references: specification(references),
  depends_on: specification(tableNames),
  partitioned_by: specification(expressions),
  clustered_by: specification(expressions, { otherNames: ['cluster_by'] }),
  table_format: specification(text),
  storage_format: specification(text),
  physical_properties: specification(properties, { oldNames: ['table_properties'] }),
  virtual_properties: specification(properties),
  session_properties: specification(properties),
  physical_version: specification(text),
  allow_partials: specification(boolean),
  enabled: specification(boolean),
  optimize_query: specification(boolean),
  formatting: specification(boolean),
  ignored_rules: specification(texts(text)),
  virtual_environment_mode: specification(choice(['full', 'dev_only'])),
  grants: specification(properties),
  grants_target_layer: specification(choice(['virtual', 'physical', 'all'])),
  contract: specification(choice(['enforced'])),
  blueprints: specification(later),
};

export type ModelPropertyName = keyof typeof modelProperties;

/** Names of all properties, with their other spellings: one of them at the beginning of a line is a property. */
export const modelPropertyNames: ReadonlySet<string> = new Set([
  ...Object.keys(modelProperties),
  ...Object.values(modelProperties).flatMap((p) => [...(p.oldNames ?? []), ...(p.otherNames ?? [])]),
]);

/** Their values may hold macros that are only filled in when the table is made, loaded or audited. */
export const renderedLater: ReadonlySet<string> = new Set([
  'physical_properties',
  'table_properties',
  'virtual_properties',
  'session_properties',
  'audits',
  'signals',
  'blueprints',
]);
