// `@'text @x'` and "quoted_@{x}": names inside a text are replaced by their plain values.
import { lookup } from './lookup.ts';
import type { Run, Scope } from './run.ts';
import { plainText } from './value.ts';

const placeholder = /@(?:\{(\w+)\}|(\w+))/g;

/** Names that nothing is known by stay as they are: an e-mail address is no variable. */
export function fillTemplate(run: Run, scope: Scope | undefined, text: string): string {
  return text.replace(placeholder, (whole: string, braced: string | undefined, bare: string | undefined) => {
    const value = lookup(run, scope, (braced ?? bare)!);
    return value === undefined ? whole : plainText(value, run.options.dialect);
  });
}
