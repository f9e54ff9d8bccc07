// What `model()`, `sqlModel()`, `signal()` and `rule()` return: plain data that the loader finds among a module's exports.
import type { ModelContext, ModelFunction } from './context.ts';
import type { ModelOptions, SqlModelOptions } from './options.ts';
import type { Sql } from './sql.ts';

/** Where a definition was made: the stack of the call, read only when a place is needed. */
export interface Defined {
  readonly stack: string;
  /** The class of a marked static method: what `this` is in it. */
  readonly owner?: object | undefined;
}

export interface FunctionModelDefinition extends Defined {
  readonly type: 'model';
  readonly options: ModelOptions;
  readonly run: ModelFunction;
}

export type SqlModelText = string | Sql | (() => string | Sql);

export interface SqlModelDefinition extends Defined {
  readonly type: 'sqlModel';
  readonly options: SqlModelOptions;
  readonly text: SqlModelText;
}

export type ModelDefinition = FunctionModelDefinition | SqlModelDefinition;

export interface SignalInterval {
  readonly start: Date;
  /** Exclusive. */
  readonly end: Date;
}

/** All ready (true), none (false), or those that are. */
export type SignalResult = boolean | readonly SignalInterval[];

export interface SignalDefinition extends Defined {
  readonly type: 'signal';
  /** Lower case. */
  readonly name: string;
  readonly run: (
    batch: readonly SignalInterval[],
    args: never,
    context: ModelContext,
  ) => SignalResult | Promise<SignalResult>;
}

export interface RuleModel {
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly query: string | undefined;
  readonly owner: string | undefined;
  readonly description: string | undefined;
  readonly tags: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string | null }[];
  readonly audits: readonly string[];
  readonly parents: readonly string[];
}

/** A text, or a text with the piece of the query that it is about. */
export type RuleViolation =
  | string
  | { readonly message: string; readonly near?: string | undefined; readonly hint?: string | undefined };

export type RuleAnswer = RuleViolation | readonly RuleViolation[] | undefined | void;

export interface RuleDefinition extends Defined {
  readonly type: 'rule';
  /** Lower case. */
  readonly name: string;
  readonly summary: string;
  readonly check: (model: RuleModel) => RuleAnswer | Promise<RuleAnswer>;
}

/** Two copies of mesh in one process share the list: a definition counts whichever made it. */
const key = Symbol.for('mesh.definitions');

interface Registry {
  [key]?: Registered[];
}

export interface Registered {
  readonly definition: ModelDefinition;
  /** How it was marked: a call, a static method, or (a mistake) an instance method. */
  readonly form: 'call' | 'static' | 'instance';
  readonly method?: string | undefined;
}

/** Every model definition of this process, so that one that no export leads to can be reported. */
export function registeredModels(): readonly Registered[] {
  return (globalThis as Registry)[key] ?? [];
}

export function register(registered: Registered): void {
  ((globalThis as Registry)[key] ??= []).push(registered);
}

/** A short stack: the call is found among its first frames. */
export function callStack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 6;
  const { stack = '' } = new Error('defined');
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}
