// Tokens without whitespace and comments, with the texts that rules compare.
import { unquote } from '../sql/identifier.ts';
import { T, isTrivia, tokenEnd, tokenStart, tokenText, tokenType, type TokenType, type Tokens } from '../sql/tokens.ts';

export interface Solid {
  readonly type: TokenType;
  readonly text: string;
  /** Upper case; empty when the token is no unquoted word. */
  readonly word: string;
  /** What it names: quotes removed. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export function solidTokens(tokens: Tokens): Solid[] {
  const solids: Solid[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (isTrivia(tokens, i)) continue;
    const type = tokenType(tokens, i);
    const text = tokenText(tokens, i);
    solids.push({
      type,
      text,
      word: type === T.word ? text.toUpperCase() : '',
      name: type === T.quoted ? unquote(text) : type === T.string ? text.slice(1, -1).replaceAll("''", "'") : text,
      start: tokenStart(tokens, i),
      end: tokenEnd(tokens, i),
    });
  }
  return solids;
}

/** The bracket that closes the one at `i`; undefined when there is none at `i` or it is never closed. */
export function closingBracketIndex(solids: readonly Solid[], i: number): number | undefined {
  const opens = (solid: Solid): boolean => solid.text === '(' || solid.text === '[' || solid.text === '{';
  if (solids[i] === undefined || !opens(solids[i])) return undefined;
  let depth = 0;
  for (let k = i; k < solids.length; k++) {
    const solid = solids[k]!;
    if (opens(solid)) depth++;
    else if ((solid.text === ')' || solid.text === ']' || solid.text === '}') && --depth === 0) return k;
  }
  return undefined;
}
