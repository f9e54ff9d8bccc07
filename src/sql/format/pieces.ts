// A query as pieces for sql-formatter: whatever it might stumble over (macros, exotic literals, quoted names, comments)
// gets a harmless stand-in of the same length, and its own text back afterwards.
import { T, isText, isWord, nextSolid, tokenEnd, tokenStart, tokenText, tokenType, type Tokens } from '../tokens.ts';

export interface Piece {
  readonly text: string;
  /** What sql-formatter sees: one or more words, or the text itself. */
  readonly standIn: string;
  readonly type: 'word' | 'lineComment' | 'blockComment' | 'other';
  /** Whitespace before it in the user's text: only whether there was some, and a line end in it. */
  readonly space: '' | ' ' | '\n';
}

export interface TokenSpan {
  readonly first: number;
  readonly end: number;
}

/** `opaque` keeps the arguments of macro calls as they are written. */
export type MacroArguments = 'formatted' | 'opaque';

/** Macros that keep or drop the clause behind them. */
const clauseMacros: Readonly<Record<string, string>> = {
  WITH: 'WITH',
  JOIN: 'JOIN',
  WHERE: 'WHERE',
  GROUP_BY: 'GROUP BY',
  HAVING: 'HAVING',
  ORDER_BY: 'ORDER BY',
  LIMIT: 'LIMIT',
};

/** Undefined when the text holds what nobody can lay out: an unterminated token, a Jinja block. */
export function piecesOf(tokens: Tokens, span: TokenSpan, macroArguments: MacroArguments): Piece[] | undefined {
  const pieces: Piece[] = [];
  let space: Piece['space'] = '';
  for (let i = span.first; i < span.end;) {
    const type = tokenType(tokens, i);
    if (type === T.whitespace) {
      space = tokenText(tokens, i).includes('\n') ? '\n' : ' ';
      i++;
      continue;
    }
    if (type === T.unterminated || type === T.other || type === T.raw || isJinja(tokens, i)) return undefined;
    const isName = type === T.word && isNameHere(tokens, i);
    const macro =
      isName || isPosition(tokens, i)
        ? { end: isName ? i + 1 : i + 2 }
        : macroRun(tokens, i, { limit: span.end, macroArguments });
    const end = macro?.end ?? i + 1;
    const text = tokens.text.slice(tokenStart(tokens, i), tokenEnd(tokens, end - 1)).trimEnd();
    pieces.push({
      text,
      space,
      ...standIn(text, { type, number: pieces.length, keyword: macro?.keyword, isMacro: macro !== undefined }),
    });
    space = '';
    i = end;
  }
  return pieces;
}

/** Outside of strings: inside them braces are only text. */
export function hasJinja(tokens: Tokens, { first, end }: TokenSpan): boolean {
  for (let i = first; i < end; i++) if (isJinja(tokens, i)) return true;
  return false;
}

function isJinja(tokens: Tokens, i: number): boolean {
  return isText(tokens, i, '{') && (isText(tokens, i + 1, '{') || isText(tokens, i + 1, '%'));
}

/** `t.date`, `limit := 3`, `{select: 1}`: a name, whatever word it is. */
function isNameHere(tokens: Tokens, i: number): boolean {
  const next = nextSolid(tokens, i + 1);
  return isText(tokens, i - 1, '.') || [':', ':=', '=>'].some((text) => isText(tokens, next, text));
}

/** DuckDB's `#1`, the first column. */
function isPosition(tokens: Tokens, i: number): boolean {
  return isText(tokens, i, '#') && i + 1 < tokens.count && tokenType(tokens, i + 1) === T.number;
}

interface Standing {
  readonly type: number;
  readonly number: number;
  readonly keyword: string | undefined;
  readonly isMacro: boolean;
}

function standIn(text: string, { type, number, keyword, isMacro }: Standing): Pick<Piece, 'standIn' | 'type'> {
  if (keyword !== undefined) return { standIn: keyword, type: 'other' };
  const name = `_${number.toString(36)}`.padEnd(Math.min(text.length, 60), '_');
  if (isMacro) return { standIn: name, type: 'other' };
  switch (type) {
    case T.word:
      return { standIn: text, type: 'word' };
    case T.lineComment:
      return { standIn: `--${number}`, type: 'lineComment' };
    case T.blockComment:
      return { standIn: `/*${number}*/`, type: 'blockComment' };
    case T.string:
      return { standIn: `'${'s'.repeat(Math.min(60, Math.max(0, text.length - 2)))}'`, type: 'other' };
    case T.number:
      return { standIn: '1'.repeat(Math.min(text.length, 40)), type: 'other' };
    case T.quoted:
    case T.parameter:
      return { standIn: name, type: 'other' };
    default:
      return { standIn: text, type: 'other' };
  }
}

interface MacroRun {
  readonly end: number;
  readonly keyword?: string | undefined;
}

interface RunOptions {
  readonly limit: number;
  readonly macroArguments: MacroArguments;
}

/** `@x`, `@{x}_y`, `pre_@x`, `@'text @x'`: tokens that touch each other and are one word in the end. */
function macroRun(tokens: Tokens, start: number, { limit, macroArguments }: RunOptions): MacroRun | undefined {
  let at = start;
  let macros = 0;
  while (at < limit) {
    const type = tokenType(tokens, at);
    if (type === T.word || (type === T.number && at > start)) at++;
    else if (type === T.at) {
      const end = macroNameEnd(tokens, at);
      if (end === undefined) break;
      macros++;
      at = end;
    } else break;
  }
  if (macros === 0) return undefined;
  const isCall = macros === 1 && tokenType(tokens, start) === T.at && isText(tokens, at, '(');
  if (!isCall) return { end: at };
  const close = closingBracket(tokens, at, limit);
  if (close === undefined) return { end: at };
  const keyword = at === start + 2 ? clauseMacros[tokenText(tokens, start + 1).toUpperCase()] : undefined;
  if (keyword !== undefined) return { end: close + 1, keyword };
  return { end: macroArguments === 'opaque' ? close + 1 : at };
}

function macroNameEnd(tokens: Tokens, at: number): number | undefined {
  const next = at + 1;
  if (isText(tokens, next, '{')) {
    const close = closingBracket(tokens, next, tokens.count);
    return close === undefined ? undefined : close + 1;
  }
  const type = tokenType(tokens, next);
  return type === T.word || type === T.string || type === T.quoted ? next + 1 : undefined;
}

/** Index of the bracket that closes the one at `open`. */
export function closingBracket(tokens: Tokens, open: number, limit: number): number | undefined {
  let depth = 0;
  for (let i = open; i < limit; i++) {
    if (tokenType(tokens, i) !== T.punctuation) continue;
    const text = tokenText(tokens, i);
    if ('([{'.includes(text)) depth++;
    else if (')]}'.includes(text) && --depth === 0) return i;
  }
  return undefined;
}

/** Does the statement begin with a macro call that is all of it, as `@DEF(x, 1)` does? */
export function isMacroStatement(tokens: Tokens, { first, end }: TokenSpan): boolean {
  if (tokenType(tokens, first) !== T.at) return false;
  const name = macroNameEnd(tokens, first);
  if (name === undefined || !isText(tokens, name, '(')) return false;
  const close = closingBracket(tokens, name, end);
  return close !== undefined && nextSolid(tokens, close + 1) >= end && !isWord(tokens, first + 1, 'UNION');
}
