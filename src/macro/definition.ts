// What a macro is to the expander. Users make them with `macro('name', fn)` (index.ts), built-ins with the same call.

/** A piece of SQL text as a macro argument or result: text that is spliced without quotes. */
export interface Fragment {
  readonly sqlText: string;
}

export interface MacroDefinition {
  /** Lower case. */
  readonly name: string;
  /** Called with the context and the arguments; the return value is turned into SQL text. */
  readonly run: (context: never, ...args: never[]) => unknown;
  readonly metadataOnly: boolean;
  /** Project-relative file; undefined for built-ins. */
  readonly file?: string | undefined;
  /** Hash of the compiled module with its project imports; undefined for built-ins. */
  readonly hash?: string | undefined;
}
