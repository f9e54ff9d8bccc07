// Models for tests of the pure parts, with everything that a test does not care about filled in.
import type { ModelKind } from '../../src/model/kind.ts';
import type { Model } from '../../src/model/model.ts';

export type ModelParts = Partial<Omit<Model, 'rendered' | 'query'>> & {
  readonly sql?: string;
  readonly pre?: readonly string[];
  readonly post?: readonly string[];
};

export function makeModel(name: string, parts: ModelParts = {}): Model {
  const { sql = 'SELECT 1 AS id', pre = [], post = [], ...rest } = parts;
  const [schema = 'shop', table = name] = name.includes('.') ? name.split('.') : [undefined, name];
  const at = { file: `models/${table}.sql`, line: 1, column: 1 };
  const isSql = (rest.source ?? 'sql') === 'sql';
  const statement = (text: string) => ({ sql: text, at });
  return {
    name,
    table: { catalog: 'db', schema, table },
    source: 'sql',
    file: at.file,
    at,
    positions: {},
    kind: { name: 'FULL' },
    dialect: 'duckdb',
    cron: '@daily',
    cronTz: 'UTC',
    intervalUnit: 'day',
    start: '2023-01-01',
    allowPartials: false,
    enabled: true,
    tags: [],
    grains: [],
    references: [],
    columnDescriptions: {},
    partitionedBy: [],
    clusteredBy: [],
    physicalProperties: {},
    virtualProperties: {},
    sessionProperties: {},
    optimizeQuery: true,
    formatting: true,
    ignoredRules: [],
    audits: [],
    auditDefinitions: [],
    signals: [],
    preStatements: pre.map(statement),
    postStatements: post.map(statement),
    onVirtualUpdate: [],
    definitions: [],
    dependsOn: [],
    parents: [],
    selfReference: false,
    blueprint: {},
    variables: {},
    code: [],
    ...(isSql ? { query: statement(sql) } : {}),
    rendered: { ...(isSql ? { query: sql } : {}), preStatements: pre, postStatements: post, onVirtualUpdate: [] },
    ...rest,
  };
}

const incrementalOptions = {
  forwardOnly: false,
  disableRestatement: false,
  onDestructiveChange: 'error',
  onAdditiveChange: 'allow',
  lookback: 0,
} as const;

export function timeRange(options: Partial<Extract<ModelKind, { name: 'INCREMENTAL_BY_TIME_RANGE' }>> = {}): ModelKind {
  return {
    name: 'INCREMENTAL_BY_TIME_RANGE',
    timeColumn: { column: 'ds' },
    partitionByTimeColumn: true,
    ...incrementalOptions,
    ...options,
  };
}

export function uniqueKey(options: Partial<Extract<ModelKind, { name: 'INCREMENTAL_BY_UNIQUE_KEY' }>> = {}): ModelKind {
  return { name: 'INCREMENTAL_BY_UNIQUE_KEY', uniqueKey: ['id'], ...incrementalOptions, ...options };
}
