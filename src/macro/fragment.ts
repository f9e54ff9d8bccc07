// Pieces of SQL that macros put together.
import type { Fragment } from './definition.ts';
import { literalText, type Value } from './value.ts';

/** SQL text that is taken as it is. */
export function fragment(sqlText: string): Fragment {
  return { sqlText };
}

/** Values become literals, Fragments SQL; a list becomes its items joined by commas. */
export function sql(strings: TemplateStringsArray, ...values: readonly Value[]): Fragment {
  let text = strings[0]!;
  values.forEach((value, i) => {
    const items = Array.isArray(value) ? (value as readonly Value[]) : [value];
    text += items.map(literalText).join(', ') + strings[i + 1]!;
  });
  return { sqlText: text };
}
