// A SQL file → its statements, MODEL / AUDIT / METRIC blocks, Jinja blocks and the ON_VIRTUAL_UPDATE section.
// Only places are returned: tokens and offsets of the text, so nothing of the user's text is ever rebuilt.
import { T, isText, isTrivia, isWord, nextSolid, previousSolid, tokenStart, type Tokens } from './tokens.ts';

interface Place {
  /** Tokens [first, end): from the first to the last solid one, without the closing semicolon. */
  readonly first: number;
  readonly end: number;
  /** Offsets of the same. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** Comment tokens between the item before and this one. */
  readonly comments: readonly number[];
  /** The semicolon's token; undefined when there is none. */
  readonly semicolon: number | undefined;
}

export type BlockName = 'MODEL' | 'AUDIT' | 'METRIC';

/** `MODEL ( … )`; `open` and `close` are the tokens of its parentheses. */
export interface BlockItem extends Place {
  readonly type: 'block';
  readonly name: BlockName;
  readonly open: number;
  /** Undefined when the `)` is missing: the block then ends before the next semicolon. */
  readonly close: number | undefined;
}

export interface StatementItem extends Place {
  readonly type: 'statement';
}

/** `JINJA_QUERY_BEGIN; … JINJA_END;` (`query`) or `JINJA_STATEMENT_BEGIN; …`; the place is the whole block. */
export interface JinjaItem extends Place {
  readonly type: 'jinja';
  readonly query: boolean;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly closed: boolean;
}

export interface VirtualUpdateItem extends Place {
  readonly type: 'onVirtualUpdate';
  readonly items: readonly SqlItem[];
  /** False when ON_VIRTUAL_UPDATE_END is missing: the section then reaches to the end of the text. */
  readonly closed: boolean;
}

export type SqlItem = BlockItem | StatementItem | JinjaItem | VirtualUpdateItem;

export interface SplitStatements {
  readonly items: readonly SqlItem[];
  /** Comment tokens behind the last item. */
  readonly trailing: readonly number[];
}

export function splitStatements(tokens: Tokens): SplitStatements {
  const splitter: Splitter = { tokens, at: 0 };
  const items = itemsUntil(splitter, undefined);
  return { items, trailing: takeComments(splitter) };
}

interface Splitter {
  readonly tokens: Tokens;
  at: number;
}

function itemsUntil(splitter: Splitter, closing: string | undefined): SqlItem[] {
  const { tokens } = splitter;
  const items: SqlItem[] = [];
  for (;;) {
    const before = splitter.at;
    const comments = takeComments(splitter);
    const first = splitter.at;
    if (first >= tokens.count || (closing !== undefined && isWord(tokens, first, closing))) {
      splitter.at = before;
      return items;
    }
    if (isText(tokens, first, ';')) splitter.at++;
    else if (closing === undefined && opensVirtualUpdate(tokens, first)) {
      items.push(readVirtualUpdate(splitter, comments));
    } else items.push(readItem(splitter, { comments, closing }));
  }
}

function opensVirtualUpdate(tokens: Tokens, i: number): boolean {
  return isWord(tokens, i, 'ON_VIRTUAL_UPDATE_BEGIN') && isText(tokens, nextSolid(tokens, i + 1), ';');
}

/** Moves to the next solid token. */
function takeComments(splitter: Splitter): number[] {
  const { tokens } = splitter;
  const comments: number[] = [];
  for (; splitter.at < tokens.count && isTrivia(tokens, splitter.at); splitter.at++) {
    if (tokens.types[splitter.at] !== T.whitespace) comments.push(splitter.at);
  }
  return comments;
}

const blockNames: readonly BlockName[] = ['MODEL', 'AUDIT', 'METRIC'];

function readItem(splitter: Splitter, item: { comments: readonly number[]; closing: string | undefined }): SqlItem {
  const { tokens, at } = splitter;
  const { comments, closing } = item;
  const next = nextSolid(tokens, at + 1);
  if (isText(tokens, next, '(')) {
    const name = blockNames.find((n) => isWord(tokens, at, n));
    if (name !== undefined) return readBlock(splitter, { name, open: next, comments });
  }
  if (isText(tokens, next, ';')) {
    const query = isWord(tokens, at, 'JINJA_QUERY_BEGIN');
    if (query || isWord(tokens, at, 'JINJA_STATEMENT_BEGIN')) return readJinja(splitter, { query, comments });
  }
  let limit = next;
  while (limit < tokens.count && !isText(tokens, limit, ';') && !closes(tokens, limit, closing)) limit++;
  return { type: 'statement', ...finish(splitter, { first: at, limit, comments }) };
}

/** The last statement of a section may lack its semicolon; a name in the middle of a statement closes nothing. */
function closes(tokens: Tokens, i: number, closing: string | undefined): boolean {
  if (closing === undefined || !isWord(tokens, i, closing)) return false;
  const next = nextSolid(tokens, i + 1);
  return next >= tokens.count || isText(tokens, next, ';');
}

function readBlock(
  splitter: Splitter,
  block: { name: BlockName; open: number; comments: readonly number[] },
): BlockItem {
  const { tokens, at } = splitter;
  const { name, open, comments } = block;
  let depth = 0;
  let i = open;
  let close: number | undefined;
  for (; i < tokens.count && close === undefined; i++) {
    if (tokens.types[i] !== T.punctuation) continue;
    // No block holds a semicolon: the parenthesis was forgotten.
    if (isText(tokens, i, ';')) break;
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')') && --depth === 0) close = i;
  }
  const limit = close === undefined ? i : close + 1;
  return { type: 'block', name, open, close, ...finish(splitter, { first: at, limit, comments }) };
}

/** The lexer keeps everything between `JINJA_…_BEGIN;` and `JINJA_END` as one raw token. */
function readJinja(splitter: Splitter, block: { query: boolean; comments: readonly number[] }): JinjaItem {
  const { tokens, at } = splitter;
  const begin = nextSolid(tokens, at + 1);
  const raw = begin + 1;
  const hasBody = raw < tokens.count && (tokens.types[raw] === T.raw || tokens.types[raw] === T.unterminated);
  const end = hasBody ? raw + 1 : raw;
  const closed = isWord(tokens, end, 'JINJA_END');
  return {
    type: 'jinja',
    query: block.query,
    bodyStart: tokens.ends[begin]!,
    bodyEnd: hasBody ? tokens.ends[raw]! : tokens.ends[begin]!,
    closed,
    ...finish(splitter, { first: at, limit: Math.min(closed ? end + 1 : end, tokens.count), comments: block.comments }),
  };
}

function readVirtualUpdate(splitter: Splitter, comments: readonly number[]): VirtualUpdateItem {
  const { tokens, at } = splitter;
  splitter.at = nextSolid(tokens, at + 1) + 1;
  const items = itemsUntil(splitter, 'ON_VIRTUAL_UPDATE_END');
  const end = nextSolid(tokens, splitter.at);
  const closed = isWord(tokens, end, 'ON_VIRTUAL_UPDATE_END');
  const limit = closed ? end + 1 : tokens.count;
  return { type: 'onVirtualUpdate', items, closed, ...finish(splitter, { first: at, limit, comments }) };
}

/** Trims [first, limit) and moves behind the semicolon that may follow. */
function finish(splitter: Splitter, item: { first: number; limit: number; comments: readonly number[] }): Place {
  const { tokens } = splitter;
  const end = previousSolid(tokens, item.limit - 1) + 1;
  const next = nextSolid(tokens, item.limit);
  const semicolon = isText(tokens, next, ';') ? next : undefined;
  splitter.at = semicolon === undefined ? item.limit : semicolon + 1;
  return {
    first: item.first,
    end,
    startOffset: tokenStart(tokens, item.first),
    endOffset: tokens.ends[end - 1]!,
    comments: item.comments,
    semicolon,
  };
}
