// @WITH, @JOIN, @WHERE, @GROUP_BY, @HAVING, @ORDER_BY, @LIMIT: a clause that is there only when its condition is true.
import { MeshError } from '../error/meshError.ts';
import { T, isText, previousSolid, tokenText } from '../sql/tokens.ts';
import { isCall, readCall } from './call.ts';
import { evaluateCondition } from './condition/evaluate.ts';
import { wordAt } from './placement.ts';
import { nested } from './run.ts';
import { placeInFile, replace, type Walk } from './walk.ts';

const keywords: Readonly<Record<string, string>> = {
  with: 'WITH',
  join: 'JOIN',
  where: 'WHERE',
  group_by: 'GROUP BY',
  having: 'HAVING',
  order_by: 'ORDER BY',
  limit: 'LIMIT',
};

export const clauseMacros: readonly string[] = Object.keys(keywords);

const joinPrefixes = new Set(
  'LEFT RIGHT FULL OUTER INNER CROSS NATURAL ASOF POSITIONAL SEMI ANTI ANY ALL GLOBAL'.split(' '),
);
const afterJoin = new Set('LEFT RIGHT FULL INNER CROSS NATURAL ASOF POSITIONAL SEMI ANTI JOIN'.split(' '));
/** Clause beginnings in the order in which they may follow each other; each ends all before it. */
const order = ['WHERE', 'GROUP', 'HAVING', 'WINDOW', 'QUALIFY', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH'];
const setOperations = new Set(['UNION', 'EXCEPT', 'INTERSECT', 'MINUS']);
const queryStarts = new Set([
  'SELECT',
  'FROM',
  'VALUES',
  'TABLE',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'PIVOT',
  'UNPIVOT',
]);

export function isClauseMacro(name: string): boolean {
  return Object.hasOwn(keywords, name.toLowerCase());
}

export function expandClause(walk: Walk, i: number): number {
  const { run, source, scope } = walk;
  const { tokens } = source;
  const call = readCall(source, i);
  const macro = call.name.toLowerCase();
  const at = placeInFile(walk, i, call.to);
  const [condition] = call.arguments;
  if (condition === undefined || call.arguments.length !== 1) {
    const usage = `@${call.name}(condition) …, before the clause's own text`;
    throw new MeshError('MACRO_ARGUMENT', { macro: call.name, detail: 'it takes one condition', usage }, { at });
  }
  const text = nested(run, at, () => run.expandSpan(run, source, condition, scope));
  if (evaluateCondition(text, { dialect: run.options.dialect, at })) {
    replace(walk, i, call.to, keywords[macro]!);
    return call.to;
  }
  const from = macro === 'join' ? joinStart(walk, i) : i;
  const to = bodyEnd(walk, call.to, macro);
  replace(walk, from, previousSolid(tokens, to - 1) + 1, '');
  return to;
}

/** `LEFT OUTER @JOIN(false) …`: the words before go with it. */
function joinStart(walk: Walk, i: number): number {
  const { tokens } = walk.source;
  let from = i;
  for (let p = previousSolid(tokens, i - 1); p >= walk.span.from; p = previousSolid(tokens, p - 1)) {
    if (!joinPrefixes.has(wordAt(tokens, p))) break;
    from = p;
  }
  return from;
}

function bodyEnd(walk: Walk, from: number, macro: string): number {
  const { tokens, closings } = walk.source;
  for (let k = from; k < walk.span.to; k++) {
    if (closings[k]! > 0) k = closings[k]!;
    else if (endsBody(walk, k, macro)) return k;
  }
  return Math.max(from, previousSolid(tokens, walk.span.to - 1) + 1);
}

function endsBody(walk: Walk, k: number, macro: string): boolean {
  const { tokens } = walk.source;
  const type = tokens.types[k];
  if (type === T.at) return isCall(tokens, k) && ends(macro, wordOfClause(tokenText(tokens, k + 1)));
  if (type === T.punctuation) {
    return isText(tokens, k, ';') || isText(tokens, k, ')') || (macro === 'join' && isText(tokens, k, ','));
  }
  if (type !== T.word || isText(tokens, k - 1, '.')) return false;
  const word = wordAt(tokens, k);
  // LEFT(x, 1) and RIGHT(x, 1) are functions.
  if (macro === 'join' && afterJoin.has(word)) return !isText(tokens, k + 1, '(');
  return ends(macro, word);
}

function wordOfClause(name: string): string {
  return keywords[name.toLowerCase()]?.split(' ')[0] ?? '';
}

function ends(macro: string, word: string): boolean {
  if (macro === 'with') return queryStarts.has(word);
  if (setOperations.has(word)) return true;
  if (macro === 'join') return word === 'JOIN' || order.includes(word) || word === 'SELECT';
  // `FROM t WHERE x SELECT y` is DuckDB's FROM-first form.
  if (word === 'SELECT') return macro === 'where' || macro === 'group_by' || macro === 'having';
  return order.indexOf(word) > order.indexOf(wordOfClause(macro));
}
