// The content of a string or quoted identifier token.
import { lexicalRules } from '../../sql/lexicalRules.ts';

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };

export function stringContent(token: string, dialect: string): string {
  if (token.startsWith('$')) {
    const tag = token.slice(0, token.indexOf('$', 1) + 1);
    return token.slice(tag.length, token.length - tag.length);
  }
  const quoteAt = token.search(/['"`[]/);
  const prefix = token.slice(0, quoteAt).toLowerCase();
  const quote = token[quoteAt]!;
  const close = quote === '[' ? ']' : quote;
  const triple =
    lexicalRules(dialect).tripleQuote && token.startsWith(quote.repeat(3), quoteAt) && token.length >= quoteAt + 6;
  const width = triple ? 3 : 1;
  const inner = token.slice(quoteAt + width, token.length - width);
  const raw = prefix.includes('r');
  const isString = quote === "'" || (quote === '"' && lexicalRules(dialect).doubleQuoteString);
  const withBackslashes = isString && !raw && (prefix === 'e' || lexicalRules(dialect).backslash);
  const plain = triple ? inner : inner.replaceAll(close + close, close);
  return withBackslashes ? plain.replace(/\\(.)/gs, (_, c: string) => escapes[c] ?? c) : plain;
}
