// `@'text @x'` and "quoted_@{x}": names inside a text are replaced by their plain values.
import { lookup } from './lookup.ts';
import type { Run, Scope } from './run.ts';
import { plainText, type Value } from './value.ts';

const asItIs: Adjust = (_scope, _name, value) => value;
const placeholder = /@(?:\{(\w+)\}|(\w+))/g;

type Adjust = (scope: Scope | undefined, name: string, value: Value) => Value;

/** Names that nothing is known by stay as they are: an e-mail address is no variable. */
export function fillTemplate(run: Run, scope: Scope | undefined, text: string, adjust: Adjust = asItIs): string {
  return text.replace(placeholder, (whole: string, braced: string | undefined, bare: string | undefined) => {
    const name = (braced ?? bare)!;
    const value = lookup(run, scope, name);
    return value === undefined ? whole : plainText(adjust(scope, name, value), run.options.dialect);
  });
}
