// A statement in the spelling the translator reads alike in every dialect: names in backticks, strings in single quotes,
// no comments. It also hides constructs that the translator would lose behind names, which come back afterwards.
import { applyEdits, type Edit, type SourceMap } from './edit.ts';
import { unquote } from './identifier.ts';
import { lex } from './lexer.ts';
import { quoteString, stringValue } from './literal.ts';
import { splitQuoted } from './parseTableName.ts';
import { quoteIdentifier } from './tableName.ts';
import { isWord, previousSolid, T, tokenStart, tokenText, type Tokens } from './tokens.ts';

export interface NeutralText {
  readonly text: string;
  readonly map: SourceMap;
  /** Name → what to put in its place in the result. */
  readonly hidden: ReadonlyMap<string, string>;
}

export interface NeutralOptions {
  readonly dialect: string;
  /** The text of a string literal that the translator reads as this value. */
  readonly literal: (value: string) => string;
}

export function neutralText(statement: string, { dialect, literal }: NeutralOptions): NeutralText {
  const tokens = lex(statement, dialect);
  const edits: Edit[] = [];
  const hidden = new Map<string, string>();
  for (let i = 0; i < tokens.count; i++) {
    if (isWord(tokens, i, 'ALL') && isByAll(tokens, i)) {
      hidden.set('mesh_by_all', 'ALL');
      edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: 'mesh_by_all' });
      continue;
    }
    const text = neutralToken(tokens, i, { dialect, literal });
    if (text !== undefined) edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text });
  }
  return { ...applyEdits(statement, edits), hidden };
}

function neutralToken(tokens: Tokens, i: number, { dialect, literal }: NeutralOptions): string | undefined {
  const text = tokenText(tokens, i);
  switch (tokens.types[i]) {
    case T.lineComment:
      return '';
    case T.blockComment:
      return ' ';
    case T.word:
      return text.includes('-') ? backticked(`\`${text}\``) : undefined;
    case T.quoted:
      return splitQuoted(text, dialect).map(backticked).join('.');
    case T.string:
      return /^[ern]?['"$]/i.test(text) ? literal(stringValue(text, dialect)) : undefined;
    default:
      return undefined;
  }
}

function backticked(quoted: string): string {
  const name = unquote(quoted);
  return name.includes('`') ? `"${name}"` : `\`${name}\``;
}

/** GROUP BY ALL and ORDER BY ALL: the translator takes ALL for a column. */
function isByAll(tokens: Tokens, i: number): boolean {
  const by = previousSolid(tokens, i - 1);
  if (!isWord(tokens, by, 'BY')) return false;
  const clause = previousSolid(tokens, by - 1);
  return isWord(tokens, clause, 'GROUP') || isWord(tokens, clause, 'ORDER');
}

/** Puts back what was hidden, in the translated text. */
export function reveal(text: string, hidden: ReadonlyMap<string, string>): string {
  if (hidden.size === 0) return text;
  const tokens = lex(text);
  const edits: Edit[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.types[i] !== T.word && tokens.types[i] !== T.quoted) continue;
    const found = hidden.get(unquote(tokenText(tokens, i)).toLowerCase());
    if (found !== undefined) edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: found });
  }
  return applyEdits(text, edits).text;
}

/** Statements that the translator does not read into (CREATE INDEX, ANALYZE) keep the neutral spelling of names. */
export function standardQuotes(text: string): string {
  if (!text.includes('`')) return text;
  const tokens = lex(text, 'sqlite');
  const edits: Edit[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const name = tokenText(tokens, i);
    if (tokens.types[i] !== T.quoted || !name.startsWith('`')) continue;
    edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: quoteIdentifier(unquote(name)) });
  }
  return applyEdits(text, edits).text;
}

/** Ways to write a string; the translator's tokenizers differ in which they read. */
export function literalCandidates(value: string): string[] {
  const escaped = value.replaceAll('\\', '\\\\');
  return [quoteString(value), quoteString(escaped), `'${escaped.replaceAll("'", "\\'")}'`];
}
