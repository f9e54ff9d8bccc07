// One expansion in progress: the options, what was found to depend on, problems so far, and the brakes.
import type { Diagnostic, SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import { lex } from '../sql/lexer.ts';
import { lineColumn } from '../sql/location.ts';
import type { Tokens } from '../sql/tokens.ts';
import { T } from '../sql/tokens.ts';
import type { ExpanderOptions } from './expand.ts';
import type { Lambda } from './lambda.ts';
import type { Value } from './value.ts';

const maxDepth = 100;
const maxExpansions = 100_000;
const maxText = 16 * 1024 * 1024;
const maxDiagnostics = 100;

/** A text with its tokens and the way to places in the user's file. */
export interface Source {
  readonly tokens: Tokens;
  readonly locate: (start: number, end: number) => SourceLocation | undefined;
  /** Index of the closing token for each opening bracket, 0 where there is none. */
  readonly closings: Uint32Array;
}

/** Names that hide others: lambda parameters over those of an outer lambda. */
export interface Scope {
  readonly names: ReadonlyMap<string, Value>;
  /** The names are also replaced where they stand without @: parameters in a lambda. */
  readonly bare?: boolean | undefined;
  readonly parent: Scope | undefined;
}

/** What outlives a single text: `@DEF`s. */
export interface Definitions {
  readonly values: Map<string, Value>;
  readonly lambdas: Map<string, Lambda>;
}

export interface Run {
  readonly options: ExpanderOptions;
  readonly definitions: Definitions;
  /** Every text is an object name: values are written without quotes. */
  readonly asName: boolean;
  readonly diagnostics: Diagnostic[];
  readonly variables: Set<string>;
  readonly macros: Set<string>;
  readonly tables: Set<string>;
  runtime: boolean;
  depth: number;
  expansions: number;
  produced: number;
  stopped: boolean;
}

export function newRun(options: ExpanderOptions, definitions: Definitions, asName: boolean): Run {
  return {
    options,
    definitions,
    asName,
    diagnostics: [],
    variables: new Set(),
    macros: new Set(),
    tables: new Set(),
    runtime: false,
    depth: 0,
    expansions: 0,
    produced: 0,
    stopped: false,
  };
}

/** The text a user wrote, beginning at `at`. */
export function userSource(text: string, dialect: string, at: SourceLocation | undefined): Source {
  return makeSource(text, dialect, (start, end) => {
    if (at === undefined) return undefined;
    const { line, column } = lineColumn(text, start);
    return {
      file: at.file,
      line: at.line + line - 1,
      column: line === 1 ? at.column + column - 1 : column,
      length: Math.max(1, end - start),
    };
  });
}

/** Text that a macro made: all of it stands where the macro was called. */
export function madeSource(text: string, dialect: string, at: SourceLocation | undefined): Source {
  return makeSource(text, dialect, () => at);
}

function makeSource(text: string, dialect: string, locate: Source['locate']): Source {
  const tokens = lex(text, dialect);
  return { tokens, locate, closings: matchBrackets(tokens) };
}

/** Brackets that do not nest properly get no partner: the engine's parser reports them. */
function matchBrackets(tokens: Tokens): Uint32Array {
  const { text, types, ends, count } = tokens;
  const closings = new Uint32Array(count);
  const open: number[] = [];
  for (let i = 0; i < count; i++) {
    if (types[i] !== T.punctuation) continue;
    const c = text[ends[i]! - 1]!;
    if (c === '(' || c === '[' || c === '{') open.push(i);
    else if (c === ')' || c === ']' || c === '}') {
      const partner = open.pop();
      if (partner !== undefined) closings[partner] = i;
    }
  }
  return closings;
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

export function countText(run: Run, text: string, at: SourceLocation | undefined): string {
  run.produced += text.length;
  if (run.produced > maxText) endless('they made more than 16 MB of text', at);
  return text;
}

function endless(detail: string, at: SourceLocation | undefined): never {
  throw new MeshError('MACRO_ENDLESS', { detail }, { at });
}
