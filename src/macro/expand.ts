// The macro expander: SQL text with @macros in, SQL text without them out, before any parser sees it.
import type { Diagnostic, SourceLocation } from '../error/diagnostic.ts';
import type { MacroDefinition } from './definition.ts';
import type { Values } from './value.ts';

export type RuntimeStage =
  | 'loading'
  | 'creating'
  | 'evaluating'
  | 'promoting'
  | 'demoting'
  | 'auditing'
  | 'testing'
  | 'before_all'
  | 'after_all';

/** Times in epoch milliseconds, `end` exclusive. What is absent is 1970-01-01, as when a project is loaded. */
export interface MacroTimes {
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly executionTime?: number | undefined;
}

export interface MacroColumn {
  readonly name: string;
  readonly type: string | null;
}

export interface ExpanderOptions {
  readonly dialect: string;
  readonly stage: RuntimeStage;
  /** Project variables, the gateway's already merged over the root's. Names in any case. */
  readonly variables?: Values | undefined;
  readonly blueprint?: Values | undefined;
  /** SQL texts by name: this_model, model_kind_name, default_catalog, this_env, schemas, views, an audit's arguments. */
  readonly predefined?: Readonly<Record<string, string>> | undefined;
  readonly gateway?: string | undefined;
  readonly time?: MacroTimes | undefined;
  /** False for FULL and VIEW models: `@start_…` and `@end_…` are errors there. */
  readonly hasIntervals: boolean;
  /** Macros of the project by lower-case name; they win over built-in ones. */
  readonly macros?: ReadonlyMap<string, MacroDefinition> | undefined;
  /** Columns of a model or external table; undefined when they are not known. The name is as written in the SQL. */
  readonly columnsOf?: ((table: string) => readonly MacroColumn[] | undefined) | undefined;
  /** The physical table (or environment view) that a model's name stands for, as SQL text. */
  readonly resolveTable?: ((name: string) => string) | undefined;
  /** File, line and column in the user's source for a position in a compiled macro module. */
  readonly sourceOfMacro?: ((frame: SourceLocation) => SourceLocation | undefined) | undefined;
}

/** What a text depended on. */
export interface MacroUses {
  /** Project and blueprint variables that were read, lower case. */
  readonly variables: ReadonlySet<string>;
  /** Project macros that were called, lower case. */
  readonly macros: ReadonlySet<string>;
  /** Tables whose columns were asked for. */
  readonly tables: ReadonlySet<string>;
  /** True when the text depends on time variables, the stage or physical tables: it differs between runs. */
  readonly runtime: boolean;
}

export interface Expansion {
  readonly text: string;
  /** Offset in the source text for an offset in `text`; monotonic. Text that a macro made maps to its call. */
  readonly map: (offset: number) => number;
  readonly diagnostics: readonly Diagnostic[];
  readonly uses: MacroUses;
}

export interface ExpandOptions {
  /** Where the text begins in its file. */
  readonly at?: SourceLocation | undefined;
  /** `name`: the text is an object name (a MODEL's `name @schema.orders`), so strings are written without quotes. */
  readonly as?: 'sql' | 'name' | undefined;
}

export interface Expander {
  /** Takes an `@DEF(name, value)` statement; later texts see it. */
  define(text: string, at?: SourceLocation): readonly Diagnostic[];
  expand(text: string, options?: ExpandOptions): Expansion;
  /** A statement that may be one macro call which returns several statements, or none. */
  expandStatement(text: string, options?: ExpandOptions): readonly Expansion[];
}
