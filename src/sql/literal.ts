// String literals: their value, and literals made from values.
import { lexicalRules } from './lexicalRules.ts';

/** The value of a string token: quotes, prefix and escapes resolved as the dialect does. */
export function stringValue(tokenText: string, dialect?: string): string {
  if (tokenText.startsWith('$')) {
    const tag = tokenText.slice(0, tokenText.indexOf('$', 1) + 1);
    return tokenText.slice(tag.length, tokenText.length - tag.length);
  }
  const quoteAt = tokenText.search(/['"]/);
  const quote = tokenText[quoteAt];
  if (quote === undefined) return tokenText;
  const rules = lexicalRules(dialect);
  const prefix = tokenText.slice(0, quoteAt).toLowerCase();
  const escapes = prefix === 'e' || (rules.backslash && !prefix.includes('r'));
  const triple = rules.tripleQuote && tokenText.length >= quoteAt + 6 && tokenText.startsWith(quote.repeat(3), quoteAt);
  const width = triple ? 3 : 1;
  const inner = tokenText.slice(quoteAt + width, tokenText.length - width);
  if (!triple && !escapes) return inner.replaceAll(quote + quote, quote);
  return escapes ? unescape(inner, triple ? '' : quote) : inner;
}

/** The value of a literal of bytes, `b'caf\xe9'`. */
export function bytesValue(tokenText: string, dialect: string): Buffer {
  const bytes = Buffer.from(tokenText).toString('latin1');
  return Buffer.from(stringValue(bytes, dialect), 'latin1');
}

/** A standard literal: 'it''s'. */
export function quoteString(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

const named: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  a: '\u0007',
};

const escape = /\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])|(['"])\2/g;

function unescape(text: string, quote: string): string {
  return text.replace(escape, (whole: string, escaped: string | undefined, doubled: string | undefined) => {
    if (escaped === undefined) return doubled === quote ? quote : whole;
    const first = escaped[0]!;
    if (/[xuU]/.test(first) && escaped.length > 1) return character(Number.parseInt(escaped.slice(1), 16), whole);
    if (/[0-7]/.test(first)) return character(Number.parseInt(escaped, 8), whole);
    return named[first] ?? escaped;
  });
}

function character(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
