// Operators and types of other databases in queries of DuckDB's dialect: `a ~* 'x'`, `a RLIKE 'x'`, `a <=> b`, `a DIV b`,
// `CAST(a AS TIMESTAMP_NTZ)`. SQLMesh reads them in every dialect.
import type { Edit } from './edit.ts';
import { clauses } from './foreign/clauseWords.ts';
import { operandFirst, operandLast } from './foreign/operand.ts';
import { closingBracket } from './foreign/template.ts';
import { isTypePlace } from './foreign/typeEdits.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from './tokens.ts';

export const borrowedOperator =
  /~\*|<=>|\binterval\s*-|\b(?:rlike|regexp|anti|semi|array\s*<|div|timestamp_?[nl]tz|jsonb|within|timestamptz\s*\(|time\s*\(\d)/i;

const types: Readonly<Record<string, string>> = {
  JSONB: 'JSON',
  TIMESTAMP_LTZ: 'TIMESTAMPTZ',
  TIMESTAMP_NTZ: 'TIMESTAMP',
  TIMESTAMPLTZ: 'TIMESTAMPTZ',
  TIMESTAMPNTZ: 'TIMESTAMP',
};

/** They have no digits in DuckDB. */
const withoutDigits = new Set(['TIME', 'TIMESTAMPTZ']);

export function operatorEdits(tokens: Tokens): Edit[] {
  const edits: Edit[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const type = tokens.types[i];
    if (type === T.operator || type === T.word) edits.push(...editsAt(tokens, i));
  }
  return edits;
}

function editsAt(tokens: Tokens, i: number): Edit[] {
  if (isText(tokens, i, '<=>')) return [replaced(tokens, i, ' IS NOT DISTINCT FROM ')];
  if (isText(tokens, i, '~*')) return matches(tokens, i, { flags: ", 'i'" });
  if (isText(tokens, i, '!~*')) return matches(tokens, i, { flags: ", 'i'", negated: true });
  if (tokens.types[i] !== T.word) return [];
  if (isWord(tokens, i, 'RLIKE') || isWord(tokens, i, 'REGEXP')) {
    const not = previousSolid(tokens, i - 1);
    return isWord(tokens, not, 'NOT') ? matches(tokens, i, { flags: '', not }) : matches(tokens, i, { flags: '' });
  }
  if (isWord(tokens, i, 'INTERVAL')) return negative(tokens, i);
  if (isWord(tokens, i, 'ANTI') || isWord(tokens, i, 'SEMI')) return withoutSide(tokens, i);
  if (isWord(tokens, i, 'DIV')) return division(tokens, i);
  if (isWord(tokens, i, 'WITHIN')) return withinGroup(tokens, i);
  return typeName(tokens, i);
}

/** `INTERVAL -1 DAY` → `INTERVAL (-1) DAY`. */
function negative(tokens: Tokens, i: number): Edit[] {
  const sign = nextSolid(tokens, i + 1);
  const count = nextSolid(tokens, sign + 1);
  const unit = nextSolid(tokens, count + 1);
  if (!isText(tokens, sign, '-') || tokens.types[count] !== T.number || tokens.types[unit] !== T.word) return [];
  return [{ start: tokenStart(tokens, sign), end: tokens.ends[count]!, text: `(-${tokenText(tokens, count)})` }];
}

/** `LEFT ANTI JOIN`: there is no other side. */
function withoutSide(tokens: Tokens, i: number): Edit[] {
  const left = previousSolid(tokens, i - 1);
  const isJoin = isWord(tokens, left, 'LEFT') && isWord(tokens, nextSolid(tokens, i + 1), 'JOIN');
  return isJoin ? [replaced(tokens, left, '')] : [];
}

/** `CAST(a AS TIMESTAMP_NTZ)`, `a::TIME(3)`, `CAST(a AS ARRAY<INT>)`. */
function typeName(tokens: Tokens, i: number): Edit[] {
  const word = tokenText(tokens, i).toUpperCase();
  if (word === 'ARRAY') return listType(tokens, i);
  const isKnown = Object.hasOwn(types, word);
  if ((!isKnown && !withoutDigits.has(word)) || !isTypePlace(tokens, i)) return [];
  const open = nextSolid(tokens, i + 1);
  const hasDigits = isText(tokens, open, '(') && tokens.types[nextSolid(tokens, open + 1)] === T.number;
  if (!isKnown && !hasDigits) return [];
  const text = isKnown ? types[word]! : word;
  const last = hasDigits && text !== 'TIMESTAMP' ? closingBracket(tokens, open) : i;
  return [{ start: tokenStart(tokens, i), end: tokens.ends[last]!, text }];
}

/** `ARRAY<INT>` → `INT[]`, of a plain type. */
function listType(tokens: Tokens, i: number): Edit[] {
  const open = nextSolid(tokens, i + 1);
  const item = nextSolid(tokens, open + 1);
  const close = nextSolid(tokens, item + 1);
  const isPlain = isText(tokens, open, '<') && tokens.types[item] === T.word && isText(tokens, close, '>');
  if (!isPlain || !isTypePlace(tokens, i)) return [];
  return [{ start: tokenStart(tokens, i), end: tokens.ends[close]!, text: `${tokenText(tokens, item)}[]` }];
}

interface Matching {
  readonly flags: string;
  readonly negated?: boolean;
  /** The word NOT in front of the operator. */
  readonly not?: number;
}

/** `a ~* b` → `REGEXP_MATCHES(a, b, 'i')`, where both sides are plain. */
function matches(tokens: Tokens, operator: number, { flags, negated, not }: Matching): Edit[] {
  const begin = not ?? operator;
  const first = operandFirst(tokens, previousSolid(tokens, begin - 1));
  const last = operandLast(tokens, nextSolid(tokens, operator + 1));
  if (first === undefined || last === undefined) return [];
  const isNegated = negated === true || not !== undefined;
  const [start, end] = [tokenStart(tokens, first), tokens.ends[last]!];
  return [
    { start, end: start, text: `${isNegated ? '(NOT ' : ''}REGEXP_MATCHES(` },
    { start: tokenStart(tokens, begin), end: tokens.ends[operator]!, text: ',' },
    { start: end, end, text: `${flags})${isNegated ? ')' : ''}` },
  ];
}

/** Between two values, not a name. */
function division(tokens: Tokens, i: number): Edit[] {
  const [before, after] = [previousSolid(tokens, i - 1), nextSolid(tokens, i + 1)];
  const begins = operandFirst(tokens, before) !== undefined;
  return begins && operandLast(tokens, after) !== undefined && !isClause(tokens, after)
    ? [replaced(tokens, i, '//')]
    : [];
}

/** `FROM t div JOIN …`: an alias. */
function isClause(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.word && clauses.has(tokenText(tokens, i).toUpperCase());
}

/** `LISTAGG(a, ',') WITHIN GROUP (ORDER BY b)` → `LISTAGG(a, ',' ORDER BY b)`. */
function withinGroup(tokens: Tokens, within: number): Edit[] {
  const close = previousSolid(tokens, within - 1);
  const group = nextSolid(tokens, within + 1);
  const open = nextSolid(tokens, group + 1);
  if (!isText(tokens, close, ')') || !isWord(tokens, group, 'GROUP') || !isText(tokens, open, '(')) return [];
  const call = operandFirst(tokens, close);
  if (call === undefined || !['LISTAGG', 'STRING_AGG', 'ARRAY_AGG'].some((name) => isWord(tokens, call, name)))
    return [];
  return [{ start: tokenStart(tokens, close), end: tokens.ends[open]!, text: ' ' }];
}

function replaced(tokens: Tokens, i: number, text: string): Edit {
  return { start: tokenStart(tokens, i), end: tokens.ends[i]!, text };
}
