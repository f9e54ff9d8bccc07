// The options of a model in TypeScript: the properties of a MODEL block in camelCase, and what only code models have.
import type { ColumnTypes, UntypedColumns } from '../../batch/columnTypes.ts';

type Policy = 'error' | 'warn' | 'allow' | 'ignore';

interface IncrementalKind {
  forwardOnly?: boolean;
  disableRestatement?: boolean;
  onDestructiveChange?: Policy;
  onAdditiveChange?: Policy;
  autoRestatementCron?: string;
  /** Intervals per batch. */
  batchSize?: number;
  batchConcurrency?: number;
  /** Past intervals that every run computes again. */
  lookback?: number;
}

interface ScdKind extends IncrementalKind {
  uniqueKey: string | string[];
  validFromName?: string;
  validToName?: string;
  invalidateHardDeletes?: boolean;
  timeDataType?: string;
}

export interface CsvOptions {
  delimiter?: string;
  quotechar?: string;
  doublequote?: boolean;
  escapechar?: string;
  skipinitialspace?: boolean;
  lineterminator?: string;
  encoding?: string;
  naValues?: string[] | Record<string, string[]>;
  keepDefaultNa?: boolean;
}

/** Kinds of models whose rows a function computes. */
export type FunctionModelKind =
  | 'FULL'
  | 'INCREMENTAL_UNMANAGED'
  | 'INCREMENTAL_BY_PARTITION'
  | { name: 'FULL' }
  | ({
      name: 'INCREMENTAL_BY_TIME_RANGE';
      timeColumn: string | [string, string];
      partitionByTimeColumn?: boolean;
    } & IncrementalKind)
  | ({
      name: 'INCREMENTAL_BY_UNIQUE_KEY';
      uniqueKey: string | string[];
      whenMatched?: string | string[];
      mergeFilter?: string;
      orderBy?: string | string[];
    } & IncrementalKind)
  | ({ name: 'INCREMENTAL_BY_PARTITION' } & IncrementalKind)
  | ({ name: 'INCREMENTAL_UNMANAGED'; insertOverwrite?: boolean } & IncrementalKind)
  | ({
      name: 'SCD_TYPE_2' | 'SCD_TYPE_2_BY_TIME';
      updatedAtName?: string;
      updatedAtAsValidFrom?: boolean;
    } & ScdKind)
  | ({
      name: 'SCD_TYPE_2_BY_COLUMN';
      /** `'*'` for all. */
      columns: string | string[];
      executionTimeAsValidFrom?: boolean;
      updatedAtName?: string;
    } & ScdKind)
  | ({
      name: 'CUSTOM';
      materialization: string;
      materializationProperties?: Record<string, unknown>;
    } & IncrementalKind);

/** Kinds of SQL models in code. */
export type SqlModelKind =
  | FunctionModelKind
  | 'VIEW'
  | 'EMBEDDED'
  | { name: 'VIEW'; materialized?: boolean }
  | { name: 'EMBEDDED' }
  | { name: 'SEED'; path: string; batchSize?: number; csvSettings?: CsvOptions };

/** `'not_null'`, `"not_null(columns := (id))"` or `['not_null', { columns: ['id'] }]`. */
export type CallOption = string | readonly [name: string, args: Readonly<Record<string, unknown>>];

export interface SharedModelOptions {
  /** `schema.table`; with blueprints it may hold their values: `'sales.@{region}_orders'`. */
  name?: string;
  cron?: string;
  cronTz?: string;
  intervalUnit?: 'year' | 'month' | 'day' | 'hour' | 'half_hour' | 'quarter_hour' | 'five_minute';
  start?: string;
  end?: string;
  allowPartials?: boolean;
  enabled?: boolean;
  owner?: string;
  description?: string;
  columnDescriptions?: Record<string, string>;
  tags?: string[];
  stamp?: string;
  grain?: string | string[];
  grains?: (string | string[])[];
  references?: (string | Record<string, string>)[];
  audits?: readonly CallOption[];
  signals?: readonly CallOption[];
  /** Tables that are read under computed names. */
  dependsOn?: string[];
  partitionedBy?: string | string[];
  clusteredBy?: string | string[];
  tableFormat?: string;
  storageFormat?: string;
  physicalProperties?: Record<string, unknown>;
  virtualProperties?: Record<string, unknown>;
  sessionProperties?: Record<string, unknown>;
  physicalVersion?: string;
  gateway?: string;
  dialect?: string;
  ignoredRules?: string[] | 'ALL';
  formatting?: boolean;
  virtualEnvironmentMode?: 'full' | 'dev_only';
  grants?: Record<string, string[]>;
  grantsTargetLayer?: 'virtual' | 'physical' | 'all';
  contract?: 'enforced';
  /** One model for each set of values. */
  blueprints?: readonly Readonly<Record<string, unknown>>[];
  preStatements?: string | string[];
  postStatements?: string | string[];
  onVirtualUpdate?: string | string[];
}

export interface ModelOptions<C extends ColumnTypes = UntypedColumns> extends SharedModelOptions {
  kind?: FunctionModelKind;
  /** SQL types of the columns; may be left out for kind FULL. */
  columns?: C;
  /** Other tables that the function writes with `context.engine`. */
  writes?: string[];
  /** Must rows arrive in the order in which they were given (true)? */
  ordered?: boolean;
  /** Longest time for one batch: `'30s'`. */
  timeout?: string;
  tasks?: { column: string; list: readonly string[] | (() => Promise<readonly string[]>) };
  checkpoint?: { key: string | string[]; every: number };
  /** Run in a worker thread: a crash or an endless loop fails this model alone. */
  worker?: boolean | number;
}

export interface SqlModelOptions extends SharedModelOptions {
  kind?: SqlModelKind;
  columns?: ColumnTypes;
  optimizeQuery?: boolean;
}
