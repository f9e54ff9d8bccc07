// PostgreSQL's `a ^ b` is a power; the translator takes it for an exclusive or.
import type { Edit } from '../edit.ts';
import { isText, nextSolid, previousSolid, tokenStart, type Tokens } from '../tokens.ts';
import { mayBegin, operandFirst, operandLast, withSigns } from './operand.ts';

/** Makes a call of the stand-in of what stands beside the operator; undefined when that is not plain. */
export function powerEdits(tokens: Tokens, operator: number, call: string): Edit[] | undefined {
  const first = leftFirst(tokens, operator);
  const last = operandLast(tokens, nextSolid(tokens, operator + 1));
  if (first === undefined || last === undefined) return undefined;
  const [start, end] = [tokenStart(tokens, first), tokens.ends[last]!];
  return [
    { start, end: start, text: `${call}(` },
    { start: tokenStart(tokens, operator), end: tokens.ends[operator]!, text: ',' },
    { start: end, end, text: ')' },
  ];
}

/** Signs bind tighter than a power does, and `2 ^ 3 ^ 2` is `(2 ^ 3) ^ 2`. */
function leftFirst(tokens: Tokens, operator: number): number | undefined {
  const value = operandFirst(tokens, previousSolid(tokens, operator - 1));
  if (value === undefined) return undefined;
  const first = withSigns(tokens, value);
  const before = previousSolid(tokens, first - 1);
  if (isText(tokens, before, '^')) return leftFirst(tokens, before);
  return mayBegin(tokens, before) ? first : undefined;
}
