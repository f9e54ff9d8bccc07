// The public API: everything a project's TypeScript files import from 'mesh-sql'.
export {
  defineConfig,
  type ConnectionConfig,
  type DuckDBConnectionConfig,
  type GatewayConfig,
  type MeshConfig,
  type ModelDefaultsConfig,
  type VariableValue,
} from './load/config/meshConfig.ts';

export { model, pythonModel, sqlModel } from './model/typescript/model.ts';
export { defineTransformer, type Transformer } from './model/typescript/transformer.ts';
export {
  materialization,
  type MaterializationContext,
  type MaterializationDefinition,
} from './model/typescript/materialization.ts';
export {
  scalarFunction,
  tableFunction,
  type ScalarFunctionDefinition,
  type ScalarFunctionOptions,
  type TableFunctionDefinition,
  type TableFunctionOptions,
} from './model/typescript/functions.ts';
export { rule, signal } from './model/typescript/signal.ts';
export { sql, type Sql } from './model/typescript/sql.ts';
export { columns, type Batch, type BatchColumn, type ColumnData, type Data } from './batch/batch.ts';
export type { ColumnTypes, NewRow, Row, Value, Values } from './batch/columnTypes.ts';
export type {
  Json,
  Logger,
  ModelContext,
  ModelFunction,
  ModelResult,
  Params,
  Relation,
} from './model/typescript/context.ts';
export * from './model/typescript/tables.ts';
export type {
  CallOption,
  FunctionModelKind,
  ModelOptions,
  SqlModelKind,
  SqlModelOptions,
} from './model/typescript/options.ts';
export type {
  FunctionModelDefinition,
  ModelDefinition,
  RuleDefinition,
  RuleModel,
  RuleViolation,
  SignalDefinition,
  SignalInterval,
  SqlModelDefinition,
} from './model/typescript/definition.ts';

export { macro, type MacroOptions } from './macro/macro.ts';
export type { MacroContext } from './macro/context.ts';
export type { Fragment, MacroDefinition } from './macro/definition.ts';
