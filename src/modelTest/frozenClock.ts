// A clock that stands still inside SQL: the functions that read it are replaced, token by token, by one instant.
import { applyEdits, type Edit } from '../sql/edit.ts';
import { lex } from '../sql/lexer.ts';
import {
  isText,
  isWord,
  nextSolid,
  previousSolid,
  T,
  tokenEnd,
  tokenStart,
  tokenText,
  type Tokens,
} from '../sql/tokens.ts';

type Form = 'date' | 'instant' | 'timestamp' | 'time' | 'timeWithZone';

/** Words that stand for the clock without brackets. */
const words: Readonly<Record<string, Form>> = {
  CURRENT_DATE: 'date',
  CURRENT_TIMESTAMP: 'instant',
  CURRENT_TIME: 'timeWithZone',
  CURRENT_DATETIME: 'timestamp',
  LOCALTIME: 'time',
  LOCALTIMESTAMP: 'timestamp',
};

/** Functions without arguments. */
const functions: Readonly<Record<string, Form>> = {
  ...words,
  TODAY: 'date',
  NOW: 'instant',
  GETDATE: 'instant',
  GET_CURRENT_TIMESTAMP: 'instant',
  TRANSACTION_TIMESTAMP: 'instant',
  GET_CURRENT_TIME: 'time',
  CURRENT_LOCALTIME: 'time',
  CURRENT_LOCALTIMESTAMP: 'timestamp',
};

/** `text` with every reading of the clock replaced by `now` (epoch milliseconds, UTC). */
export function freezeClock(text: string, now: number): string {
  if (!/current|now|today|local|getdate|timestamp/i.test(text)) return text;
  const tokens = lex(text);
  const edits: Edit[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.types[i] !== T.word) continue;
    const word = tokenText(tokens, i).toUpperCase();
    if (functions[word] === undefined || isName(tokens, i)) continue;
    const close = emptyCall(tokens, i);
    const form = close === undefined ? words[word] : functions[word];
    if (form === undefined || (close === undefined && isText(tokens, nextSolid(tokens, i + 1), '('))) continue;
    edits.push({ start: tokenStart(tokens, i), end: tokenEnd(tokens, close ?? i), text: instantText(now, form) });
  }
  return applyEdits(text, edits).text;
}

/** Part of a dotted name, or an alias. */
function isName(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  const after = nextSolid(tokens, i + 1);
  return isText(tokens, before, '.') || isWord(tokens, before, 'AS') || isText(tokens, after, '.');
}

/** Index of the `)` of `f()`. */
function emptyCall(tokens: Tokens, i: number): number | undefined {
  const open = nextSolid(tokens, i + 1);
  if (!isText(tokens, open, '(')) return undefined;
  const close = nextSolid(tokens, open + 1);
  return isText(tokens, close, ')') ? close : undefined;
}

function instantText(now: number, form: Form): string {
  const iso = new Date(now).toISOString();
  const [date, time] = [iso.slice(0, 10), iso.slice(11, 23)];
  switch (form) {
    case 'date':
      return `CAST('${date}' AS DATE)`;
    case 'instant':
      return `CAST('${date} ${time}+00' AS TIMESTAMPTZ)`;
    case 'timestamp':
      return `CAST('${date} ${time}' AS TIMESTAMP)`;
    case 'time':
      return `CAST('${time}' AS TIME)`;
    case 'timeWithZone':
      return `CAST('${time}+00' AS TIMETZ)`;
  }
}
