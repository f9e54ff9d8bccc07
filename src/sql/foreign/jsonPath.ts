// Paths into JSON: `v:a.b[0]` and `parse_json(x):a:b` of Snowflake and Databricks, `x #>> '{a,0}'` of PostgreSQL.
import { unquote } from '../identifier.ts';
import { stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { isName, operandFirst } from './operand.ts';

export interface JsonPath {
  /** Where the expression begins that the path leads into. */
  readonly start: number;
  readonly first: number;
  /** The path's last token. */
  readonly last: number;
  readonly path: string;
}

/**
 * PostgreSQL's `x #>> '{a,0}'` and `x #> ARRAY['a', '0']`, as DuckDB's `/a/0`: names are fields of objects or places in
 * lists, whichever is there. Undefined when the value or the path is not plain.
 */
export function pathOperator(
  tokens: Tokens,
  sign: { readonly first: number; readonly last: number },
): JsonPath | undefined {
  const first = operandFirst(tokens, previousSolid(tokens, sign.first - 1));
  const right = nextSolid(tokens, sign.last + 1);
  if (first === undefined) return undefined;
  const found = tokens.types[right] === T.string ? keysOfText(tokens, right) : keysOfArray(tokens, right);
  if (found === undefined || found.keys.some((key) => key.startsWith('-') || /^null$/i.test(key))) return undefined;
  const path = found.keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll("'", "''")}`);
  return { start: tokenStart(tokens, first), first, last: found.last, path: path.join('') };
}

interface Keys {
  readonly keys: readonly string[];
  readonly last: number;
}

function keysOfText(tokens: Tokens, literal: number): Keys | undefined {
  const inside = /^\{([^"\\{}]*)\}$/.exec(stringValue(tokenText(tokens, literal), 'postgres'))?.[1];
  if (inside === undefined) return undefined;
  return { keys: inside === '' ? [] : inside.split(',').map((key) => key.trim()), last: literal };
}

function keysOfArray(tokens: Tokens, word: number): Keys | undefined {
  const open = nextSolid(tokens, word + 1);
  if (!isWord(tokens, word, 'ARRAY') || !isText(tokens, open, '[')) return undefined;
  const keys: string[] = [];
  for (let i = nextSolid(tokens, open + 1); ; i = nextSolid(tokens, i + 1)) {
    if (tokens.types[i] !== T.string) return undefined;
    keys.push(stringValue(tokenText(tokens, i), 'postgres'));
    i = nextSolid(tokens, i + 1);
    if (isText(tokens, i, ']')) return { keys, last: i };
    if (!isText(tokens, i, ',')) return undefined;
  }
}

/** Undefined for a colon that begins no path. Databricks has brackets right behind it and texts before it as well. */
export function jsonPath(tokens: Tokens, colon: number, dialect: string): JsonPath | undefined {
  const base = previousSolid(tokens, colon - 1);
  const isLiteral = dialect === 'databricks' && tokens.types[base] === T.string;
  const isBase = isName(tokens, base) || isLiteral || isText(tokens, base, ')') || isText(tokens, base, ']');
  const first = isBase ? operandFirst(tokens, base) : undefined;
  let i = nextSolid(tokens, colon + 1);
  const isBracket = dialect === 'databricks' && isText(tokens, i, '[');
  if (first === undefined || !(isName(tokens, i) || isBracket)) return undefined;
  let path = isBracket ? '$' : `$.${nameText(tokens, i)}`;
  let last = isBracket ? colon : i;
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
  if (last === colon) return undefined;
  return { start: tokenStart(tokens, first), first, last, path };
}

function nameText(tokens: Tokens, i: number): string {
  return quoted(unquote(tokenText(tokens, i)));
}

function quoted(name: string): string {
  return /^\w+$/.test(name) ? name : `"${name.replaceAll("'", "''")}"`;
}
