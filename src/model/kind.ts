// The model kinds as data. How each is read, checked and written lives in kinds/, one file per kind.

export type SchemaChangePolicy = 'error' | 'warn' | 'allow' | 'ignore';

/** Of texts in a time column, where neither the model nor the project says another. */
export const usualTimeFormat = '%Y-%m-%d';

/** A time column with the optional format in which it stores times (`%Y-%m-%d`). */
export interface TimeColumn {
  readonly column: string;
  readonly format?: string | undefined;
}

/** Options that every incremental kind shares. */
export interface IncrementalOptions {
  readonly forwardOnly: boolean;
  readonly disableRestatement: boolean;
  readonly onDestructiveChange: SchemaChangePolicy;
  readonly onAdditiveChange: SchemaChangePolicy;
  readonly autoRestatementCron?: string | undefined;
}

export interface BatchOptions {
  /** In interval units; undefined = the whole range at once. */
  readonly batchSize?: number | undefined;
  readonly batchConcurrency?: number | undefined;
  readonly lookback: number;
}

export interface CsvSettings {
  readonly delimiter?: string | undefined;
  readonly quotechar?: string | undefined;
  readonly doublequote?: boolean | undefined;
  readonly escapechar?: string | undefined;
  readonly skipinitialspace?: boolean | undefined;
  readonly lineterminator?: string | undefined;
  readonly encoding?: string | undefined;
  readonly naValues?: readonly string[] | Readonly<Record<string, readonly string[]>> | undefined;
  readonly keepDefaultNa?: boolean | undefined;
}

/** SQL text of `WHEN MATCHED …` clauses, one entry a clause. */
export type WhenMatched = readonly string[];

interface Scd2Options extends IncrementalOptions, BatchOptions {
  /** Columns or SQL expressions. */
  readonly uniqueKey: readonly string[];
  readonly validFromName: string;
  readonly validToName: string;
  readonly invalidateHardDeletes: boolean;
  readonly timeDataType: string;
}

export type ModelKind =
  | { readonly name: 'VIEW'; readonly materialized: boolean }
  | { readonly name: 'FULL' }
  | { readonly name: 'EMBEDDED' }
  | { readonly name: 'EXTERNAL' }
  | { readonly name: 'SEED'; readonly path: string; readonly batchSize: number; readonly csvSettings: CsvSettings }
  | ({
      readonly name: 'INCREMENTAL_BY_TIME_RANGE';
      readonly timeColumn: TimeColumn;
      readonly partitionByTimeColumn: boolean;
      readonly autoRestatementIntervals?: number | undefined;
    } & IncrementalOptions &
      BatchOptions)
  | ({
      readonly name: 'INCREMENTAL_BY_UNIQUE_KEY';
      readonly uniqueKey: readonly string[];
      readonly whenMatched?: WhenMatched | undefined;
      readonly mergeFilter?: string | undefined;
      /** mesh's own: which row of a key wins within one load, e.g. `updated_at DESC`. */
      readonly orderBy?: readonly string[] | undefined;
    } & IncrementalOptions &
      BatchOptions)
  | ({ readonly name: 'INCREMENTAL_BY_PARTITION' } & IncrementalOptions & BatchOptions)
  | ({ readonly name: 'INCREMENTAL_UNMANAGED'; readonly insertOverwrite: boolean } & IncrementalOptions & BatchOptions)
  | ({
      readonly name: 'SCD_TYPE_2_BY_TIME';
      readonly updatedAtName: string;
      readonly updatedAtAsValidFrom: boolean;
    } & Scd2Options)
  | ({
      readonly name: 'SCD_TYPE_2_BY_COLUMN';
      /** `['*']` for all. */
      readonly columns: readonly string[];
      readonly executionTimeAsValidFrom: boolean;
      readonly updatedAtName?: string | undefined;
    } & Scd2Options)
  | ({ readonly name: 'MANAGED' } & IncrementalOptions)
  | ({
      readonly name: 'CUSTOM';
      readonly materialization: string;
      readonly materializationProperties: Readonly<Record<string, unknown>>;
    } & IncrementalOptions &
      BatchOptions);

export type KindName = ModelKind['name'];
