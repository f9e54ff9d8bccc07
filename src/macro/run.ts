// One expansion in progress: the options, what was found to depend on, problems so far, and the brakes.
import type { Diagnostic, SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { TokenSpan } from './call.ts';
import type { ExpanderOptions } from './expand.ts';
import type { Source } from './source.ts';
import type { Value } from './value.ts';

const maxDepth = 100;
const maxExpansions = 100_000;
const maxText = 16 * 1024 * 1024;
const maxDiagnostics = 100;

/** Names that hide others: lambda parameters over those of an outer lambda. */
export interface Scope {
  readonly names: ReadonlyMap<string, Value>;
  /** The names are also replaced where they stand without @: parameters in a lambda. */
  readonly bare?: boolean | undefined;
  readonly parent: Scope | undefined;
}

/** `x -> expression`: the body's tokens are expanded anew for every application. */
export interface Lambda {
  readonly parameters: readonly string[];
  readonly source: Source;
  readonly body: TokenSpan;
  readonly scope: Scope | undefined;
}

/** What outlives a single text: `@DEF`s, and what their values were made from. */
export interface Definitions {
  readonly values: Map<string, Value>;
  readonly lambdas: Map<string, Lambda>;
  uses: Uses | undefined;
}

/** What a text depended on. */
interface Uses {
  readonly variables: Set<string>;
  readonly macros: Set<string>;
  readonly tables: Set<string>;
  readonly unknownTables: Set<string>;
  runtime: boolean;
}

/** The expanded text of a token range, without the whitespace and comments around it. */
export type ExpandSpan = (run: Run, source: Source, span: TokenSpan, scope: Scope | undefined) => string;

export interface Run extends Uses {
  /** The walk over tokens; here, so that what it calls need not import it. */
  readonly expandSpan: ExpandSpan;
  readonly options: ExpanderOptions;
  readonly definitions: Definitions;
  /** Every text is an object name: values are written without quotes. */
  readonly asName: boolean;
  readonly diagnostics: Diagnostic[];
  depth: number;
  expansions: number;
  produced: number;
  stopped: boolean;
}

export interface RunOptions {
  readonly options: ExpanderOptions;
  readonly definitions: Definitions;
  readonly asName: boolean;
  readonly expandSpan: ExpandSpan;
}

export function newRun(given: RunOptions): Run {
  const before = given.definitions.uses;
  return {
    options: given.options,
    definitions: given.definitions,
    asName: given.asName,
    expandSpan: given.expandSpan,
    diagnostics: [],
    variables: new Set(before?.variables),
    macros: new Set(before?.macros),
    tables: new Set(before?.tables),
    unknownTables: new Set(before?.unknownTables),
    runtime: before?.runtime ?? false,
    depth: 0,
    expansions: 0,
    produced: 0,
    stopped: false,
  };
}

export function report(run: Run, error: MeshError): void {
  if (error.code === 'MACRO_ENDLESS') run.stopped = true;
  if (run.diagnostics.length < maxDiagnostics) run.diagnostics.push(error.toDiagnostic());
}

/** Runs one macro call under the limits that stop endless expansion. */
export function nested<R>(run: Run, at: SourceLocation | undefined, work: () => R): R {
  if (run.depth >= maxDepth) endless(`calls are nested more than ${maxDepth} deep`, at);
  if (++run.expansions > maxExpansions) endless(`more than ${maxExpansions} calls in one text`, at);
  run.depth++;
  try {
    return work();
  } finally {
    run.depth--;
  }
}

export function countText(run: Run, text: string): string {
  run.produced += text.length;
  if (run.produced > maxText) endless('they made more than 16 MB of text', undefined);
  return text;
}

/** Errors that do not know their place get this one. */
export function placed(error: MeshError, at: SourceLocation | undefined): MeshError {
  if (error.at !== undefined || at === undefined) return error;
  return new MeshError(error.code, error.data, { at, hint: error.hint, related: error.related, cause: error.cause });
}

function endless(detail: string, at: SourceLocation | undefined): never {
  throw new MeshError('MACRO_ENDLESS', { detail }, { at });
}
