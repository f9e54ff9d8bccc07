// Literals and calls that Spark and its relatives write in ways of their own.
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { operand } from './functions/say.ts';
import { filteredList } from './listAggregate.ts';
import { operandFirst } from './operand.ts';
import { hide, replace, replaceAll, sparkLike, wrap, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

/** Bytes in hexadecimal digits there; PostgreSQL's are bits. */
const withBytes = new Set(['spark', 'spark2', 'databricks', 'hive', 'trino', 'presto', 'athena', 'snowflake']);

/** `X'1F'`; Trino allows blanks between the digits. */
export function binaryLiteral(pass: Pass, i: number): boolean {
  const digits = /^x'([\da-f\s]*)'$/i.exec(tokenText(pass.tokens, i))?.[1]?.replace(/\s/g, '');
  if (digits === undefined || !withBytes.has(pass.dialect)) return false;
  const bytes = hide(pass, () => `UNHEX('${digits}')`);
  replace(pass, i, `${bytes}()`);
  return true;
}

/** `FIRST(x) IGNORE NULLS`: DuckDB has no such aggregates, and for windows it has them under other names. */
export function firstOrLastKnown(pass: Pass, name: number, open: number): boolean {
  const { tokens, dialect } = pass;
  const written = tokenText(tokens, name).toUpperCase();
  const called = written.replace(/_VALUE$/, '');
  const ignore = nextSolid(tokens, closingBracket(tokens, open) + 1);
  const nulls = nextSolid(tokens, ignore + 1);
  const isKnown = isWord(tokens, ignore, 'IGNORE') && isWord(tokens, nulls, 'NULLS') && sparkLike.has(dialect);
  if (!isKnown || !['FIRST', 'LAST'].includes(called)) return false;
  const after = nextSolid(tokens, nulls + 1);
  if (isWord(tokens, after, 'FILTER')) return false;
  if (isWord(tokens, after, 'OVER')) {
    if (written === called) replace(pass, name, `${called}_VALUE`);
    return true;
  }
  replaceAll(pass, [ignore, nulls], '');
  const known = hide(pass, ([value]) => `${called}(${value!}) FILTER (WHERE NOT ${operand(value!)} IS NULL)`);
  replace(pass, name, known);
  return true;
}

/** `COLLECT_LIST(x) FILTER (…)`: its NULLs are left out besides. */
export function withoutNulls(pass: Pass, name: number, open: number): void {
  const last = filteredList(pass.tokens, { name, open, dialect: pass.dialect });
  if (last === undefined) return;
  const end = pass.tokens.ends[last]!;
  const call = hide(pass, ([list]) => `LIST_FILTER(${list!}, lambda item: item IS NOT NULL)`);
  wrap(pass, { start: tokenStart(pass.tokens, name), call, replaced: { start: end, end } });
}

/** What follows the digits of a number: `1L`, `2.5BD`, `1e-3`. */
const suffixes = new Set(['L', 'S', 'Y', 'D', 'F', 'BD']);

/** Names that begin with a digit, `2024_sales`, which other databases read as a number and a name. Returns the last token that was read. */
export function nameOfDigits(pass: Pass, i: number): number {
  const { tokens } = pass;
  const digits = tokenText(tokens, i);
  const isJoined = tokens.types[i + 1] === T.word && tokenStart(tokens, i + 1) === tokens.ends[i];
  const rest = isJoined ? tokenText(tokens, i + 1) : '';
  const isName = /^\w+$/.test(digits) && /^\d/.test(digits) && (digits.includes('_') || rest !== '');
  if (!isName || suffixes.has(rest.toUpperCase())) return i;
  replaceAll(pass, [i, isJoined ? i + 1 : i], `\`${digits}${rest}\``);
  return isJoined ? i + 1 : i;
}

/** Databricks' `x?::INT`: NULL instead of an error. */
export function triedCast(pass: Pass, sign: number): void {
  const { tokens } = pass;
  const colons = nextSolid(tokens, sign + 1);
  const type = nextSolid(tokens, colons + 1);
  const first = operandFirst(tokens, previousSolid(tokens, sign - 1));
  if (!isText(tokens, colons, '::') || tokens.types[type] !== T.word || first === undefined) return;
  const open = nextSolid(tokens, type + 1);
  const end = tokens.ends[isText(tokens, open, '(') ? closingBracket(tokens, open) : type]!;
  const call = hide(pass, ([cast]) => `TRY(${cast!})`);
  replace(pass, sign, '');
  wrap(pass, { start: tokenStart(tokens, first), call, replaced: { start: end, end } });
}

/** LAST of a window takes no FILTER, and Spark's LAST_VALUE is an aggregate as well: what the function is called in this place. */
export function firstOrLast(
  tokens: Tokens,
  call: { readonly name: string; readonly open: number },
  dialect: string,
): string {
  const { name, open } = call;
  const [, which, value] = /^(FIRST|LAST)(_VALUE)?$/.exec(name) ?? [];
  if (which === undefined) return name;
  const after = nextSolid(tokens, closingBracket(tokens, open) + 1);
  if (isWord(tokens, after, 'OVER')) return `${which}_VALUE`;
  return value !== undefined && sparkLike.has(dialect) ? which : name;
}
