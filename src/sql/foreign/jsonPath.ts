// Paths into JSON of Snowflake and Databricks: `v:a.b[0]`, `parse_json(x):a:b`.
import { unquote } from '../identifier.ts';
import { stringValue } from '../literal.ts';
import { isText, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { isName, operandFirst } from './operand.ts';

export interface JsonPath {
  /** Where the expression begins that the path leads into. */
  readonly start: number;
  /** The path's last token. */
  readonly last: number;
  readonly path: string;
}

/** Undefined for a colon that begins no path. */
export function jsonPath(tokens: Tokens, colon: number): JsonPath | undefined {
  const base = previousSolid(tokens, colon - 1);
  const isBase = isName(tokens, base) || isText(tokens, base, ')') || isText(tokens, base, ']');
  const first = isBase ? operandFirst(tokens, base) : undefined;
  let i = nextSolid(tokens, colon + 1);
  if (first === undefined || !isName(tokens, i)) return undefined;
  let path = `$.${nameText(tokens, i)}`;
  let last = i;
  for (;;) {
    i = nextSolid(tokens, last + 1);
    const inner = nextSolid(tokens, i + 1);
    if ((isText(tokens, i, '.') || isText(tokens, i, ':')) && isName(tokens, inner)) {
      path += `.${nameText(tokens, inner)}`;
      last = inner;
      continue;
    }
    const close = nextSolid(tokens, inner + 1);
    if (!isText(tokens, i, '[') || !isText(tokens, close, ']')) break;
    if (tokens.types[inner] === T.number) path += `[${tokenText(tokens, inner)}]`;
    else if (tokens.types[inner] === T.string) path += `.${quoted(stringValue(tokenText(tokens, inner), 'snowflake'))}`;
    else break;
    last = close;
  }
  return { start: tokenStart(tokens, first), last, path };
}

function nameText(tokens: Tokens, i: number): string {
  return quoted(unquote(tokenText(tokens, i)));
}

function quoted(name: string): string {
  return /^\w+$/.test(name) ? name : `"${name.replaceAll("'", "''")}"`;
}
