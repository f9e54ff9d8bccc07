// `f(x).a.b`, `list[0].a`, `(row).a`: fields of what a call, an index or brackets give. The translator knows fields of names only.
import { unquote } from '../identifier.ts';
import { isText, nextSolid, previousSolid, tokenText, type Tokens } from '../tokens.ts';
import { isName, operandFirst } from './operand.ts';

export interface Field {
  /** The value's first token. */
  readonly first: number;
  /** The last name's token, or that of a star. */
  readonly last: number;
  /** All of the fields. */
  readonly isStar: boolean;
  /** `(row).*`: the brackets hold a single name, which needs none. */
  readonly isNamed: boolean;
  /** The fields as DuckDB names them. */
  readonly path: string;
}

/** Undefined for a dot between names. */
export function fieldAt(tokens: Tokens, dot: number): Field | undefined {
  const close = previousSolid(tokens, dot - 1);
  if (!isText(tokens, close, ')') && !isText(tokens, close, ']')) return undefined;
  const first = operandFirst(tokens, close);
  if (first === undefined) return undefined;
  const isNamed = isBracketedName(tokens, first, close);
  let path = '';
  for (let i = dot, last = dot; ; i = nextSolid(tokens, last + 1)) {
    if (!isText(tokens, i, '.'))
      return isText(tokens, i, '(') ? undefined : { first, last, path, isStar: false, isNamed };
    last = nextSolid(tokens, i + 1);
    if (isText(tokens, last, '*')) return { first, last, path, isStar: true, isNamed };
    if (!isName(tokens, last)) return undefined;
    path += `."${unquote(tokenText(tokens, last)).replaceAll('"', '""')}"`;
  }
}

function isBracketedName(tokens: Tokens, open: number, close: number): boolean {
  const name = nextSolid(tokens, open + 1);
  return isText(tokens, open, '(') && isName(tokens, name) && nextSolid(tokens, name + 1) === close;
}

/** Where the column begins whose fields the star is: at least two names stand in front of it. */
export function rowOfStar(tokens: Tokens, star: number): number | undefined {
  let first = star;
  let names = 0;
  for (let dot = previousSolid(tokens, star - 1); isText(tokens, dot, '.'); dot = previousSolid(tokens, first - 1)) {
    first = previousSolid(tokens, dot - 1);
    if (!isName(tokens, first)) return undefined;
    names++;
  }
  return names < 2 ? undefined : first;
}
