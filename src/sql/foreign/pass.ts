// What the pass over a statement of another dialect gathers, and the ways to say what becomes of a place.
import type { Edit, Span } from '../edit.ts';
import { tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { standIn, type Filling } from './template.ts';

/** What would mean something else in DuckDB, and how it should be said is not known. */
export interface Unreadable {
  readonly construct: string;
  readonly offset: number;
  readonly detail: string;
}

export interface Pass {
  readonly tokens: Tokens;
  readonly dialect: string;
  readonly edits: Edit[];
  readonly templates: Filling[];
  readonly hidden: Map<string, string>;
  /** Tables that FLATTEN makes. */
  readonly flattened: ReadonlySet<string>;
  unreadable: Unreadable | undefined;
}

export function replace({ tokens, edits }: Pass, i: number, text: string): void {
  edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text });
}

/** From the first token to the last. */
export function replaceAll({ tokens, edits }: Pass, range: readonly [first: number, last: number], text: string): void {
  edits.push({ start: tokenStart(tokens, range[0]), end: tokens.ends[range[1]]!, text });
}

/** The name of a function that travels in place of what `template` makes of its arguments. */
export function hide({ templates }: Pass, template: Filling): string {
  templates.push(template);
  return standIn(templates.length - 1);
}

interface Wrapping {
  readonly start: number;
  readonly call: string;
  /** What stands behind the value and becomes part of the call. */
  readonly replaced: Span;
}

/** Of values that begin at one place, the one that ends last is the outermost. */
export function wrap({ edits }: Pass, { start, call, replaced }: Wrapping): void {
  edits.unshift({ start, end: start, text: `${call}(` }, { ...replaced, text: ')' });
}

export function refuse(pass: Pass, token: number, detail: string): void {
  const { tokens } = pass;
  pass.unreadable ??= { construct: tokenText(tokens, token), offset: tokenStart(tokens, token), detail };
}

export const postgresLike = new Set(['postgres', 'redshift', 'materialize', 'risingwave']);

export const sparkLike = new Set(['spark', 'spark2', 'databricks', 'hive']);

export const prestoLike = new Set(['trino', 'presto', 'athena']);
