// What a user writes into mesh.config.ts. SQLMesh's keys in camelCase; the same keys in snake_case make up a YAML file.

/** A DuckDB connection. Relative paths count from the project's folder. */
export interface DuckDBConnectionConfig {
  type: 'duckdb';
  /** The database file; left out: in memory, forgotten when the command ends. */
  database?: string;
  /** Several databases by name instead of one; the first is the default catalog. */
  catalogs?: Record<string, string | { path: string; type?: string; readOnly?: boolean; [option: string]: unknown }>;
  /** Extensions to install and load. */
  extensions?: (string | { name: string; repository?: string; forceInstall?: boolean })[];
  /** DuckDB settings: `SET key = value`. */
  connectorConfig?: Record<string, string | number | boolean>;
  /** DuckDB secrets, as a list or by name. */
  secrets?: Record<string, unknown>[] | Record<string, Record<string, unknown>>;
  filesystems?: Record<string, unknown>[];
  /** How many models run at the same time (4). */
  concurrentTasks?: number;
  /** Write descriptions of models and columns into the database (true). */
  registerComments?: boolean;
  /** Seconds to wait for a file that another process holds (30). */
  lockTimeout?: number;
  /** Open without the right to write (false). */
  readOnly?: boolean;
}

/** A connection of an engine that mesh cannot run on yet: loads as long as its gateway is not the chosen one. */
export interface OtherConnectionConfig {
  type:
    | 'postgres'
    | 'trino'
    | 'snowflake'
    | 'bigquery'
    | 'databricks'
    | 'redshift'
    | 'spark'
    | 'mysql'
    | 'mssql'
    | 'clickhouse'
    | 'athena'
    | 'motherduck';
  [option: string]: unknown;
}

export type ConnectionConfig = DuckDBConnectionConfig | OtherConnectionConfig;

export interface GatewayConfig {
  connection?: ConnectionConfig;
  /** Where mesh keeps its state; left out: beside the data, so that both commit together. */
  stateConnection?: ConnectionConfig;
  /** Where `mesh test` runs; left out: an in-memory DuckDB. */
  testConnection?: ConnectionConfig;
  /** The schema of the state (`mesh_state`). */
  stateSchema?: string;
  /** Win over the variables of the root. */
  variables?: Record<string, VariableValue>;
  modelDefaults?: ModelDefaultsConfig;
}

export type VariableValue = string | number | boolean | null | VariableValue[] | { [key: string]: VariableValue };

type Policy = 'error' | 'warn' | 'allow' | 'ignore';

/** Properties for every model that does not state its own. */
export interface ModelDefaultsConfig {
  /** The SQL dialect of the models (`duckdb`). */
  dialect?: string;
  kind?: string | { name: string; [option: string]: unknown };
  cron?: string;
  cronTz?: string;
  start?: string;
  owner?: string;
  description?: string;
  tags?: string[];
  /** Put before the model's own audits. */
  audits?: (string | [name: string, args: Record<string, unknown>])[];
  intervalUnit?: 'year' | 'month' | 'day' | 'hour' | 'half_hour' | 'quarter_hour' | 'five_minute';
  allowPartials?: boolean;
  enabled?: boolean;
  formatting?: boolean;
  optimizeQuery?: boolean;
  batchConcurrency?: number;
  onDestructiveChange?: Policy;
  onAdditiveChange?: Policy;
  tableFormat?: string;
  storageFormat?: string;
  physicalProperties?: Record<string, unknown>;
  virtualProperties?: Record<string, unknown>;
  sessionProperties?: Record<string, unknown>;
  preStatements?: string | string[];
  postStatements?: string | string[];
  onVirtualUpdate?: string | string[];
  virtualEnvironmentMode?: 'full' | 'dev_only';
  gateway?: string;
  grants?: Record<string, string[]>;
  grantsTargetLayer?: 'virtual' | 'physical' | 'all';
}

type Categorize = 'full' | 'semi' | 'off';
type RuleNames = string[] | 'ALL';

interface CategorizeModes {
  sql?: Categorize;
  typescript?: Categorize;
  python?: Categorize;
  seed?: Categorize;
  external?: Categorize;
}

/** What `mesh ci` does. SQLMesh's name for the block is `cicdBot`, which is read, too. */
export interface CiOptions {
  /** The forge that is written to; left out: the one whose pipeline this is. */
  type?: 'github' | 'gitlab';
  /** What stands before the request's number in the name of its environment (`pr`). */
  prEnvironmentName?: string;
  /** Environments of requests are computed from this date on. */
  defaultPrStart?: string;
  /** Make their tables and views, compute nothing (false). */
  skipPrBackfill?: boolean;
  /** Give every model a view in them. */
  prIncludeUnmodified?: boolean;
  /** Compute at least so many of the newest intervals of each model. */
  prMinIntervals?: number;
  /** End a request's environment when `mesh ci deploy` is done (true). */
  invalidateEnvironmentAfterDeploy?: boolean;
  /** Also compute what has become due in prod (false). */
  runOnDeployToProd?: boolean;
  autoCategorizeChanges?: CategorizeModes;
  /** Only requests into this branch are deployed. */
  prodBranchName?: string;
  /** Changes of branches whose name ends so are forward-only (`-forward-only`). */
  forwardOnlyBranchSuffix?: string;
}

/** The configuration of a project: the default export of `mesh.config.ts`. */
export interface MeshConfig {
  /** Names the project where several share one state. */
  project?: string;
  /** Connections by name; the first is the default one. */
  gateways?: Record<string, GatewayConfig>;
  defaultGateway?: string;
  /** For gateways without a connection of their own, and for projects without gateways. */
  defaultConnection?: ConnectionConfig;
  /** Short for `defaultConnection`. */
  connection?: ConnectionConfig;
  defaultTestConnection?: ConnectionConfig;
  /** Where the state lives, for gateways that do not say. */
  state?: { schema?: string; connection?: ConnectionConfig };
  modelDefaults?: ModelDefaultsConfig;
  /** `@name` in SQL, `context.vars.name` in TypeScript. */
  variables?: Record<string, VariableValue>;
  /** Environment variables to set, unless they are set already. */
  envVars?: Record<string, string>;

  /** The environment of `mesh plan` without a name (`prod`). */
  defaultTargetEnvironment?: string;
  /** How long an environment lives after its last plan (`in 1 week`); null: for ever. */
  environmentTtl?: string | null;
  /** How long tables live that no environment uses (`in 1 week`). */
  snapshotTtl?: string;
  /** Environments that never expire. */
  pinnedEnvironments?: string[];

  /** Files not to load: patterns such as `models/old/**`. */
  ignorePatterns?: string[];
  /** Format of text time columns (`%Y-%m-%d`). */
  timeColumnFormat?: string;
  modelNaming?: {
    /** Take a model's name from its path: `models/<schema>/<name>.sql`. */
    inferNames?: boolean;
  };

  /** Regular expression of a schema → schema of its physical tables (`mesh__<schema>`); the first match wins. */
  physicalSchemaMapping?: Record<string, string> | [pattern: string, schema: string][];
  /** Where the environment's name goes in its views: `shop__dev.orders`, `shop.orders__dev` or `db__dev.shop.orders`. */
  environmentSuffixTarget?: 'schema' | 'table' | 'catalog';
  /** Regular expression of an environment's name → catalog of its views. */
  environmentCatalogMapping?: Record<string, string> | [pattern: string, catalog: string][];
  physicalTableNamingConvention?: 'schema_and_table' | 'table_only' | 'hash_md5';
  virtualEnvironmentMode?: 'full' | 'dev_only';
  gatewayManagedVirtualLayer?: boolean;

  /** Statements before and after every apply and run. */
  beforeAll?: string | string[];
  afterAll?: string | string[];

  linter?: { enabled?: boolean; rules?: RuleNames; warnRules?: RuleNames; ignoredRules?: RuleNames };
  format?: {
    indent?: number;
    maxTextWidth?: number;
    leadingComma?: boolean;
    appendNewline?: boolean;
    keywordCase?: 'upper' | 'lower' | 'preserve';
  };
  plan?: {
    forwardOnly?: boolean;
    /** How changes are categorised, by what the model is made of. */
    autoCategorizeChanges?: CategorizeModes;
    includeUnmodified?: boolean;
    /** Ignored: forward-only changes are always previewed in development environments. */
    enablePreview?: boolean;
    noDiff?: boolean;
    noPrompts?: boolean;
    autoApply?: boolean;
    /** Ignored: an environment is switched as a whole or not at all. */
    useFinalizedState?: boolean;
    alwaysRecreateEnvironment?: boolean;
  };
  ci?: CiOptions;
  /** How long `mesh run` waits for a plan that is updating its environment, in seconds. */
  run?: { environmentCheckInterval?: number; environmentCheckMaxWait?: number };
  janitor?: { warnOnDeleteFailure?: boolean; expiredSnapshotsBatchSize?: number };
  /** Where compiled modules and parsed files are kept (`.mesh/cache`). */
  cacheDir?: string;
  /** How many log files are kept (20). */
  logLimit?: number;
  /** How TypeScript models see values of a SQL type: `{ BIGINT: 'number' }`. */
  types?: Record<string, string>;
}

/**
 * Types a configuration, or a function that gives one.
 *
 * @example
 * export default defineConfig({
 *   gateways: { local: { connection: { type: 'duckdb', database: 'warehouse.db' } } },
 *   modelDefaults: { dialect: 'duckdb', start: '2024-01-01' },
 * });
 */
export function defineConfig(config: MeshConfig): MeshConfig;
export function defineConfig(config: () => MeshConfig | Promise<MeshConfig>): () => MeshConfig | Promise<MeshConfig>;
export function defineConfig<T extends MeshConfig | (() => MeshConfig | Promise<MeshConfig>)>(config: T): T {
  return config;
}
