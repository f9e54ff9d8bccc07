// `CROSS APPLY (SELECT … )` and `OUTER APPLY f(x) AS t` of T-SQL and Oracle: joins whose right side may use the left one, as every
// join in DuckDB may.
import { isText, isWord, nextSolid, previousSolid, T, tokenText, type Tokens } from '../tokens.ts';
import { clauses } from './clauseWords.ts';
import { refuse, replaceAll, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

/** Whether the word at `apply` was one, which is said then. */
export function applied(pass: Pass, apply: number): boolean {
  const { tokens } = pass;
  const how = previousSolid(tokens, apply - 1);
  const isOuter = isWord(tokens, how, 'OUTER');
  if (!isOuter && !isWord(tokens, how, 'CROSS')) return false;
  replaceAll(pass, [how, apply], isOuter ? 'LEFT JOIN' : 'CROSS JOIN');
  if (!isOuter) return true;
  const last = endOfTable(tokens, nextSolid(tokens, apply + 1));
  if (last === undefined) refuse(pass, apply, 'what is applied needs a name: OUTER APPLY (…) AS t');
  else pass.edits.push({ start: tokens.ends[last]!, end: tokens.ends[last]!, text: ' ON 1 = 1' });
  return true;
}

/** The last token of a subquery or a call with its alias; undefined without one. */
export function endOfTable(tokens: Tokens, first: number): number | undefined {
  let open = first;
  while (open < tokens.count && !isText(tokens, open, '(')) open = nextSolid(tokens, open + 1);
  let name = nextSolid(tokens, closingBracket(tokens, open) + 1);
  const as = isWord(tokens, name, 'AS');
  if (as) name = nextSolid(tokens, name + 1);
  const isName = tokens.types[name] === T.quoted || tokens.types[name] === T.word;
  if (!isName || (!as && clauses.has(tokenText(tokens, name).toUpperCase()))) return undefined;
  const columns = nextSolid(tokens, name + 1);
  return isText(tokens, columns, '(') ? closingBracket(tokens, columns) : name;
}
