// A project's configuration after defaults, personal config, environment and gateway choice: what the rest of mesh reads.
// `defineConfig` (what users write) and the readers of YAML and TypeScript files produce it.
import type { SourceLocation } from '../../error/diagnostic.ts';
import type { Values } from '../../model/model.ts';

export type CategorizeMode = 'full' | 'semi' | 'off';

/** One DuckDB connection. Relative paths are relative to the project root. */
export interface DuckDBConnection {
  readonly type: 'duckdb';
  /** Path of the database file; undefined = in memory. */
  readonly database?: string | undefined;
  /** Several files, attached by name; the first is the default catalog. */
  readonly catalogs?: Readonly<Record<string, string | DuckDBCatalog>> | undefined;
  readonly extensions: readonly (
    | string
    | { readonly name: string; readonly repository?: string; readonly forceInstall?: boolean }
  )[];
  /** `SET key = value` at start. */
  readonly connectorConfig: Readonly<Record<string, string | number | boolean>>;
  readonly secrets: readonly Readonly<Record<string, unknown>>[];
  readonly filesystems: readonly Readonly<Record<string, unknown>>[];
  readonly concurrentTasks: number;
  readonly registerComments: boolean;
  /** Seconds to wait for a file that another process holds. */
  readonly lockTimeout: number;
  readonly readOnly: boolean;
  /** Set when the configuration names an engine that mesh does not have: the project loads, opening the engine is the error. */
  readonly unsupported?: UnsupportedEngine | undefined;
}

export interface UnsupportedEngine {
  /** `gateways.prod.connection` */
  readonly key: string;
  readonly engine: string;
  /** Gateways that would work. */
  readonly others: readonly string[];
  readonly at: SourceLocation | undefined;
}

export interface DuckDBCatalog {
  readonly path: string;
  readonly type?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/** Other engines join the union with the issues that bring them. */
export type Connection = DuckDBConnection;

export interface Gateway {
  readonly name: string;
  readonly connection: Connection;
  readonly stateConnection?: Connection | undefined;
  readonly testConnection?: Connection | undefined;
  readonly stateSchema: string;
  readonly variables: Values;
  readonly modelDefaults: ModelDefaults;
}

/** MODEL properties (in snake_case) given to every model that does not state its own; SQL-ish texts as in a MODEL block. */
export interface ModelDefaults {
  readonly dialect?: string | undefined;
  readonly [property: string]: unknown;
}

export interface LinterConfig {
  readonly enabled: boolean;
  /** Rule → severity, after `rules`, `warn_rules`, `ignored_rules` and ALL are resolved by the reader. */
  readonly rules: readonly string[] | 'ALL';
  readonly warnRules: readonly string[] | 'ALL';
  readonly ignoredRules: readonly string[] | 'ALL';
  /** Where the names of rules stand. */
  readonly places?: Readonly<Record<string, SourceLocation>> | undefined;
}

export interface FormatConfig {
  readonly indent: number;
  readonly maxTextWidth: number;
  readonly leadingComma: boolean;
  readonly appendNewline: boolean;
  readonly keywordCase: 'upper' | 'lower' | 'preserve';
}

export interface PlanConfig {
  readonly forwardOnly: boolean;
  readonly autoCategorizeChanges: Readonly<Record<'sql' | 'typescript' | 'seed' | 'external', CategorizeMode>>;
  readonly includeUnmodified: boolean;
  readonly noDiff: boolean;
  readonly noPrompts: boolean;
  readonly autoApply: boolean;
  readonly alwaysRecreateEnvironment: boolean;
}

/** Of `mesh ci`; what is undefined is as in any plan. */
export interface CiConfig {
  readonly forge: 'github' | 'gitlab' | undefined;
  /** What stands before a request's number in the name of its environment. */
  readonly environmentName: string;
  readonly start: string | undefined;
  readonly skipBackfill: boolean;
  readonly includeUnmodified: boolean | undefined;
  readonly minIntervals: number | undefined;
  readonly invalidateAfterDeploy: boolean;
  readonly runOnDeploy: boolean;
  readonly autoCategorizeChanges: PlanConfig['autoCategorizeChanges'] | undefined;
  /** Requests into other branches are not deployed. */
  readonly prodBranch: string | undefined;
  /** Changes of branches that end so are forward-only. */
  readonly forwardOnlyBranchSuffix: string;
}

export interface ProjectConfig {
  /** Absolute folder of the project. */
  readonly root: string;
  /** The files that were read, absolute, in order of precedence. */
  readonly files: readonly string[];
  /** `project` key of multi-repository setups. */
  readonly project?: string | undefined;
  readonly gateway: Gateway;
  readonly gateways: Readonly<Record<string, Gateway>>;
  /** Gateways that are configured but run on an engine mesh does not have: name → engine. */
  readonly unsupportedGateways: Readonly<Record<string, string>>;
  readonly modelDefaults: ModelDefaults;
  /** Where they are written, by snake_case name; those of a gateway have no place. */
  readonly modelDefaultPlaces?: Readonly<Record<string, SourceLocation>> | undefined;
  /** Root variables with the gateway's over them; keys lower case. */
  readonly variables: Values;
  readonly defaultTargetEnvironment: string;
  readonly environmentTtl: string | null;
  readonly snapshotTtl: string;
  readonly pinnedEnvironments: readonly string[];
  readonly ignorePatterns: readonly string[];
  readonly timeColumnFormat: string;
  /** [regular expression, schema] in order. */
  readonly physicalSchemaMapping: readonly (readonly [string, string])[];
  readonly environmentSuffixTarget: 'schema' | 'table' | 'catalog';
  readonly environmentCatalogMapping: readonly (readonly [string, string])[];
  readonly environmentCatalogMappingAt?: SourceLocation | undefined;
  readonly physicalTableNamingConvention: 'schema_and_table' | 'table_only' | 'hash_md5';
  readonly virtualEnvironmentMode: 'full' | 'dev_only';
  readonly gatewayManagedVirtualLayer: boolean;
  readonly inferModelNames: boolean;
  readonly beforeAll: readonly string[];
  readonly afterAll: readonly string[];
  readonly linter: LinterConfig;
  readonly format: FormatConfig;
  readonly plan: PlanConfig;
  readonly ci: CiConfig;
  readonly run: { readonly environmentCheckInterval: number; readonly environmentCheckMaxWait: number };
  readonly janitor: { readonly warnOnDeleteFailure: boolean; readonly expiredSnapshotsBatchSize: number };
  readonly cacheDir: string;
  /** How many log files are kept. */
  readonly logLimit: number;
  readonly types: Readonly<Record<string, string>>;
}
