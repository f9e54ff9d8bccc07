// A text to expand: its tokens, its brackets, and the way back to the user's file.
import type { SourceLocation } from '../error/diagnostic.ts';
import { lex } from '../sql/lexer.ts';
import { lineColumnAt, lineIndex, type LineIndex } from '../sql/location.ts';
import { T, type Tokens } from '../sql/tokens.ts';

/** A text with its tokens and the way to places in the user's file. */
export interface Source {
  readonly tokens: Tokens;
  readonly locate: (start: number, end: number) => SourceLocation | undefined;
  /** Index of the closing token for each opening bracket, 0 where there is none. */
  readonly closings: Uint32Array;
}

/** The text a user wrote, beginning at `at`. */
export function userSource(text: string, dialect: string, at: SourceLocation | undefined): Source {
  let lines: LineIndex | undefined;
  return makeSource(text, dialect, (start, end) => {
    if (at === undefined) return undefined;
    lines ??= lineIndex(text);
    const { line, column } = lineColumnAt(lines, start);
    return {
      file: at.file,
      line: at.line + line - 1,
      column: line === 1 ? at.column + column - 1 : column,
      length: Math.max(1, end - start),
    };
  });
}

/** Text that a macro made: all of it stands where the macro was called. */
export function madeSource(text: string, dialect: string, at: SourceLocation | undefined): Source {
  return makeSource(text, dialect, () => at);
}

function makeSource(text: string, dialect: string, locate: Source['locate']): Source {
  const tokens = lex(text, dialect);
  return { tokens, locate, closings: matchBrackets(tokens) };
}

/** Brackets that do not nest properly get no partner: the engine's parser reports them. */
function matchBrackets(tokens: Tokens): Uint32Array {
  const { text, types, ends, count } = tokens;
  const closings = new Uint32Array(count);
  const open: number[] = [];
  for (let i = 0; i < count; i++) {
    if (types[i] !== T.punctuation) continue;
    const c = text[ends[i]! - 1]!;
    if (c === '(' || c === '[' || c === '{') open.push(i);
    else if (c === ')' || c === ']' || c === '}') {
      const partner = open.pop();
      if (partner !== undefined) closings[partner] = i;
    }
  }
  return closings;
}
