// T-SQL's `+` between texts is DuckDB's `||`. Which values are texts is seen by how they are written: literals, functions that give
// texts, casts. A sum of bare columns stays one.
import { stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenText, type Tokens } from '../tokens.ts';
import { mayBegin, operandFirst, operandLast } from './operand.ts';

interface Operand {
  readonly first: number;
  readonly last: number;
}

/** Whether the `+` at `plus` puts texts together. */
export function joinsTexts(tokens: Tokens, plus: number): boolean {
  if (mayBegin(tokens, previousSolid(tokens, plus - 1))) return false;
  const operands = [...before(tokens, plus), ...behind(tokens, plus)];
  const literals = operands.filter(({ first, last }) => first === last && tokens.types[first] === T.string);
  if (literals.length > 1 && literals.length === operands.length) return true;
  return operands.some((operand) => isTextual(tokens, operand));
}

/** What is added up in front of the sign. */
function before(tokens: Tokens, plus: number): Operand[] {
  const found: Operand[] = [];
  for (let sign = plus; isText(tokens, sign, '+');) {
    const last = previousSolid(tokens, sign - 1);
    const first = operandFirst(tokens, last);
    if (first === undefined) break;
    found.push({ first, last });
    sign = previousSolid(tokens, first - 1);
  }
  return found;
}

function behind(tokens: Tokens, plus: number): Operand[] {
  const found: Operand[] = [];
  for (let sign = plus; isText(tokens, sign, '+');) {
    const first = nextSolid(tokens, sign + 1);
    const last = operandLast(tokens, first);
    if (last === undefined) break;
    found.push({ first, last });
    sign = nextSolid(tokens, last + 1);
  }
  return found;
}

const textFunctions = new Set(
  `CHAR CONCAT CONCAT_WS DATENAME FORMAT LEFT LOWER LTRIM NCHAR QUOTENAME REPLACE REPLICATE REVERSE RIGHT RTRIM SPACE STR STRING_AGG
   STUFF SUBSTRING TRANSLATE TRIM UPPER`.split(/\s+/),
);

const choices = new Set(['ISNULL', 'COALESCE', 'IIF', 'NULLIF']);

function isTextual(tokens: Tokens, { first, last }: Operand): boolean {
  if (first === last) return isTextLiteral(tokens, first);
  if (isWord(tokens, first, 'CASE'))
    return anyToken(tokens, { first, last }, (i) =>
      ['THEN', 'ELSE'].some((word) => isWord(tokens, i, word) && isTextLiteral(tokens, nextSolid(tokens, i + 1))),
    );
  const name = tokenText(tokens, first).toUpperCase();
  const inside = { first: nextSolid(tokens, first + 1), last };
  if (isText(tokens, first, '(')) return anyToken(tokens, { first, last }, (i) => isJoined(tokens, i));
  if (!isText(tokens, inside.first, '(')) return false;
  if (textFunctions.has(name)) return true;
  if (choices.has(name)) return anyToken(tokens, inside, (i) => isArgument(tokens, i));
  return /^(?:TRY_)?(?:CAST|CONVERT)$/.test(name) && anyToken(tokens, inside, (i) => isTextType(tokens, i));
}

function anyToken(tokens: Tokens, { first, last }: Operand, holds: (i: number) => boolean): boolean {
  for (let i = first; i <= last; i = nextSolid(tokens, i + 1)) if (holds(i)) return true;
  return false;
}

/** A number in quotes is added up as a number. */
function isTextLiteral(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.string && !/^\s*[-+]?\d+(?:\.\d*)?\s*$/.test(stringValue(tokenText(tokens, i), 'tsql'));
}

function isJoined(tokens: Tokens, i: number): boolean {
  const [left, right] = [previousSolid(tokens, i - 1), nextSolid(tokens, i + 1)];
  return isTextLiteral(tokens, i) && (isText(tokens, left, '+') || isText(tokens, right, '+'));
}

function isArgument(tokens: Tokens, i: number): boolean {
  const [left, right] = [previousSolid(tokens, i - 1), nextSolid(tokens, i + 1)];
  const isWhole =
    [',', '('].some((sign) => isText(tokens, left, sign)) && [',', ')'].some((s) => isText(tokens, right, s));
  return isWhole && isTextLiteral(tokens, i);
}

function isTextType(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  const isType = isWord(tokens, before, 'AS') || isText(tokens, before, '(');
  return isType && /^(?:N?(?:VAR)?CHAR|N?TEXT|SYSNAME)$/i.test(tokenText(tokens, i));
}

const beforeSign = ['SELECT', 'DISTINCT', 'WHERE', 'AND', 'OR', 'BETWEEN', 'BY', 'WHEN', 'THEN', 'ELSE'];

/** `+a`: a sign that says nothing. */
export function isSign(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  if (before < 0 || isText(tokens, nextSolid(tokens, i + 1), ')')) return false;
  return (
    isText(tokens, before, ',') || isText(tokens, before, '(') || beforeSign.some((w) => isWord(tokens, before, w))
  );
}
