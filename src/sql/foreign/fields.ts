// `f(x).a.b`, `list[0].a`, `(row).a`: fields of what a call, an index or brackets give. The translator knows fields of names only.
import { unquote } from '../identifier.ts';
import { isText, nextSolid, previousSolid, tokenText, type Tokens } from '../tokens.ts';
import { isName, operandFirst } from './operand.ts';

export interface Field {
  /** The value's first token. */
  readonly first: number;
  /** The last name's token; undefined when a star follows, for all of the fields. */
  readonly last: number | undefined;
  /** The fields as DuckDB names them. */
  readonly path: string;
}

/** Undefined for a dot between names. */
export function fieldAt(tokens: Tokens, dot: number): Field | undefined {
  const close = previousSolid(tokens, dot - 1);
  if (!isText(tokens, close, ')') && !isText(tokens, close, ']')) return undefined;
  const first = operandFirst(tokens, close);
  if (first === undefined) return undefined;
  let path = '';
  for (let i = dot, last = dot; ; i = nextSolid(tokens, last + 1)) {
    if (!isText(tokens, i, '.')) return isText(tokens, i, '(') ? undefined : { first, last, path };
    last = nextSolid(tokens, i + 1);
    if (isText(tokens, last, '*')) return { first, last: undefined, path };
    if (!isName(tokens, last)) return undefined;
    path += `."${unquote(tokenText(tokens, last)).replaceAll('"', '""')}"`;
  }
}
