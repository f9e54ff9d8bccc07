// What a SQL text says, without how it is laid out: comments and whitespace dropped, case and needless quotes evened out.
// Stored fingerprints depend on every byte of this recipe: a change needs a new version of it, never an edit.
import { hashText } from '../util/hash.ts';
import { defaultStrategy, foldCase, isQuoted, normalizeIdentifier, unquote, type NamingOptions } from './identifier.ts';
import { isKeyword } from './keywords.ts';
import { lex } from './lexer.ts';
import { T, isText, isTrivia, previousSolid, tokenText, type Tokens } from './tokens.ts';

/** 128 bits, hex. */
export function tokenFingerprint(sql: string | Tokens, options: NamingOptions = {}): string {
  return hashText(normalizedTokens(sql, options));
}

/** Would both have the same fingerprint? */
export function sameTokens(a: string | Tokens, b: string | Tokens, options: NamingOptions = {}): boolean {
  return normalizedTokens(a, options) === normalizedTokens(b, options);
}

/** Each token as type, length and text: no two token lists give the same result. */
function normalizedTokens(sql: string | Tokens, options: NamingOptions): string {
  const tokens = typeof sql === 'string' ? lex(sql, options.dialect) : sql;
  const normal = normalizer(options);
  const end = endWithoutSemicolons(tokens);
  let result = '';
  for (let i = 0; i < end; i++) {
    if (isTrivia(tokens, i)) continue;
    const type = tokens.types[i]!;
    const text = tokenText(tokens, i);
    const out = type === T.word ? normal.word(text) : type === T.quoted ? normal.quoted(text) : text;
    // An identifier whose quotes mean nothing counts as a word.
    const as = type === T.quoted && !isQuoted(out) ? T.word : type;
    result += `${as}:${out.length}:${out};`;
  }
  return result;
}

function endWithoutSemicolons(tokens: Tokens): number {
  let last = previousSolid(tokens, tokens.count - 1);
  while (isText(tokens, last, ';')) last = previousSolid(tokens, last - 1);
  return last + 1;
}

interface Normalizer {
  readonly word: (text: string) => string;
  readonly quoted: (text: string) => string;
}

const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;

function normalizer(options: NamingOptions): Normalizer {
  const strategy = options.strategy ?? defaultStrategy(options.dialect);
  // BigQuery's columns do not care for case, but its tables do.
  const keepsCase = strategy === 'case_sensitive' || options.dialect?.toLowerCase() === 'bigquery';
  const foldName = (text: string): string => (keepsCase ? text : foldCase(text));
  return {
    word: (text) => {
      const folded = foldCase(text);
      return keepsCase && !isKeyword(folded) ? text : folded;
    },
    quoted: (text) => {
      const name = unquote(text);
      const needed = !plain.test(name) || isKeyword(foldCase(name));
      // Needless when the bare word would mean the same name.
      if (needed) return `"${quotedName(name, strategy, keepsCase).replaceAll('"', '""')}"`;
      const same = normalizeIdentifier(name, undefined, strategy) === normalizeIdentifier(text, undefined, strategy);
      return same ? foldName(name) : `"${name}"`;
    },
  };
}

/** Under a rule that ignores the case of quoted names, "Order" and "order" are one name too. */
function quotedName(name: string, strategy: NamingOptions['strategy'], keepsCase: boolean): string {
  const ignoresCase = strategy === 'case_insensitive' || strategy === 'case_insensitive_uppercase';
  return ignoresCase && !keepsCase ? foldCase(name) : name;
}
