// Comments behind the columns of a query's SELECT list, which describe the columns: `amount, -- in cents`.
import { isText, nextSolid, previousSolid, tokenStart, tokenText, T, type Tokens } from '../sql/tokens.ts';
import { mainSelect, outputName, projections, type Projection, type TokenSpan } from './projections.ts';
import { bracketStep } from './property/split.ts';

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
