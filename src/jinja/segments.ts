// A template → its text, `{{ … }}` and `{% … %}` parts, with whitespace control applied and comments left out.
import { JinjaProblem } from './problem.ts';

export interface Segment {
  readonly type: 'text' | 'output' | 'statement';
  /** What is written, or the expression or statement between the signs. */
  readonly content: string;
  /** Where the content begins in the template. */
  readonly contentStart: number;
  /** The place of the whole part; for text, what is left of it after trimming. */
  readonly start: number;
  readonly end: number;
}

const opening = /\{\{|\{%|\{#/g;
const endRaw = /\{%[-+]?\s*endraw\s*([-+]?)%\}/g;

export function segmentsOf(template: string): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  let trimNext = false;
  const text = (end: number, trimEnd: boolean): void => {
    let from = at;
    let until = end;
    if (trimNext) while (from < until && /\s/.test(template[from]!)) from++;
    if (trimEnd) while (until > from && /\s/.test(template[until - 1]!)) until--;
    if (until > from) {
      const content = template.slice(from, until);
      segments.push({ type: 'text', content, contentStart: from, start: from, end: until });
    }
  };
  for (;;) {
    opening.lastIndex = at;
    const found = opening.exec(template);
    if (found === null) break;
    const start = found.index;
    const sign = found[0];
    const inner = start + 2;
    const trims = template[inner] === '-';
    text(start, trims);
    const close =
      sign === '{#' ? template.indexOf('#}', inner) : closingSign(template, inner, sign === '{{' ? '}}' : '%}');
    if (close < 0) throw new JinjaProblem(`\`${sign}\` is never closed`, start);
    trimNext = template[close - 1] === '-' && close - 1 >= inner;
    at = close + 2;
    if (sign === '{#') continue;
    const from = trims || template[inner] === '+' ? inner + 1 : inner;
    const content = template.slice(from, trimNext ? close - 1 : close);
    if (sign === '{%' && content.trim() === 'raw') {
      endRaw.lastIndex = at;
      const end = endRaw.exec(template);
      if (end === null) throw new JinjaProblem('`{% raw %}` is never closed with `{% endraw %}`', start);
      text(end.index, false);
      at = endRaw.lastIndex;
      trimNext = end[1] === '-';
      continue;
    }
    segments.push({
      type: sign === '{{' ? 'output' : 'statement',
      content,
      contentStart: from,
      start,
      end: at,
    });
  }
  text(template.length, false);
  return segments;
}

/** The closing sign outside of texts: `{{ '}}' }}` and `{{ {'a': {}} }}`. */
function closingSign(template: string, from: number, sign: string): number {
  let braces = 0;
  for (let i = from; i < template.length; i++) {
    const c = template[i]!;
    if (c === "'" || c === '"') {
      i++;
      while (i < template.length && template[i] !== c) i += template[i] === '\\' ? 2 : 1;
    } else if (braces === 0 && template.startsWith(sign, i)) return i;
    else if (c === '{') braces++;
    else if (c === '}') braces = Math.max(0, braces - 1);
  }
  return -1;
}
