// Paths into JSON of Snowflake and Databricks: `v:a.b[0]`, `parse_json(x):a:b`.
import { unquote } from '../identifier.ts';
import { stringValue } from '../literal.ts';
import { isText, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';

export interface JsonPath {
  /** Where the expression begins that the path leads into. */
  readonly start: number;
  readonly end: number;
  readonly path: string;
}

/** Undefined for a colon that begins no path. */
export function jsonPath(tokens: Tokens, colon: number): JsonPath | undefined {
  const start = baseStart(tokens, previousSolid(tokens, colon - 1));
  let i = nextSolid(tokens, colon + 1);
  if (start === undefined || !isName(tokens, i)) return undefined;
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
  return { start, end: tokens.ends[last]!, path };
}

function isName(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.word || tokens.types[i] === T.quoted;
}

function nameText(tokens: Tokens, i: number): string {
  return quoted(unquote(tokenText(tokens, i)));
}

function quoted(name: string): string {
  return /^\w+$/.test(name) ? name : `"${name.replaceAll("'", "''")}"`;
}

/** The name, or the call, in front of a colon. */
export function baseStart(tokens: Tokens, last: number): number | undefined {
  let i = last;
  if (isText(tokens, i, ')')) {
    i = openingBracket(tokens, i);
    const name = previousSolid(tokens, i - 1);
    if (tokens.types[name] !== T.word) return i < 0 ? undefined : tokenStart(tokens, i);
    i = name;
  } else if (!isName(tokens, i) || isText(tokens, previousSolid(tokens, i - 1), ':')) return undefined;
  for (let dot = previousSolid(tokens, i - 1); isText(tokens, dot, '.'); dot = previousSolid(tokens, i - 1)) {
    i = previousSolid(tokens, dot - 1);
  }
  return i < 0 ? undefined : tokenStart(tokens, i);
}

function openingBracket(tokens: Tokens, close: number): number {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    if (isText(tokens, i, ')')) depth++;
    else if (isText(tokens, i, '(') && --depth === 0) return i;
  }
  return -1;
}
