// PostgreSQL's `a ^ b` is a power; the translator takes it for an exclusive or.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, type Tokens } from '../tokens.ts';
import { baseStart } from './jsonPath.ts';
import { closingBracket } from './template.ts';

/** Makes a call of the stand-in of what stands beside the operator; undefined when that is not plain. */
export function powerEdits(tokens: Tokens, operator: number, call: string): Edit[] | undefined {
  const left = previousSolid(tokens, operator - 1);
  const start = withSign(tokens, tokens.types[left] === T.number ? tokenStart(tokens, left) : baseStart(tokens, left));
  const end = operandEnd(tokens, nextSolid(tokens, operator + 1));
  if (start === undefined || end === undefined) return undefined;
  return [
    { start, end: start, text: `${call}(` },
    { start: tokenStart(tokens, operator), end: tokens.ends[operator]!, text: ',' },
    { start: end, end, text: ')' },
  ];
}

/** A sign binds tighter than the power does. */
function withSign(tokens: Tokens, start: number | undefined): number | undefined {
  if (start === undefined) return undefined;
  let first = 0;
  while (tokens.ends[first]! <= start) first++;
  const sign = previousSolid(tokens, first - 1);
  const before = previousSolid(tokens, sign - 1);
  const isOperand = [T.word, T.quoted, T.number, T.string].some((type) => type === tokens.types[before]);
  const isKeyword = ['SELECT', 'AND', 'OR', 'WHEN', 'THEN', 'ELSE', 'BY', 'WHERE', 'ON', 'NOT'].some((word) =>
    isWord(tokens, before, word),
  );
  const isSign = isText(tokens, sign, '-') && (isKeyword || !(isOperand || isText(tokens, before, ')')));
  return isSign ? tokenStart(tokens, sign) : start;
}

/** A name, a number, a call or brackets, with a sign in front perhaps. */
function operandEnd(tokens: Tokens, first: number): number | undefined {
  let i = isText(tokens, first, '-') ? nextSolid(tokens, first + 1) : first;
  if (tokens.types[i] === T.number) return tokens.ends[i];
  if (isText(tokens, i, '(')) return tokens.ends[closingBracket(tokens, i)];
  if (tokens.types[i] !== T.word && tokens.types[i] !== T.quoted) return undefined;
  for (let dot = nextSolid(tokens, i + 1); isText(tokens, dot, '.'); dot = nextSolid(tokens, i + 1)) {
    i = nextSolid(tokens, dot + 1);
  }
  const open = nextSolid(tokens, i + 1);
  return isText(tokens, open, '(') ? tokens.ends[closingBracket(tokens, open)] : tokens.ends[i];
}
