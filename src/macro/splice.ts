// Putting lists into lists: items with commas (or AND), nothing without a comma left behind.
import { MeshError } from '../error/meshError.ts';
import { T, isText, isWord, nextSolid, previousSolid, tokenText } from '../sql/tokens.ts';
import type { TokenSpan } from './call.ts';
import { wordAt } from './placement.ts';
import { placeInFile, replace, type Walk } from './walk.ts';

/** Joins and WHENs follow each other without anything between. */
const clauseItem =
  /^(?:(?:LEFT|RIGHT|FULL|INNER|CROSS|NATURAL|ASOF|POSITIONAL|SEMI|ANTI|OUTER|LATERAL)\s+)*(?:JOIN|WHEN)\b/i;

/** Several expressions in the place of one; an alias behind the call cannot belong to all of them and goes. */
export function spliceMany(walk: Walk, span: TokenSpan, items: readonly string[], separator: ', ' | ' AND '): void {
  const { tokens } = walk.source;
  const to = items.length > 1 ? aliasEnd(walk, span.to) : span.to;
  if (items.length > 1 && items.every((item) => clauseItem.test(item)))
    return replace(walk, span.from, to, items.join(' '));
  let text =
    items.length === 1 ? items[0]! : items.map((item) => (separator === ', ' ? item : `(${item})`)).join(separator);
  if (separator === ' AND ' && items.length > 1 && isWord(tokens, previousSolid(tokens, span.from - 1), 'NOT'))
    text = `(${text})`;
  replace(walk, span.from, to, text);
}

const expecting = new Set(
  'WHERE AND OR NOT HAVING QUALIFY ON BY WHEN THEN ELSE LIKE ILIKE IN BETWEEN IS CASE LIMIT OFFSET FROM JOIN'.split(
    ' ',
  ),
);

/** Nothing in the place of an expression: the comma beside it goes too. */
export function spliceEmpty(walk: Walk, span: TokenSpan, name: string): void {
  const { tokens } = walk.source;
  const to = aliasEnd(walk, span.to);
  const before = previousKept(walk, span.from);
  const after = nextSolid(tokens, to);
  if (before >= walk.span.from && isText(tokens, before, ',')) {
    while (walk.removed.length > 0 && walk.removed.at(-1)!.from > before) {
      walk.removed.pop();
      walk.edits.pop();
    }
    take(walk, before, to);
  } else if (after < walk.span.to && isText(tokens, after, ',')) take(walk, span.from, after + 1);
  else {
    const word = before < walk.span.from ? '' : wordAt(tokens, before);
    if (expecting.has(word) || (before >= walk.span.from && tokens.types[before] === T.operator)) {
      const data = { name, before: tokenText(tokens, before) };
      throw new MeshError('MACRO_EMPTY', data, { at: placeInFile(walk, span.from, span.to) });
    }
    take(walk, span.from, to);
  }
}

/** Neighbouring gaps become one, so that looking back over them stays cheap. */
function take(walk: Walk, from: number, to: number): void {
  const { tokens } = walk.source;
  const gap = walk.removed.at(-1);
  if (gap !== undefined && previousSolid(tokens, from - 1) < gap.to) {
    walk.removed.pop();
    walk.edits.pop();
    return take(walk, gap.from, to);
  }
  replace(walk, from, to, '');
  walk.removed.push({ from, to });
}

/** The last token before `i` that is still there. */
function previousKept(walk: Walk, i: number): number {
  const { tokens } = walk.source;
  let before = previousSolid(tokens, i - 1);
  for (let r = walk.removed.length - 1; r >= 0 && before >= 0; r--) {
    const gone = walk.removed[r]!;
    if (before >= gone.to) break;
    before = previousSolid(tokens, gone.from - 1);
  }
  return before;
}

/** Behind `AS name` when one follows. */
function aliasEnd(walk: Walk, to: number): number {
  const { tokens } = walk.source;
  const as = nextSolid(tokens, to);
  if (as >= walk.span.to || !isWord(tokens, as, 'AS')) return to;
  const name = nextSolid(tokens, as + 1);
  const type = tokens.types[name];
  return name < walk.span.to && (type === T.word || type === T.quoted) ? name + 1 : to;
}
