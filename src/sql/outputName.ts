// What SQLMesh calls an item of a SELECT list, from the item's tokens alone.
import { isText, isWord, T, tokenText, type Tokens } from './tokens.ts';

/** The solid tokens of an item. */
export type Item = Uint32Array;

export type OutputName =
  /** The item has an alias, or is a column: the token that names it. */
  | { readonly type: 'alias' | 'column'; readonly token: number }
  /** A cast that keeps the name of what it casts; the token wears the column's quotes. */
  | { readonly type: 'cast'; readonly token: number }
  /** Taken from a text or number in it. */
  | { readonly type: 'text'; readonly name: string }
  /** Certainly without any name. */
  | { readonly type: 'none' }
  /** Left as it is: a name that the engine knows better, or syntax this does not look into. */
  | { readonly type: 'unsure' };

const none: OutputName = { type: 'none' };
const unsure: OutputName = { type: 'unsure' };

/** `*` and `t.*`, with whatever follows. */
export function isStar(tokens: Tokens, item: Item): boolean {
  let at = 0;
  while (isName(tokens, item, at) && isText(tokens, item[at + 1] ?? -1, '.')) at += 2;
  return isText(tokens, item[at] ?? -1, '*');
}

/** COLUMNS(…) anywhere in it: one item, many columns. */
export function hasColumnsCall(tokens: Tokens, item: Item): boolean {
  return item.some((i, k) => isWord(tokens, i, 'COLUMNS') && isText(tokens, item[k + 1] ?? -1, '('));
}

export function outputName(tokens: Tokens, item: Item, dialect?: string): OutputName {
  const last = item.at(-1)!;
  const isLabel = tokens.types[last] === T.word || tokens.types[last] === T.quoted;
  if (item.length > 2 && isText(tokens, item[1]!, ':')) return { type: 'alias', token: item[0]! };
  if (item.length > 2 && isWord(tokens, item.at(-2)!, 'AS')) return { type: 'alias', token: last };
  if (givesColumns(tokens, item, dialect)) return unsure;
  const end = columnEnd(tokens, item, 0);
  if (end === item.length - 1 && !isConstantWord(tokens, item)) return { type: 'column', token: last };
  const found = castName(tokens, item) ?? literalName(tokens, item) ?? keyName(tokens, item, { column: end, dialect });
  if (found !== undefined) return found;
  if (isLabel) return labelName(tokens, item);
  if (tokens.types[last] === T.string || tokens.types[last] === T.number) return none;
  if (!isText(tokens, last, ')')) return isText(tokens, last, ']') || isText(tokens, last, '}') ? none : unsure;
  return isBracketedColumn(tokens, item) ? unsure : none;
}

const generators = new Set('POSEXPLODE POSEXPLODE_OUTER INLINE INLINE_OUTER JSON_TUPLE STACK'.split(' '));

const withGenerators = new Set(['spark', 'spark2', 'databricks', 'hive']);

/** `POSEXPLODE(list)` and `EXPLODE(map) AS (k, v)` are one item and several columns. */
function givesColumns(tokens: Tokens, item: Item, dialect = ''): boolean {
  if (!withGenerators.has(dialect) || !isText(tokens, item[1] ?? -1, '(')) return false;
  const close = closing(tokens, item, 1);
  if (close === item.length - 1) return generators.has(upper(tokens, item[0]!));
  return isWord(tokens, item[close + 1]!, 'AS') && isText(tokens, item[close + 2] ?? -1, '(');
}

const valueWords = new Set(
  'CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP NULL TRUE FALSE'.split(' '),
);

function isConstantWord(tokens: Tokens, item: Item): boolean {
  return item.length === 1 && tokens.types[item[0]!] === T.word && valueWords.has(upper(tokens, item[0]!));
}

/** Behind one of these a word is an operand, not an alias. */
const operatorWords = new Set(
  'AND OR NOT LIKE ILIKE GLOB IN IS FROM OVER BETWEEN TO ESCAPE THEN ELSE WHEN SELECT DISTINCT ZONE COLLATE'.split(' '),
);

/** Words that no alias can be. */
const finalWords = new Set(['END', 'NULL', 'TRUE', 'FALSE', 'ISNULL', 'NOTNULL']);

/** The item ends with a word: an alias without AS, a field of something, or a part of the expression. */
function labelName(tokens: Tokens, item: Item): OutputName {
  const last = item.at(-1)!;
  const before = item.at(-2) ?? -1;
  if (before < 0) return isConstantWord(tokens, item) ? none : unsure;
  if (isText(tokens, before, '.')) return unsure;
  const word = tokens.types[last] === T.word ? upper(tokens, last) : '';
  if (finalWords.has(word) || valueWords.has(word)) return none;
  if (tokens.types[before] === T.operator) return none;
  if (tokens.types[before] === T.word && operatorWords.has(upper(tokens, before))) return none;
  const ends = isText(tokens, before, ')') || isText(tokens, before, ']') || isText(tokens, before, '}');
  const plain = ends || [T.quoted, T.string, T.number].some((type) => type === tokens.types[before]);
  if (plain && tokens.types[last] === T.quoted) return { type: 'alias', token: last };
  if (plain && !typeWords.has(word)) return { type: 'alias', token: last };
  if (tokens.types[before] === T.word && tokens.types[last] === T.quoted) return { type: 'alias', token: last };
  const rest = item.subarray(0, -1);
  const named = columnEnd(tokens, rest, 0) === rest.length - 1 || castName(tokens, rest) !== undefined;
  const value = tokens.types[before] === T.word ? upper(tokens, before) : '';
  const endsValue = finalWords.has(value) || valueWords.has(value) || isText(tokens, item.at(-3) ?? -1, '::');
  return named || value === 'END' || (endsValue && !typeWords.has(word)) ? { type: 'alias', token: last } : unsure;
}

/** May stand behind a bracket or a text without naming anything: `INTERVAL '1' DAY`, `(x)::TIMESTAMP(3) WITH …`. */
const typeWords = new Set(
  `YEAR YEARS MONTH MONTHS DAY DAYS HOUR HOURS MINUTE MINUTES SECOND SECONDS WEEK WEEKS QUARTER QUARTERS DECADE CENTURY
   MILLISECOND MILLISECONDS MICROSECOND MICROSECONDS ZONE PRECISION VARYING TIME ISNULL NOTNULL`.split(/\s+/),
);

/** `id::INT`, `CAST(t.id AS INT)::TEXT`, `5::INT`, `DATE '2024-01-01'`. */
function castName(tokens: Tokens, item: Item): OutputName | undefined {
  const typed = item.length === 2 && tokens.types[item[0]!] === T.word && tokens.types[item[1]!] === T.string;
  if (typed && ['DATE', 'TIMESTAMP', 'TIME', 'TIMESTAMPTZ'].includes(upper(tokens, item[0]!)))
    return literalName(tokens, item.subarray(1));
  const isCall =
    (isWord(tokens, item[0]!, 'CAST') || isWord(tokens, item[0]!, 'TRY_CAST')) && isText(tokens, item[1] ?? -1, '(');
  const from = isCall ? 2 : 0;
  const operand = columnEnd(tokens, item, from) ?? (isLiteral(tokens, item[from] ?? -1) ? from : undefined);
  if (operand === undefined) return undefined;
  let at = operand + 1;
  if (isCall) {
    if (!isWord(tokens, item[at] ?? -1, 'AS')) return undefined;
    at = closing(tokens, item, 1) + 1;
  } else {
    // Databricks' `id?::INT`.
    if (isText(tokens, item[at] ?? -1, '?')) at++;
    if (!isText(tokens, item[at] ?? -1, '::')) return undefined;
  }
  while (isText(tokens, item[at] ?? -1, '::')) {
    const end = typeEnd(tokens, item, at + 1);
    if (end === undefined) return undefined;
    at = end + 1;
  }
  if (at !== item.length) return undefined;
  const named = item[operand]!;
  return isLiteral(tokens, named)
    ? literalName(tokens, item.subarray(operand, operand + 1))
    : isConstantWord(tokens, item.subarray(operand, operand + 1))
      ? none
      : { type: 'cast', token: named };
}

function isLiteral(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.string || tokens.types[i] === T.number;
}

function literalName(tokens: Tokens, item: Item): OutputName | undefined {
  const [only] = item;
  if (item.length !== 1 || !isLiteral(tokens, only!)) return undefined;
  const text = tokenText(tokens, only!);
  if (tokens.types[only!] === T.number) return { type: 'text', name: text };
  return text.startsWith("'") || text.startsWith('"') ? named(text) : none;
}

/** Where lists begin with 1. */
const fromOne = new Set(
  'athena clickhouse dune duckdb materialize postgres presto risingwave starrocks trino'.split(' '),
);

interface KeyOptions {
  /** Where the column ends that the keys belong to. */
  readonly column: number | undefined;
  readonly dialect: string | undefined;
}

/** `s['key']`, `l[1]` (counted from 0), `j ->> '$.a.key'`, `json_extract_string(j, '$.key')`. */
function keyName(tokens: Tokens, item: Item, { column, dialect = 'duckdb' }: KeyOptions): OutputName | undefined {
  const isExtract =
    ['JSON_EXTRACT', 'JSON_EXTRACT_STRING'].some((word) => isWord(tokens, item[0]!, word)) &&
    isText(tokens, item[1] ?? -1, '(');
  if (isExtract) {
    const end = columnEnd(tokens, item, 2);
    const isKey = end !== undefined && isText(tokens, item[end + 1] ?? -1, ',') && item.length === end + 4;
    return isKey && tokens.types[item[end + 2]!] === T.string ? pathName(tokenText(tokens, item[end + 2]!)) : undefined;
  }
  if (column === undefined) return undefined;
  let name: OutputName | undefined;
  let at = column + 1;
  while (at < item.length) {
    const value = item[at + 1] ?? -1;
    if (isText(tokens, item[at]!, '[')) {
      if (!isLiteral(tokens, value) || !isText(tokens, item[at + 2] ?? -1, ']')) return undefined;
      const text = tokenText(tokens, value);
      name =
        tokens.types[value] === T.string
          ? named(text)
          : { type: 'text', name: String(Number(text) - (fromOne.has(dialect) ? 1 : 0)) };
      at += 3;
    } else if (isText(tokens, item[at]!, '->') || isText(tokens, item[at]!, '->>')) {
      if (tokens.types[value] !== T.string) return undefined;
      name = pathName(tokenText(tokens, value));
      at += 2;
    } else return undefined;
  }
  return name;
}

function named(literal: string): OutputName {
  const name = literal.slice(1, -1).replaceAll("''", "'");
  return name.trim() === '' ? none : { type: 'text', name };
}

function pathName(literal: string): OutputName {
  const path = literal.slice(1, -1);
  const key = path.startsWith('$') ? /\.(\w+)$/.exec(path)?.[1] : path;
  return key === undefined || key === '' ? none : { type: 'text', name: key };
}

/** A column, a cast or an item of one, or a call: what a path may follow. */
export function isSingleValue(tokens: Tokens, item: Item): boolean {
  if (item.length === 1) return true;
  const end = columnEnd(tokens, item, 0);
  if (end === item.length - 1 || castName(tokens, item) !== undefined) return true;
  if (end === undefined) return isText(tokens, item[0]!, '(') && closing(tokens, item, 0) === item.length - 1;
  let at = end;
  if (isText(tokens, item[at + 1]!, '(')) at = closing(tokens, item, at + 1);
  while (isText(tokens, item[at + 1] ?? -1, '[')) at = closing(tokens, item, at + 1);
  return at === item.length - 1;
}

function isBracketedColumn(tokens: Tokens, item: Item): boolean {
  if (!isText(tokens, item[0]!, '(')) return false;
  return columnEnd(tokens, item, 1) === item.length - 2;
}

function isName(tokens: Tokens, item: Item, at: number): boolean {
  const type = tokens.types[item[at] ?? -1];
  return type === T.word || type === T.quoted;
}

/** `a`, `t.a`, `s.t.a`: where in the item its last part stands. */
function columnEnd(tokens: Tokens, item: Item, from: number): number | undefined {
  if (!isName(tokens, item, from)) return undefined;
  let at = from;
  while (isText(tokens, item[at + 1] ?? -1, '.') && isName(tokens, item, at + 2)) at += 2;
  return at;
}

const moreWords = new Set(['PRECISION', 'VARYING', 'WITH', 'WITHOUT', 'TIME', 'ZONE']);

/** One word, brackets behind it, and the words that only types have. */
function typeEnd(tokens: Tokens, item: Item, from: number): number | undefined {
  if (tokens.types[item[from] ?? -1] !== T.word) return undefined;
  let at = from;
  for (;;) {
    const next = item[at + 1] ?? -1;
    if (isText(tokens, next, '(') || isText(tokens, next, '[')) at = closing(tokens, item, at + 1);
    else if (next >= 0 && tokens.types[next] === T.word && moreWords.has(upper(tokens, next))) at++;
    else return at;
  }
}

export function closing(tokens: Tokens, item: Item, open: number): number {
  let depth = 0;
  for (let at = open; at < item.length; at++) {
    const text = tokenText(tokens, item[at]!);
    if (text === '(' || text === '[') depth++;
    else if ((text === ')' || text === ']') && --depth === 0) return at;
  }
  return item.length - 1;
}

function upper(tokens: Tokens, i: number): string {
  return tokenText(tokens, i).toUpperCase();
}
