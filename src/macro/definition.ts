// What a macro is to the expander. Users make them with `macro('name', fn)`, built-ins with the same call.

/** A piece of SQL text as a macro argument or result: text that is spliced without quotes. In a text of JavaScript it prints as its SQL. */
export interface Fragment {
  readonly sqlText: string;
  toString(): string;
}

/**
 * How an argument is handed over. `any`: strings, numbers, booleans, NULL and lists as JavaScript values, a lambda as a
 * function, other SQL as a Fragment; `sql`: always a Fragment; `sqlList`: the items of a list, each a Fragment;
 * `condition`: evaluated now; `name`: a name or string, without quotes; `text`: any SQL as text, a string without quotes; `item`: a Fragment or a lambda.
 */
export type ArgumentType =
  | 'any'
  | 'sql'
  | 'string'
  | 'number'
  | 'boolean'
  | 'list'
  | 'sqlList'
  | 'condition'
  | 'lambda'
  | 'name'
  | 'text'
  | 'item';

export interface MacroSignature {
  /** Types of the positional arguments, in order; `?` behind a type makes it optional. */
  readonly args?: readonly (ArgumentType | `${ArgumentType}?`)[] | undefined;
  /** Type of all further arguments; without it (and with `args`) further arguments are an error. */
  readonly rest?: ArgumentType | undefined;
  /** Arguments that only come by name: handed over as one object, before all others. */
  readonly named?: Readonly<Record<string, ArgumentType>> | undefined;
  /** Names of the arguments, so that a call may say `name := value`. */
  readonly parameters?: readonly string[] | undefined;
}

export interface MacroDefinition {
  /** Lower case. */
  readonly name: string;
  /** Called with the context and the arguments; the return value is turned into SQL text. */
  readonly run: (context: never, ...args: never[]) => unknown;
  readonly signature?: MacroSignature | undefined;
  readonly metadataOnly: boolean;
  /** Project-relative file; undefined for built-ins. */
  readonly file?: string | undefined;
  /** Hash of the compiled module with its project imports; undefined for built-ins. */
  readonly hash?: string | undefined;
}
