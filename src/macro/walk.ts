// One walk over a token range, and the edits it leaves behind.
import type { SourceLocation } from '../error/diagnostic.ts';
import type { Edit } from '../sql/edit.ts';
import { T, tokenEnd, tokenStart } from '../sql/tokens.ts';
import type { TokenSpan } from './call.ts';
import { trackClauses, type ClauseTracker } from './placement.ts';
import { countText, type Run, type Scope } from './run.ts';
import type { Source } from './source.ts';

export interface Walk {
  readonly run: Run;
  readonly source: Source;
  readonly scope: Scope | undefined;
  readonly span: TokenSpan;
  readonly clauses: ClauseTracker;
  readonly edits: Edit[];
  /** Token ranges that were taken out, in order: what stands before them counts as the neighbour. */
  readonly removed: TokenSpan[];
}

export function newWalk(run: Run, source: Source, span: TokenSpan, scope: Scope | undefined): Walk {
  return { run, source, scope, span, clauses: trackClauses(source.tokens, span.from), edits: [], removed: [] };
}

export function placeInFile(walk: Walk, from: number, to: number): SourceLocation | undefined {
  const { tokens, locate } = walk.source;
  return locate(tokenStart(tokens, from), tokenEnd(tokens, to - 1));
}

/** Replaces tokens [from, to). Empty text takes the space behind it along where there is one before it too. */
export function replace(walk: Walk, from: number, to: number, text: string): void {
  const { tokens } = walk.source;
  const { types } = tokens;
  const gap = text === '' && from > walk.span.from && to < walk.span.to;
  const last = gap && types[from - 1] === T.whitespace && types[to] === T.whitespace ? to : to - 1;
  walk.edits.push({ start: tokenStart(tokens, from), end: tokenEnd(tokens, last), text: countText(walk.run, text) });
}
