// Types in casts, respelled for the translator: `CAST(x AS TIMESTAMP(6) WITH TIME ZONE)`, `x::TIMESTAMP_LTZ(3)`.
import { applyEdits, type Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { argumentsAt, closingBracket } from './template.ts';
import { typeText } from './typeNames.ts';

/** Edits for the type that begins at the word `i`; none where it is no type. */
export function typeEdits(tokens: Tokens, i: number, dialect: string): Edit[] {
  return isTypePlace(tokens, i) ? edits(tokens, i, dialect) : [];
}

/** The type from one token to another, as it should be read. */
export function respelledType(tokens: Tokens, [first, last]: readonly [number, number], dialect: string): string {
  const start = tokenStart(tokens, first);
  const moved = edits(tokens, first, dialect).map((edit) => ({
    ...edit,
    start: edit.start - start,
    end: edit.end - start,
  }));
  return applyEdits(tokens.text.slice(start, tokens.ends[last]), moved).text;
}

/** After `::`, or after the AS of a cast: not the name of a column or of a field. */
export function isTypePlace(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  if (isText(tokens, before, '::')) return true;
  if (!isWord(tokens, before, 'AS')) return false;
  for (let at = before, depth = 0; at >= 0; at--) {
    if (isText(tokens, at, ')')) depth++;
    else if (isText(tokens, at, '(') && depth-- === 0) return isCast(tokens, previousSolid(tokens, at - 1));
  }
  return false;
}

function isCast(tokens: Tokens, i: number): boolean {
  return ['CAST', 'TRY_CAST', 'SAFE_CAST'].some((word) => isWord(tokens, i, word));
}

/** Types inside of others: `ARRAY<BYTES>`, `MAP(VARCHAR, TIMESTAMP(3) WITH TIME ZONE)`. */
const nesting = new Set(['ARRAY', 'LIST', 'MAP', 'STRUCT', 'ROW', 'TUPLE', 'NESTED', 'OBJECT']);

/** ClickHouse's wrappings, which say nothing that DuckDB's columns do not know. */
const wrapping = new Set(['NULLABLE', 'LOWCARDINALITY']);

function edits(tokens: Tokens, i: number, dialect: string): Edit[] {
  const first = tokenText(tokens, i).toUpperCase();
  const open = nextSolid(tokens, i + 1);
  const close = isText(tokens, open, '(') ? closingBracket(tokens, open) : undefined;
  if (close !== undefined && wrapping.has(first) && dialect === 'clickhouse')
    return [
      { start: tokenStart(tokens, i), end: tokens.ends[open]!, text: '' },
      ...edits(tokens, nextSolid(tokens, open + 1), dialect),
      { start: tokenStart(tokens, close), end: tokens.ends[close]!, text: '' },
    ];
  if (nesting.has(first)) return inner(tokens, open, dialect);
  const last = lastWord(tokens, i, close);
  const name = [first, ...wordsBetween(tokens, (close ?? i) + 1, last)].join(' ');
  const parameters = close === undefined ? undefined : argumentsAt(tokens, open).args;
  const text = typeText(name, parameters, dialect);
  const end = tokens.ends[last]!;
  return text === undefined ? [] : [{ start: tokenStart(tokens, i), end, text }];
}

function inner(tokens: Tokens, open: number, dialect: string): Edit[] {
  const isAngle = isText(tokens, open, '<');
  if (!isAngle && !isText(tokens, open, '(')) return [];
  const found: Edit[] = [];
  let depth = 0;
  for (let i = open; i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '<') || isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, '>') || isText(tokens, i, ')')) depth--;
    else if (isText(tokens, i, '>>')) depth -= 2;
    if (depth <= 0) break;
    if (depth > 1 || !(isText(tokens, i, isAngle ? '<' : '(') || isText(tokens, i, ','))) continue;
    const item = nextSolid(tokens, i + 1);
    if (tokens.types[item] === T.word) found.push(...edits(tokens, withoutFieldName(tokens, item), dialect));
  }
  return found;
}

/** `STRUCT<id BYTES, name: STRING>`: the word behind the name is the type. */
function withoutFieldName(tokens: Tokens, i: number): number {
  let next = nextSolid(tokens, i + 1);
  if (isText(tokens, next, ':')) next = nextSolid(tokens, next + 1);
  return tokens.types[next] === T.word && !continues(tokens, next) ? next : i;
}

function continues(tokens: Tokens, i: number): boolean {
  return ['WITH', 'WITHOUT', 'PRECISION', 'VARYING', 'CHARACTER'].some((word) => isWord(tokens, i, word));
}

/** Last token of what belongs to the type that begins at `i`. */
function lastWord(tokens: Tokens, i: number, close: number | undefined): number {
  const last = close ?? i;
  const next = nextSolid(tokens, last + 1);
  const second = nextSolid(tokens, next + 1);
  if (isWord(tokens, next, 'WITH') || isWord(tokens, next, 'WITHOUT')) {
    const time = isWord(tokens, second, 'LOCAL') ? nextSolid(tokens, second + 1) : second;
    const zone = nextSolid(tokens, time + 1);
    return isWord(tokens, time, 'TIME') && isWord(tokens, zone, 'ZONE') ? zone : last;
  }
  if (isWord(tokens, next, 'CHARACTER') && isWord(tokens, second, 'SET')) return nextSolid(tokens, second + 1);
  const isSigned = isWord(tokens, i, 'SIGNED') || isWord(tokens, i, 'UNSIGNED');
  return isSigned && isWord(tokens, next, 'INTEGER') ? next : last;
}

function wordsBetween(tokens: Tokens, from: number, last: number): string[] {
  const words: string[] = [];
  for (let i = nextSolid(tokens, from); i <= last; i = nextSolid(tokens, i + 1))
    words.push(tokenText(tokens, i).toUpperCase());
  return words;
}
