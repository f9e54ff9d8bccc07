// One statement laid out by sql-formatter. Only its whitespace is taken from there: every other character is the user's own.
import { lex } from '../lexer.ts';
import { T, tokenText, tokenType, type Tokens } from '../tokens.ts';
import type { FormatStyle } from './formatStyle.ts';
import { caseOfWord } from './keywordCase.ts';
import { piecesOf, type MacroArguments, type Piece, type TokenSpan } from './pieces.ts';
import { sameTokens } from './sameTokens.ts';

type FormatterModule = typeof import('sql-formatter');

export interface QueryFormatter {
  /** Undefined when the statement cannot be laid out without changing it. */
  format(tokens: Tokens, span: TokenSpan): string | undefined;
}

const languages: Readonly<Record<string, string>> = {
  duckdb: 'duckdb',
  postgres: 'postgresql',
  materialize: 'postgresql',
  redshift: 'redshift',
  bigquery: 'bigquery',
  snowflake: 'snowflake',
  spark: 'spark',
  spark2: 'spark',
  databricks: 'spark',
  hive: 'spark',
  mysql: 'mysql',
  doris: 'mysql',
  starrocks: 'mysql',
  clickhouse: 'clickhouse',
  sqlite: 'sqlite',
  tsql: 'transactsql',
  fabric: 'transactsql',
  trino: 'trino',
  presto: 'trino',
  athena: 'trino',
};

/** Loads sql-formatter: only those who format pay for it. */
export async function createQueryFormatter(dialect: string, style: FormatStyle): Promise<QueryFormatter> {
  const formatter = await import('sql-formatter');
  return {
    format(tokens, span) {
      // Authors mix dialects (`::` in Hive), and DuckDB's grammar takes most of what others know.
      for (const language of new Set([languages[dialect.toLowerCase()] ?? 'sql', 'duckdb'])) {
        for (const macroArguments of ['formatted', 'opaque'] as const) {
          const text = layOut(formatter, { tokens, span, dialect, language, style, macroArguments });
          if (text !== undefined) return text;
        }
      }
      return undefined;
    },
  };
}

interface Request {
  readonly tokens: Tokens;
  readonly span: TokenSpan;
  readonly dialect: string;
  /** sql-formatter's name of a dialect. */
  readonly language: string;
  readonly style: FormatStyle;
  readonly macroArguments: MacroArguments;
}

function layOut(formatter: FormatterModule, request: Request): string | undefined {
  const pieces = piecesOf(request.tokens, request.span, request.macroArguments);
  if (pieces === undefined) return undefined;
  const laidOut = onePass(formatter, pieces, request);
  if (laidOut === undefined) return undefined;
  const source = request.tokens.text.slice(startOf(request), request.tokens.ends[request.span.end - 1]);
  return sameTokens(lex(source, request.dialect), lex(laidOut, request.dialect)) ? laidOut : undefined;
}

function startOf({ tokens, span }: Request): number {
  return span.first === 0 ? 0 : tokens.ends[span.first - 1]!;
}

function onePass(
  formatter: FormatterModule,
  pieces: readonly Piece[],
  { language, style }: Request,
): string | undefined {
  const substituted = pieces.map((piece, i) => (i === 0 ? '' : spaceBefore(pieces, i)) + piece.standIn).join('');
  let formatted: string;
  try {
    formatted = formatter.format(substituted, {
      language: language as 'duckdb',
      tabWidth: style.indent,
      expressionWidth: style.maxTextWidth,
      keywordCase: 'preserve',
    });
  } catch {
    // It has no grammar for this statement; the caller reports the file.
    return undefined;
  }
  const gaps = gapsOf(formatted, substituted, pieces);
  return gaps === undefined ? undefined : compose(pieces, gaps, style);
}

function spaceBefore(pieces: readonly Piece[], i: number): string {
  return pieces[i - 1]!.type === 'lineComment' ? '\n' : pieces[i]!.space;
}

/** The whitespace that sql-formatter puts before each piece; undefined when it changed more than whitespace. */
function gapsOf(formatted: string, substituted: string, pieces: readonly Piece[]): string[] | undefined {
  const tokens = lex(formatted);
  const wanted = solidsOf(lex(substituted));
  const gaps: string[] = [];
  let piece = 0;
  let left = 0;
  let at = 0;
  let gap = '';
  for (let i = 0; i < tokens.count; i++) {
    const text = tokenText(tokens, i);
    if (tokenType(tokens, i) === T.whitespace) {
      gap += text;
      continue;
    }
    if (wanted[at++] !== text.trimEnd().toUpperCase()) return undefined;
    if (left === 0) {
      const next = pieces[piece++];
      if (next === undefined) return undefined;
      gaps.push(gap);
      left = solidsOf(lex(next.standIn)).length;
    }
    left--;
    gap = '';
  }
  return at === wanted.length && piece === pieces.length && left === 0 ? gaps : undefined;
}

function solidsOf(tokens: Tokens): string[] {
  const texts: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (tokenType(tokens, i) !== T.whitespace) texts.push(tokenText(tokens, i).trimEnd().toUpperCase());
  }
  return texts;
}

interface Written {
  readonly gap: string;
  readonly text: string;
  readonly type: Piece['type'];
}

function compose(pieces: readonly Piece[], gaps: readonly string[], style: FormatStyle): string {
  const solid = pieces.filter((piece) => piece.type !== 'lineComment' && piece.type !== 'blockComment');
  const words = solid.map((piece) => piece.text.toLowerCase());
  const written: Written[] = [];
  const placed = gapsAroundComments(pieces, gaps);
  let position = 0;
  for (const [i, piece] of pieces.entries()) {
    const isSolid = solid[position] === piece;
    const place = {
      beforePrevious: words[position - 2] ?? '',
      previous: words[position - 1] ?? '',
      next: words[position + 1] ?? '',
    };
    const text = piece.type === 'word' ? caseOfWord(piece.text, place, style.keywordCase) : piece.text;
    const gap = i === 0 ? '' : isSolid ? betterGap(piece, place, placed[i]!) : placed[i]!;
    if (isSolid) position++;
    if (piece.text === ',' && written.at(-1)?.type === 'lineComment')
      moveBeforeComments(written, { gap: '', text, type: 'other' });
    else written.push({ gap, text, type: piece.type });
  }
  const short = collapseWindows(written, style.maxTextWidth);
  const result = style.leadingComma ? leadingCommas(short) : short;
  return result.map(({ gap, text }) => gap + text).join('');
}

/** A comment stays at the end of its line or on a line of its own: the last one behind a column describes that column. */
function gapsAroundComments(pieces: readonly Piece[], gaps: readonly string[]): string[] {
  const placed = [...gaps];
  let indent = '';
  for (const [i, piece] of pieces.entries()) {
    const gap = placed[i]!;
    if (piece.type === 'blockComment' && i > 0) {
      if (piece.space !== '\n' && gap.includes('\n')) {
        placed[i] = ' ';
        if (placed[i + 1]?.includes('\n') === false) placed[i + 1] = gap;
      } else if (piece.space === '\n' && !gap.includes('\n')) placed[i] = indent === '' ? '\n' : indent;
    }
    const lineStart = placed[i]!.lastIndexOf('\n');
    if (lineStart >= 0) indent = placed[i]!.slice(lineStart);
  }
  return placed;
}

const spacedBrackets = new Set(['filter', 'using', 'replace', 'exclude', 'rename', 'values', 'over', 'in', 'interval']);

/** What sql-formatter does not know of DuckDB, or lays out wider than needed. */
function betterGap(piece: Piece, place: { previous: string; beforePrevious: string }, gap: string): string {
  const { previous, beforePrevious } = place;
  const word = piece.text.toLowerCase();
  if (word === '(' && piece.space === '' && gap === ' ') return '';
  if (word === '(' && gap === '' && spacedBrackets.has(previous)) return ' ';
  if (word === 'by' && (previous === 'union' || (previous === 'all' && beforePrevious === 'union'))) return ' ';
  if (word === 'and' && (previous === 'preceding' || previous === 'following' || previous === 'row')) return ' ';
  if (piece.space === '' && (word === '.' || previous === '.')) return '';
  return gap;
}

/** `a -- why⏎, b` becomes `a, -- why⏎ b`. */
function moveBeforeComments(written: Written[], comma: Written): void {
  let at = written.length;
  while (at > 0 && written[at - 1]!.type === 'lineComment') at--;
  written.splice(at, 0, comma);
}

/** `OVER (…)`, `FILTER (…)` and `EXTRACT(… FROM …)` that fit on a line need no lines of their own. */
function collapseWindows(written: readonly Written[], width: number): Written[] {
  const result: Written[] = [];
  for (let i = 0; i < written.length; i++) {
    const item = written[i]!;
    result.push(item);
    const opens =
      item.text === '(' && /^(over|filter|extract|substring|trim|overlay)$/i.test(written[i - 1]?.text ?? '');
    const close = opens ? closingIndex(written, i) : undefined;
    if (close === undefined) continue;
    const inside = written.slice(i + 1, close);
    const length = inside.reduce((sum, part) => sum + part.text.length + 1, 0);
    if (length > width || inside.some((part) => isComment(part) || part.text.includes('\n'))) continue;
    for (const [k, part] of inside.entries())
      result.push({ ...part, gap: k === 0 ? '' : part.gap.replace(/\s*\n\s*/g, isTight(inside, k) ? '' : ' ') });
    result.push({ ...written[close]!, gap: '' });
    i = close;
  }
  return result;
}

/** Just behind an opening bracket or before a closing one. */
function isTight(parts: readonly Written[], i: number): boolean {
  return parts[i]!.text === ')' || parts[i - 1]!.text === '(';
}

function closingIndex(written: readonly Written[], open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < written.length; i++) {
    if (written[i]!.text === '(') depth++;
    else if (written[i]!.text === ')' && --depth === 0) return i;
  }
  return undefined;
}

/** Puts each comma that ends a line at the beginning of the next one. */
function leadingCommas(written: readonly Written[]): Written[] {
  const result: Written[] = [];
  for (let i = 0; i < written.length; i++) {
    const item = written[i]!;
    let next = i + 1;
    while (written[next] !== undefined && isComment(written[next]!) && !written[next]!.gap.includes('\n')) next++;
    const follower = written[next];
    if (item.text !== ',' || follower === undefined || !follower.gap.includes('\n') || isComment(follower)) {
      result.push(item);
      continue;
    }
    result.push(...written.slice(i + 1, next), { ...item, gap: follower.gap }, { ...follower, gap: ' ' });
    i = next;
  }
  return result;
}

function isComment(item: Written): boolean {
  return item.type === 'lineComment' || item.type === 'blockComment';
}
