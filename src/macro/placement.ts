// Where in a query a macro stands: decides whether a string is written as a name, and how a list is spliced.
import { T, isText, isWord, nextSolid, previousSolid, tokenText, type Tokens } from '../sql/tokens.ts';

const clauseWords = new Set([
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'QUALIFY',
  'LIMIT',
  'ON',
  'JOIN',
  'USING',
  'VALUES',
  'SET',
  'WINDOW',
  'WITH',
  'UNION',
  'EXCEPT',
  'INTERSECT',
]);
const nameWords = new Set(
  (
    'FROM JOIN INTO TABLE UPDATE VIEW SCHEMA DATABASE INDEX EXISTS USE COLUMN ROLE USER FUNCTION MACRO SEQUENCE TYPE ' +
    'CONSTRAINT'
  ).split(' '),
);
/** Clauses in which a comma is followed by a table. */
const tableClauses = new Set(['FROM', 'JOIN', 'ON', 'USING']);
/** Functions that take a FROM between their arguments. */
const fromFunctions = new Set(['EXTRACT', 'SUBSTRING', 'TRIM', 'OVERLAY', 'POSITION']);
const castFunctions = new Set(['CAST', 'TRY_CAST', 'SAFE_CAST', 'CONVERT']);

/** A bracket level: the clause that is open in it, and the word before its bracket. */
interface Level {
  clause: string;
  readonly before: string;
}

/** Follows the clauses of a token list from left to right, only as far as somebody asks. */
export interface ClauseTracker {
  readonly tokens: Tokens;
  next: number;
  readonly levels: Level[];
}

export function trackClauses(tokens: Tokens, from: number): ClauseTracker {
  return { tokens, next: from, levels: [{ clause: '', before: '' }] };
}

/** Which first letters and lengths a clause word may have: most words of a query are told apart without a copy. */
const shapes = new Uint8Array(26 * 16);
for (const word of clauseWords) shapes[(word.charCodeAt(0) - 65) * 16 + word.length] = 1;

function mayBeClause(tokens: Tokens, i: number): boolean {
  const start = tokens.ends[i - 1] ?? 0;
  const letter = (tokens.text.charCodeAt(start) | 32) - 97;
  const length = tokens.ends[i]! - start;
  return length < 16 && letter >= 0 && letter < 26 && shapes[letter * 16 + length] === 1;
}

function advance(tracker: ClauseTracker, to: number): Level {
  const { tokens, levels } = tracker;
  for (; tracker.next < to; tracker.next++) {
    const i = tracker.next;
    const type = tokens.types[i];
    if (type === T.punctuation) step(tracker, i);
    else if (type === T.word && mayBeClause(tokens, i)) {
      const word = wordAt(tokens, i);
      const level = levels.at(-1)!;
      if (clauseWords.has(word) && !isText(tokens, i - 1, '.') && !isOperandFrom(tokens, i, word, level))
        level.clause = word;
    }
  }
  return levels.at(-1)!;
}

function step({ tokens, levels }: ClauseTracker, i: number): void {
  if (isText(tokens, i, '(') || isText(tokens, i, '[')) {
    const p = previousSolid(tokens, i - 1);
    const before = p >= 0 && tokens.types[p] === T.word && isText(tokens, i, '(') ? wordAt(tokens, p) : '';
    levels.push({ clause: '', before });
  } else if ((isText(tokens, i, ')') || isText(tokens, i, ']')) && levels.length > 1) levels.pop();
  else if (isText(tokens, i, ';')) levels.at(-1)!.clause = '';
}

/** `EXTRACT(x FROM y)`, `a IS DISTINCT FROM b`. */
function isOperandFrom(tokens: Tokens, i: number, word: string, level: Level): boolean {
  if (word !== 'FROM') return false;
  return fromFunctions.has(level.before) || isWord(tokens, previousSolid(tokens, i - 1), 'DISTINCT');
}

export function wordAt(tokens: Tokens, i: number): string {
  return tokens.types[i] === T.word ? tokenText(tokens, i).toUpperCase() : '';
}

/** `name`: an identifier belongs here; `type`: a type; `value`: an expression. The macro is tokens [from, to). */
export function placeOf(tracker: ClauseTracker, from: number, to: number): 'name' | 'type' | 'value' {
  const { tokens } = tracker;
  if (isText(tokens, from - 1, '.') || isText(tokens, to, '.')) return 'name';
  const p = previousSolid(tokens, from - 1);
  if (p < 0) return 'value';
  if (isText(tokens, p, '::')) return 'type';
  const word = wordAt(tokens, p);
  const level = advance(tracker, from);
  if (word === 'AS') return castFunctions.has(level.before) ? 'type' : 'name';
  if (nameWords.has(word)) return isOperandFrom(tokens, p, word, level) ? 'value' : 'name';
  const comma = isText(tokens, p, ',');
  if (comma && tableClauses.has(level.clause)) return 'name';
  if (word === 'WITH' || word === 'RECURSIVE' || (comma && level.clause === 'WITH')) return 'name';
  return 'value';
}

const booleanClauses = new Set(['WHERE', 'HAVING', 'ON', 'QUALIFY']);

/** What joins the items of a list that stands at token `from`. */
export function separatorAt(tracker: ClauseTracker, from: number): ', ' | ' AND ' {
  const { tokens } = tracker;
  const level = advance(tracker, from);
  if (booleanClauses.has(level.clause)) return ' AND ';
  if (level.clause !== '' || tracker.levels.length === 1) return ', ';
  // A plain group `(@EACH(…))` inside WHERE takes over its meaning; a call's or IN's bracket does not.
  const outer = tracker.levels.at(-2)!;
  const group =
    level.before === '' || level.before === 'AND' || level.before === 'OR' || booleanClauses.has(level.before);
  const p = previousSolid(tokens, from - 1);
  const opens = isText(tokens, p, '(') && !isText(tokens, nextSolid(tokens, p + 1), ')');
  return group && opens && booleanClauses.has(outer.clause) ? ' AND ' : ', ';
}
