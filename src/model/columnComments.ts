// Comments behind the columns of a query's SELECT list, which describe the columns: `amount, -- in cents`.
import { isText, isWord, nextSolid, previousSolid, tokenStart, tokenText, T, type Tokens } from '../sql/tokens.ts';
import { bracketStep } from './property/split.ts';

export interface TokenSpan {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** Last comment of each named output column, by the name as written. */
export function columnComments(tokens: Tokens, query: TokenSpan): Map<string, string> {
  const found = new Map<string, string>();
  const select = hasComments(tokens, query) ? mainSelect(tokens, query) : undefined;
  if (select === undefined) return found;
  for (const projection of projections(tokens, select, limitOf(tokens, query))) {
    const name = outputName(tokens, projection);
    const comment = name === undefined ? undefined : lastComment(tokens, projection);
    if (name !== undefined && comment !== undefined) found.set(name, comment);
  }
  return found;
}

export function commentText(comment: string): string {
  if (comment.startsWith('/*'))
    return comment
      .replace(/^\/\*+!?\+?/, '')
      .replace(/\**\/$/, '')
      .trim();
  return comment.replace(/^(--|\/\/|#)/, '').trim();
}

/** Comments behind the last token belong to the query, too. */
function limitOf(tokens: Tokens, query: TokenSpan): number {
  return nextSolid(tokens, query.end);
}

function hasComments(tokens: Tokens, query: TokenSpan): boolean {
  const limit = limitOf(tokens, query);
  for (let i = query.first; i < limit; i++) {
    if (tokens.types[i] === T.lineComment || tokens.types[i] === T.blockComment) return true;
  }
  return false;
}

/** CTEs stand in brackets, so the first SELECT outside of any is the query's own. */
function mainSelect(tokens: Tokens, query: TokenSpan): number | undefined {
  let depth = 0;
  for (let i = query.first; i < query.end; i++) {
    depth += bracketStep(tokens, i);
    if (depth === 0 && isWord(tokens, i, 'SELECT')) return i;
  }
  return undefined;
}

const endings = [
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'QUALIFY',
  'WINDOW',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'OFFSET',
];

interface Projection extends TokenSpan {
  /** The comma or the end behind it. */
  readonly until: number;
  /** Its own comments may begin right behind the token before it. */
  readonly from: number;
}

function projections(tokens: Tokens, select: number, limit: number): Projection[] {
  const found: Projection[] = [];
  let depth = 0;
  let from = select + 1;
  for (let i = select + 1; i <= limit; i++) {
    if (i < limit) depth += bracketStep(tokens, i);
    const comma = i < limit && depth === 0 && isText(tokens, i, ',');
    const ends = i === limit || (depth === 0 && endsList(tokens, i));
    if (!comma && !ends) continue;
    const first = nextSolid(tokens, from);
    const end = previousSolid(tokens, i - 1) + 1;
    if (first < end) found.push({ first, end, from, until: i });
    from = i + 1;
    if (ends) break;
  }
  return found;
}

function endsList(tokens: Tokens, i: number): boolean {
  if (tokens.types[i] !== T.word || !endings.some((word) => isWord(tokens, i, word))) return false;
  const before = previousSolid(tokens, i - 1);
  // IS DISTINCT FROM, and names such as t.limit.
  return !isWord(tokens, before, 'DISTINCT') && !isText(tokens, before, '.') && !isWord(tokens, before, 'AS');
}

/** Its alias or, for a plain column, the column. */
function outputName(tokens: Tokens, projection: Projection): string | undefined {
  const second = nextSolid(tokens, projection.first + 1);
  if (isText(tokens, second, ':') && second < projection.end) return tokenText(tokens, projection.first);
  const last = projection.end - 1;
  const type = tokens.types[last];
  return type === T.word || type === T.quoted ? tokenText(tokens, last) : undefined;
}

function lastComment(tokens: Tokens, projection: Projection): string | undefined {
  const { first, until } = projection;
  let depth = 0;
  let last: number | undefined;
  for (let i = projection.from; i < until; i++) {
    depth += bracketStep(tokens, i);
    if (depth > 0 || !isComment(tokens, i)) continue;
    // Right behind the comma before it, a comment still speaks of the column before.
    if (i < first && sameLineAsTokenBefore(tokens, i)) continue;
    if (i >= projection.end && !sameLineAsTokenBefore(tokens, i)) continue;
    last = i;
  }
  if (isText(tokens, until, ',')) {
    for (let i = until + 1; i < tokens.count && tokens.types[i]! <= T.blockComment; i++) {
      if (isComment(tokens, i) && sameLineAsTokenBefore(tokens, i)) last = i;
    }
  }
  return last === undefined ? undefined : commentText(tokenText(tokens, last));
}

function isComment(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.lineComment || tokens.types[i] === T.blockComment;
}

function sameLineAsTokenBefore(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  if (before < 0) return false;
  const between = tokens.text.slice(tokens.ends[before], tokenStart(tokens, i));
  return !between.includes('\n');
}
