// BigQuery's names with dashes, `my-project.dataset.t`: where a table is expected. Elsewhere a dash subtracts.
import { isText, isWord, previousSolid, type Tokens } from './tokens.ts';

/** The tokens in front of a word. */
interface Before extends Tokens {
  /** Nothing but the name of a table is read. */
  readonly isName: boolean;
}

const opening = ['FROM', 'JOIN', 'INTO', 'TABLE', 'UPDATE', 'VIEW', 'EXISTS'];
const functionsWithFrom = ['EXTRACT', 'OVERLAY', 'SUBSTR', 'SUBSTRING', 'TRIM'];
const dashes = /(?:-\w+)+(?=\s*\.)/y;

/** Where the name ends whose first word ends at `end`. */
export function dashedEnd(tokens: Before, end: number): number {
  if (tokens.text[end] !== '-') return end;
  const before = previousSolid(tokens, tokens.count - 1);
  if (before < 0 ? !tokens.isName : !opensTable(tokens, before)) return end;
  dashes.lastIndex = end;
  return dashes.test(tokens.text) ? dashes.lastIndex : end;
}

function opensTable(tokens: Tokens, i: number): boolean {
  return opening.some((word) => isWord(tokens, i, word)) && !(isWord(tokens, i, 'FROM') && isFromOfValue(tokens, i));
}

/** `EXTRACT(YEAR FROM a-b.c)`, `TRIM(BOTH ' ' FROM a-b.c)`, `x IS DISTINCT FROM a-b.c`: no table follows. */
function isFromOfValue(tokens: Tokens, from: number): boolean {
  if (isWord(tokens, previousSolid(tokens, from - 1), 'DISTINCT')) return true;
  let depth = 0;
  for (let i = previousSolid(tokens, from - 1); i >= 0; i = previousSolid(tokens, i - 1)) {
    if (isText(tokens, i, ')')) depth++;
    else if (isText(tokens, i, '(') && depth-- === 0) {
      const called = previousSolid(tokens, i - 1);
      return functionsWithFrom.some((name) => isWord(tokens, called, name));
    } else if (depth === 0 && (isWord(tokens, i, 'SELECT') || isText(tokens, i, ';'))) return false;
  }
  return false;
}
