// Brackets that the translator does not read: of `= ANY (SELECT …)`, and of `((SELECT …) UNION SELECT …)`.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, type Tokens } from '../tokens.ts';
import { closingBracket } from './template.ts';

/** `a = ANY (SELECT …)`: a second pair of brackets makes the query an argument. Undefined where it is something else. */
export function quantifiedQuery(tokens: Tokens, word: number): Edit[] | undefined {
  const open = nextSolid(tokens, word + 1);
  const before = previousSolid(tokens, word - 1);
  if (before < 0 || tokens.types[before] !== T.operator || !opensQuery(tokens, open)) return undefined;
  return [replaced(tokens, open, '(('), replaced(tokens, closingBracket(tokens, open), '))')];
}

const setOperators = ['UNION', 'EXCEPT', 'INTERSECT', 'MINUS'];

/** A bracket that begins with a query in brackets, to which another is added: the first becomes a table. `IN` takes one query. */
export function operandInBrackets(tokens: Tokens, open: number): Edit[] {
  const first = nextSolid(tokens, open + 1);
  if (isWord(tokens, previousSolid(tokens, open - 1), 'IN') && hasOperator(tokens, open)) {
    const end = tokenStart(tokens, closingBracket(tokens, open));
    return [
      { start: tokens.ends[open]!, end: tokens.ends[open]!, text: 'SELECT * FROM (' },
      ...firstOperand(tokens, first),
      { start: end, end, text: ') AS mesh_operands' },
    ];
  }
  return firstOperand(tokens, first);
}

/** Whether queries in the bracket are put together. */
function hasOperator(tokens: Tokens, open: number): boolean {
  const first = nextSolid(tokens, open + 1);
  if (!opensQuery(tokens, open) && !isText(tokens, first, '(')) return false;
  const close = closingBracket(tokens, open);
  for (let i = first; i < close; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) i = closingBracket(tokens, i);
    else if (setOperators.some((word) => isWord(tokens, i, word)) && !isText(tokens, nextSolid(tokens, i + 1), ','))
      return true;
  }
  return false;
}

function firstOperand(tokens: Tokens, first: number): Edit[] {
  if (!isText(tokens, first, '(')) return [];
  const close = closingBracket(tokens, first);
  const after = nextSolid(tokens, close + 1);
  if (!setOperators.some((word) => isWord(tokens, after, word))) return [];
  const [start, end] = [tokenStart(tokens, first), tokens.ends[close]!];
  return [
    { start, end: start, text: 'SELECT * FROM ' },
    { start: end, end, text: ' AS mesh_operand' },
  ];
}

function opensQuery(tokens: Tokens, open: number): boolean {
  const first = nextSolid(tokens, open + 1);
  return ['SELECT', 'WITH', 'VALUES', 'FROM'].some((word) => isWord(tokens, first, word));
}

function replaced(tokens: Tokens, i: number, text: string): Edit {
  return { start: tokenStart(tokens, i), end: tokens.ends[i]!, text };
}
