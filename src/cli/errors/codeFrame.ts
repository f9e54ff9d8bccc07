// One source line with the place underlined, cut to what a terminal shows.
import type { Paint } from '../paint.ts';

export interface FramedPlace {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly length?: number | undefined;
}

export interface FrameOptions {
  readonly paint: Paint;
  /** Characters of source that fit behind the line number. */
  readonly width?: number;
}

const tab = '  ';

/** Two lines: `12 | SELECT a FRM b` and the carets below. */
export function codeFrame(source: string, place: FramedPlace, { paint, width = 100 }: FrameOptions): string {
  const column = Math.min(Math.max(1, place.column), source.length + 1);
  const before = printable(source.slice(0, column - 1));
  const marked = printable(source.slice(column - 1, column - 1 + Math.max(1, place.length ?? 1)));
  const after = printable(source.slice(column - 1 + Math.max(1, place.length ?? 1)));
  const number = String(place.line);
  const cut = window(before, marked + after, width);
  const shownMark = Math.max(1, Math.min(displayWidth(marked), width - displayWidth(cut.before)));
  const gutter = ' '.repeat(number.length);
  const carets = ' '.repeat(displayWidth(cut.before)) + '^'.repeat(shownMark);
  return [
    `${paint('dim', `${number} |`)} ${cut.before}${cut.after}`,
    `${paint('dim', `${gutter} |`)} ${paint(['red', 'bold'], carets)}`,
  ].join('\n');
}

/** A line of 10,000 characters shows the part around the place. */
function window(before: string, after: string, width: number): { before: string; after: string } {
  if (before.length + after.length <= width) return { before, after };
  const room = Math.floor(width / 2);
  const from = before.length > room ? before.length - room + 1 : 0;
  const shownBefore = from > 0 ? `…${before.slice(from)}` : before;
  const left = width - shownBefore.length;
  return { before: shownBefore, after: after.length > left ? `${after.slice(0, left - 1)}…` : after };
}

/** Tabs become spaces, and characters that move the cursor or turn the text around become visible. */
function printable(text: string): string {
  return withoutControls(text.replaceAll('\t', tab).replaceAll('\n', '\uFFFD'));
}

/** Lines and tabs stay; whatever else would act on the terminal becomes visible. */
export function withoutControls(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}

/** Terminal cells: wide East Asian characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}|\u200D/u.test(character)) continue;
    width += isWide(character.codePointAt(0)!) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
