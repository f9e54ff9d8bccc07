// Splits a selection into words and operators. Inside double quotes everything belongs to the word.
import { MeshError } from '../error/meshError.ts';

export interface SelectorToken {
  readonly type: 'word' | '+' | '^' | '&' | '|' | '(' | ')' | 'end';
  readonly text: string;
  /** From 1. */
  readonly column: number;
  /** Where the colon of `tag:` stands in the word. */
  readonly prefixEnd?: number | undefined;
}

type Operator = Exclude<SelectorToken['type'], 'word' | 'end'>;

const operators: readonly string[] = ['+', '^', '&', '|', '(', ')'] satisfies Operator[];

export function readTokens(selector: string): SelectorToken[] {
  const tokens: SelectorToken[] = [];
  let at = 0;
  while (at < selector.length) {
    const character = selector[at]!;
    if (/\s/.test(character)) at++;
    else if (operators.includes(character)) {
      tokens.push({ type: character as Operator, text: character, column: at + 1 });
      at++;
    } else {
      const word = readWord(selector, at);
      tokens.push(word);
      at += word.text.length;
    }
  }
  tokens.push({ type: 'end', text: '', column: selector.length + 1 });
  return tokens;
}

function readWord(selector: string, start: number): SelectorToken {
  let prefixEnd: number | undefined;
  let at = start;
  while (at < selector.length) {
    const character = selector[at]!;
    if (character === '"') {
      const close = selector.indexOf('"', at + 1);
      if (close < 0) {
        throw new MeshError('PLAN_SELECTOR_SYNTAX', {
          selector,
          column: at + 1,
          reason: 'a double quote is not closed',
        });
      }
      at = close + 1;
      continue;
    }
    // A caret inside a word is git's `HEAD^`.
    if (/\s/.test(character) || (operators.includes(character) && character !== '^')) break;
    if (character === ':' && prefixEnd === undefined) prefixEnd = at - start;
    at++;
  }
  return { type: 'word', text: selector.slice(start, at), column: start + 1, prefixEnd };
}
