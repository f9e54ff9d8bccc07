// A model: everything the rest of mesh needs to know of one definition, as plain data that can be stored as JSON.
// `load` makes them, `snapshot` fingerprints and stores them, `execute` runs them from the stored copy.
import type { SourceLocation } from '../error/diagnostic.ts';
import type { IntervalUnit } from '../interval/unit.ts';
import type { Values } from '../macro/value.ts';
import type { NormalizationStrategy } from '../sql/identifier.ts';
import type { TableName } from '../sql/tableName.ts';
import type { Columns } from './columns.ts';
import type { ModelKind } from './kind.ts';

export type { SqlValue, Value, Values } from '../macro/value.ts';

/** A piece of SQL as its author wrote it, macros not expanded, without the closing semicolon. */
export interface Statement {
  readonly sql: string;
  readonly at: SourceLocation;
  /** Set when `sql` is a Jinja template. */
  readonly jinja?: JinjaBlock | undefined;
}

export interface JinjaBlock {
  readonly type: 'query' | 'statement';
  /** The definitions of the macros it may call. */
  readonly macros: string;
}

/** An audit or signal as a model names it: `accepted_values(column := status, is_in := ('a', 'b'))`. Arguments are SQL texts. */
export interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly at?: SourceLocation | undefined;
}

/** An AUDIT block: from `audits/`, inline in a model file, or standalone. */
export interface AuditDefinition {
  readonly name: string;
  readonly query: Statement;
  /** `@DEF` before the query. */
  readonly definitions?: readonly Statement[] | undefined;
  readonly dialect: string;
  readonly blocking: boolean;
  readonly skip: boolean;
  readonly standalone: boolean;
  readonly defaults: Readonly<Record<string, string>>;
  readonly owner?: string | undefined;
  readonly description?: string | undefined;
  readonly tags: readonly string[];
  readonly cron?: string | undefined;
  readonly start?: string | undefined;
  readonly dependsOn: readonly string[];
  readonly at: SourceLocation;
}

/** A property of the physical table, the view or the session: SQL text of the value. */
export type Properties = Readonly<Record<string, string>>;

export type ModelSource = 'sql' | 'typescript' | 'seed' | 'external';

/** Code that a model needs to be rendered or run: compiled modules kept with the snapshot, so that `run` never reads changed files. */
export interface CodeUse {
  /** Macro, signal or model function. */
  readonly name: string;
  readonly type: 'macro' | 'signal' | 'model' | 'audit' | 'materialization' | 'scalarFunction' | 'tableFunction';
  /** Project-relative source file. */
  readonly file: string;
  /** Hash of the module and everything of the project that it imports, comments and formatting dropped. */
  readonly hash: string;
  /** Its changes count as metadata only. */
  readonly metadataOnly: boolean;
}

export interface Model {
  /** Canonical name, the key everywhere: `analytics.orders`. */
  readonly name: string;
  /** The same in parts; the catalog is always filled in. */
  readonly table: TableName;
  readonly source: ModelSource;
  readonly file: string;
  readonly at: SourceLocation;
  /** Where each property stands, by its snake_case name; `query` and `kind.<option>` too. */
  readonly positions: Readonly<Record<string, SourceLocation>>;

  readonly kind: ModelKind;
  readonly dialect: string;
  readonly normalization?: NormalizationStrategy | undefined;
  readonly cron: string;
  readonly cronTz: string;
  /** Declared or inferred from the cron. */
  readonly intervalUnit: IntervalUnit;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly allowPartials: boolean;
  readonly enabled: boolean;

  readonly owner?: string | undefined;
  readonly description?: string | undefined;
  readonly tags: readonly string[];
  readonly stamp?: string | undefined;
  readonly project?: string | undefined;
  readonly gateway?: string | undefined;
  readonly grains: readonly (readonly string[])[];
  readonly references: readonly string[];

  /** Declared columns; inferred ones live in `outputColumns`. */
  readonly columns?: Columns | undefined;
  readonly columnDescriptions: Readonly<Record<string, string>>;
  readonly partitionedBy: readonly string[];
  readonly clusteredBy: readonly string[];
  readonly tableFormat?: string | undefined;
  readonly storageFormat?: string | undefined;
  readonly physicalProperties: Properties;
  readonly virtualProperties: Properties;
  readonly sessionProperties: Properties;
  readonly physicalVersion?: string | undefined;
  readonly physicalSchema?: string | undefined;
  readonly optimizeQuery: boolean;
  readonly formatting: boolean;
  readonly ignoredRules: readonly string[];
  readonly virtualEnvironmentMode?: 'full' | 'dev_only' | undefined;
  readonly grants?: Properties | undefined;
  readonly contract?: 'enforced' | undefined;

  readonly audits: readonly Call[];
  /** Definitions of the audits named in `audits` that are not built in, so that a stored model can be audited. */
  readonly auditDefinitions: readonly AuditDefinition[];
  readonly signals: readonly Call[];

  /** The one query of a SQL model; absent for seeds, external and TypeScript models. */
  readonly query?: Statement | undefined;
  readonly preStatements: readonly Statement[];
  readonly postStatements: readonly Statement[];
  readonly onVirtualUpdate: readonly Statement[];
  /** `@DEF` statements before the query, in order: part of rendering. */
  readonly definitions: readonly Statement[];

  /** Declared `depends_on`, canonical names. */
  readonly dependsOn: readonly string[];
  /** All direct parents: declared ones and those found in query, statements and audits; models and external tables; never itself. Sorted. */
  readonly parents: readonly string[];
  readonly selfReference: boolean;

  readonly blueprint: Values;
  /** Those project variables that its texts or macros may read, with the values of this load. */
  readonly variables: Values;
  readonly code: readonly CodeUse[];

  /** The query and statements with macros expanded at stage `loading`, canonical table names, no physical ones. */
  readonly rendered: RenderedTexts;
  /** Content of a seed file by column: declared or inferred type, and a hash of the values in order, for fingerprints. */
  readonly seedColumns?: readonly SeedColumn[] | undefined;
}

export interface SeedColumn {
  readonly name: string;
  readonly type: string;
  readonly hash: string;
}

export interface RenderedTexts {
  readonly query?: string | undefined;
  readonly preStatements: readonly string[];
  readonly postStatements: readonly string[];
  readonly onVirtualUpdate: readonly string[];
  /** Whether query, pre- or post-statements differ between runs (times, stage, physical tables); undefined when nobody noted it. */
  readonly runtime?: boolean | undefined;
}
