// Snowflake's `ROW_NUMBER() OVER (ORDER BY SEQ4())`: rows in the order in which they come, for which DuckDB has no column.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { closingBracket } from './template.ts';

export function windowOrder(tokens: Tokens, i: number, dialect: string): Edit | undefined {
  if (dialect !== 'snowflake' || !/^SEQ[1248]$/i.test(tokenText(tokens, i))) return undefined;
  const open = nextSolid(tokens, i + 1);
  if (!isText(tokens, open, '(') || !ordersWindow(tokens, i)) return undefined;
  return { start: tokenStart(tokens, i), end: tokens.ends[closingBracket(tokens, open)]!, text: 'NULL' };
}

function ordersWindow(tokens: Tokens, call: number): boolean {
  const by = previousSolid(tokens, call - 1);
  const open = previousSolid(tokens, previousSolid(tokens, by - 1) - 1);
  const over = previousSolid(tokens, open - 1);
  return isWord(tokens, by, 'BY') && isText(tokens, open, '(') && isWord(tokens, over, 'OVER');
}
