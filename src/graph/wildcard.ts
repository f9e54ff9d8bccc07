// Shell-style patterns: `*`, `?`, `[abc]`, `[!a-c]`. With a separator, `*` stays inside one part and `**` crosses them.
// Matched step by step rather than as a regular expression, so that no pattern is slow and none is invalid.

export interface PatternOptions {
  readonly separator?: '/' | undefined;
}

interface Piece {
  readonly accepts: (character: string) => boolean;
  /** Any number of them. */
  readonly repeats?: boolean;
  /** How far one may go on without a character. */
  readonly skips?: readonly number[];
}

export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

export function compilePattern(pattern: string, options: PatternOptions = {}): (text: string) => boolean {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  const pieces = readPieces(pattern, options);
  return (text) => isMatch(pieces, text);
}

function readPieces(pattern: string, { separator }: PatternOptions): Piece[] {
  const inPart = (character: string) => character !== separator;
  const pieces: Piece[] = [];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at]!;
    const set = character === '[' ? /^\[!?[^\]]+\]/.exec(pattern.slice(at))?.[0] : undefined;
    if (character === '*') {
      const run = /^\*+/.exec(pattern.slice(at))![0];
      at += run.length;
      const crosses = separator !== undefined && run.length > 1;
      if (crosses && pattern[at] === separator) {
        // `a/**/b` also means `a/b`: either nothing at all, or anything up to a separator.
        pieces.push({ accepts: () => false, skips: [1, 3] });
      }
      pieces.push({ accepts: crosses ? () => true : inPart, repeats: true, skips: [1] });
    } else if (set !== undefined) {
      pieces.push({ accepts: setOf(set.slice(1, -1)) });
      at += set.length;
    } else {
      pieces.push({ accepts: character === '?' ? inPart : (c) => c === character });
      at++;
    }
  }
  return pieces;
}

/** The inside of `[…]`: characters and ranges, after `!` all others. */
function setOf(inside: string): (character: string) => boolean {
  const negated = inside.startsWith('!');
  const members = negated ? inside.slice(1) : inside;
  const ranges: { from: string; to: string }[] = [];
  for (let i = 0; i < members.length; i++) {
    const isRange = members[i + 1] === '-' && i + 2 < members.length;
    ranges.push({ from: members[i]!, to: members[isRange ? i + 2 : i]! });
    if (isRange) i += 2;
  }
  return (character) => ranges.some(({ from, to }) => from <= character && character <= to) !== negated;
}

/** Keeps the set of places in the pattern that the text read so far can have reached. */
function isMatch(pieces: readonly Piece[], text: string): boolean {
  let reached = withSkips(pieces, [0]);
  for (const character of text) {
    const next: number[] = [];
    for (const place of reached) {
      const piece = pieces[place];
      if (piece?.accepts(character) === true) next.push(piece.repeats === true ? place : place + 1);
    }
    if (next.length === 0) return false;
    reached = withSkips(pieces, next);
  }
  return reached.has(pieces.length);
}

function withSkips(pieces: readonly Piece[], places: readonly number[]): Set<number> {
  const all = new Set(places);
  for (const place of all) for (const skip of pieces[place]?.skips ?? []) all.add(place + skip);
  return all;
}
