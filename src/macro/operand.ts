// Whether an SQL text can stand beside an operator as it is, or needs brackets.
import { T, isText, isTrivia, tokenText } from '../sql/tokens.ts';
import { madeSource } from './source.ts';

/** Brackets around everything that has an operator outside of brackets. */
export function operand(text: string, dialect: string): string {
  const { tokens, closings } = madeSource(text, dialect, undefined);
  for (let i = 0; i < tokens.count; i++) {
    if (closings[i]! > 0) i = closings[i]!;
    else if (isTrivia(tokens, i) || (tokens.types[i] === T.operator && i > 0 && !isText(tokens, i, '::'))) {
      return `(${text})`;
    }
  }
  return text;
}

/** Brackets around texts joined by AND or OR. */
export function connected(text: string, dialect: string): string {
  const { tokens, closings } = madeSource(text, dialect, undefined);
  for (let i = 0; i < tokens.count; i++) {
    if (closings[i]! > 0) i = closings[i]!;
    else if (tokens.types[i] === T.word && /^(and|or)$/i.test(tokenText(tokens, i))) return `(${text})`;
  }
  return text;
}
