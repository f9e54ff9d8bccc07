// The macro expander: SQL text with @macros in, SQL text without them out, before any parser sees it.
import type { Diagnostic, SourceLocation } from '../error/diagnostic.ts';
import { isMeshError } from '../error/meshError.ts';
import { applyEdits, identityMap, type SourceMap } from '../sql/edit.ts';
import { trimSpan } from './call.ts';
import { callMacro, isWholeCall } from './callMacro.ts';
import type { MacroDefinition } from './definition.ts';
import { expandSpan, reportEdits } from './expandTokens.ts';
import { newRun, report, type Definitions, type Run } from './run.ts';
import { userSource } from './source.ts';
import type { Value, Values } from './value.ts';

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
  /** SQL texts by lower-case name: this_model, model_kind_name, default_catalog, this_env, schemas, views, an audit's arguments. */
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
  /** A variable that a TypeScript model has set; names as written in the SQL. */
  readonly outputOf?: ((model: string, variable: string) => Value | undefined) | undefined;
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
  /** Those of them whose columns were not known: expand again when they are. */
  readonly unknownTables: ReadonlySet<string>;
  /** True when the text depends on time variables, the stage or physical tables: it differs between runs. */
  readonly runtime: boolean;
}

export interface Expansion {
  readonly text: string;
  /** The way from offsets in `text` back to the source; what a macro made maps to its call. */
  readonly map: SourceMap;
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

export function createExpander(options: ExpanderOptions): Expander {
  const definitions: Definitions = { values: new Map(), lambdas: new Map(), uses: undefined };
  return {
    define: (text, at) => expandText(options, definitions, text, { at }).diagnostics,
    expand: (text, how = {}) => expandText(options, definitions, text, how),
    expandStatement: (text, how = {}) => expandCallStatement(options, definitions, text, how),
  };
}

const noUses: MacroUses = {
  variables: new Set(),
  macros: new Set(),
  tables: new Set(),
  unknownTables: new Set(),
  runtime: false,
};

function expandText(options: ExpanderOptions, definitions: Definitions, text: string, how: ExpandOptions): Expansion {
  if (!text.includes('@')) return { text, map: identityMap, diagnostics: [], uses: noUses };
  const run = newRun({ options, definitions, asName: how.as === 'name', expandSpan });
  const edits = reportEdits(run, userSource(text, options.dialect, how.at));
  return { ...applyEdits(text, edits), diagnostics: run.diagnostics, uses: usesOf(run) };
}

function usesOf({ variables, macros, tables, unknownTables, runtime }: Run): MacroUses {
  return { variables, macros, tables, unknownTables, runtime };
}

/** A statement that is nothing but a call may become several statements. */
function expandCallStatement(
  options: ExpanderOptions,
  definitions: Definitions,
  text: string,
  how: ExpandOptions,
): readonly Expansion[] {
  const results = text.includes('@') ? lonelyCall(options, definitions, text, how) : undefined;
  if (results !== undefined) return results;
  const expansion = expandText(options, definitions, text, how);
  return expansion.text.trim() === '' && expansion.diagnostics.length === 0 ? [] : [expansion];
}

function lonelyCall(
  options: ExpanderOptions,
  definitions: Definitions,
  text: string,
  how: ExpandOptions,
): readonly Expansion[] | undefined {
  const run = newRun({ options, definitions, asName: false, expandSpan });
  const source = userSource(text, options.dialect, how.at);
  const { from, to } = trimSpan(source.tokens, { from: 0, to: source.tokens.count });
  if (!isWholeCall(run, source, { from, to })) return undefined;
  try {
    const { result } = callMacro(run, source, from, undefined);
    const texts = result.type === 'one' ? [result.text] : result.items;
    const uses = usesOf(run);
    return texts.map((made) => ({
      ...applyEdits(text, [{ start: 0, end: text.length, text: made }]),
      diagnostics: [],
      uses,
    }));
  } catch (error) {
    if (!isMeshError(error)) throw error;
    report(run, error);
    return [{ text, map: identityMap, diagnostics: run.diagnostics, uses: usesOf(run) }];
  }
}
