// Where a definition stands in the source, and where each of its options does.
import type { SourceLocation } from '../../error/diagnostic.ts';
import { lineAndColumn } from '../config/position.ts';
import { codeTokens } from './codeTokens.ts';
import { literalAfter, positionOf, type LiteralPosition } from './literalPositions.ts';
import { sourceLocation } from './sourceLocation.ts';

export interface DefinitionPlace {
  /** The call or decorator. */
  readonly at: SourceLocation;
  /** Where an option stands: `place(['kind', 'timeColumn'])`; the nearest thing around it that the source shows. */
  readonly place: (path: readonly (string | number)[]) => SourceLocation;
}

export interface PlaceOptions {
  readonly root: string;
  readonly source: (file: string) => string | undefined;
  /** The file to name when the stack says nothing. */
  readonly fallback: string;
}

export function definitionPlace(stack: string, { root, source, fallback }: PlaceOptions): DefinitionPlace {
  const at = sourceLocation(stack, root) ?? { file: fallback, line: 1, column: 1 };
  let literal: LiteralPosition | null | undefined;
  const text = (): string => source(at.file) ?? '';
  return {
    at,
    place: (path) => {
      literal ??= optionsLiteral(text(), at) ?? null;
      if (literal === null) return at;
      return { file: at.file, ...lineAndColumn(text(), positionOf(literal, path)) };
    },
  };
}

/** Only when the options stand in the call itself: `model({`. */
function optionsLiteral(text: string, at: SourceLocation): LiteralPosition | undefined {
  const start = offsetOf(text, at);
  const tokens = codeTokens(text, start, Math.min(text.length, start + 400));
  const open = tokens.findIndex((token) => token.text === '(');
  const options = tokens[open + 1];
  return open !== -1 && options?.text === '{' ? literalAfter(text, options.start) : undefined;
}

function offsetOf(text: string, at: SourceLocation): number {
  let offset = 0;
  for (let line = 1; line < at.line; line++) {
    const end = text.indexOf('\n', offset);
    if (end === -1) return text.length;
    offset = end + 1;
  }
  return offset + at.column - 1;
}
