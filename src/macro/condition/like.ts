import { textOf, type Evaluated } from './value.ts';

/** `%` any text, `_` one character. */
export function likePattern(pattern: string, options: { ignoreCase: boolean; escape: Evaluated }): RegExp {
  const escape = options.escape === null ? undefined : textOf(options.escape);
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === escape && i + 1 < pattern.length) source += literal(pattern[++i]!);
    else if (c === '%') source += source.endsWith('[\\s\\S]*') ? '' : '[\\s\\S]*';
    else source += c === '_' ? '[\\s\\S]' : literal(c);
  }
  return new RegExp(`^${source}$`, options.ignoreCase ? 'iu' : 'u');
}

function literal(c: string): string {
  return c.replace(/[\\^$.*+?()[\]{}|/-]/u, '\\$&');
}
