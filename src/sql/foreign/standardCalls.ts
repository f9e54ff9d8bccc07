// Literals and words inside of calls as the SQL standard has them: `U&'d\0061ta'`, `ON OVERFLOW` in LISTAGG.
import { quoteString, stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { hide, postgresLike, prestoLike, refuse, replace, replaceAll, type Pass } from './pass.ts';

/** Trino's `MAP()`; with arguments it may be a type. */
export function emptyMap(pass: Pass, i: number): boolean {
  const { tokens, dialect } = pass;
  const open = nextSolid(tokens, i + 1);
  const close = nextSolid(tokens, open + 1);
  if (!prestoLike.has(dialect) || !isText(tokens, open, '(') || !isText(tokens, close, ')')) return false;
  const map = hide(pass, () => 'MAP {}');
  replace(pass, i, map);
  return true;
}

const withUnicode = new Set([...postgresLike, ...prestoLike]);

/** `U&'\0061'`, perhaps with an escape of its own behind UESCAPE; whether the word at `i` began one. */
export function unicodeText(pass: Pass, i: number): boolean {
  const { tokens, dialect } = pass;
  const [sign, literal] = [i + 1, i + 2];
  const isOne =
    withUnicode.has(dialect) &&
    isWord(tokens, i, 'U') &&
    isText(tokens, sign, '&') &&
    tokens.types[literal] === T.string &&
    tokenStart(tokens, literal) === tokens.ends[i]! + 1;
  if (!isOne) return false;
  const uescape = nextSolid(tokens, literal + 1);
  const isOwn = isWord(tokens, uescape, 'UESCAPE');
  const last = isOwn ? nextSolid(tokens, uescape + 1) : literal;
  const escape = isOwn ? stringValue(tokenText(tokens, last), dialect) : '\\';
  const text = decoded(stringValue(tokenText(tokens, literal), dialect), escape);
  if (text === undefined) refuse(pass, i, 'characters in it have four digits, or + and six');
  else replaceAll(pass, [i, last], quoteString(text));
  return true;
}

function decoded(text: string, escape: string): string | undefined {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== escape) result += text[i]!;
    else if (text[i + 1] === escape) result += text[++i]!;
    else {
      const [all, four, six] = /^(?:([\da-f]{4})|\+([\da-f]{6}))/i.exec(text.slice(i + 1)) ?? [];
      const code = Number.parseInt(four ?? six ?? '', 16);
      if (all === undefined || code > 0x10ffff) return undefined;
      result += String.fromCodePoint(code);
      i += all.length;
    }
  }
  return result;
}

/** `LISTAGG(x, ',' ON OVERFLOW TRUNCATE '…' WITH COUNT)`: no text is too long for DuckDB. */
export function withoutOverflow(pass: Pass, on: number): boolean {
  const { tokens } = pass;
  const overflow = nextSolid(tokens, on + 1);
  if (!isWord(tokens, on, 'ON') || !isWord(tokens, overflow, 'OVERFLOW')) return false;
  let last = nextSolid(tokens, overflow + 1);
  if (!isWord(tokens, last, 'ERROR') && !isWord(tokens, last, 'TRUNCATE')) return false;
  if (isWord(tokens, last, 'TRUNCATE')) last = truncation(tokens, last);
  replaceAll(pass, [on, last], '');
  return true;
}

function truncation(tokens: Tokens, truncate: number): number {
  const filler = nextSolid(tokens, truncate + 1);
  const last = tokens.types[filler] === T.string ? filler : truncate;
  const counted = nextSolid(tokens, last + 1);
  const count = nextSolid(tokens, counted + 1);
  const isCounted = isWord(tokens, counted, 'WITH') || isWord(tokens, counted, 'WITHOUT');
  return isCounted && isWord(tokens, count, 'COUNT') ? count : last;
}
