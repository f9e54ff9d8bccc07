import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

/** The date texts mesh reads, for every place that takes one. */
export const dateForms =
  "write 2023-01-03, '2023-01-03 10:00:00', an ISO instant, epoch milliseconds, or words such as 'yesterday', '1 week ago', 'in 2 days'";

export const planErrors = {
  PLAN_DATE_INVALID: define<{ text: string }>({
    message: (d) => `'${d.text}' is not a date`,
    hint: () => dateForms,
  }),
  PLAN_SELECTOR_SYNTAX: define<{ selector: string; column: number; reason: string }>({
    message: (d) => `the selection '${d.selector}' cannot be read at column ${d.column}: ${d.reason}`,
    hint: () =>
      "combine names, tag:x, path:x and git:ref with ^ (not), & (and), | (or) and brackets: '+shop.orders & ^tag:slow'",
  }),
  PLAN_SELECTOR_NO_MATCH: define<{ selector: string; term: string; known: readonly string[] }>({
    message: (d) =>
      d.term === d.selector
        ? `nothing matches '${d.selector}'`
        : `nothing matches '${d.term}' in the selection '${d.selector}'`,
    hint: (d) => didYouMean(d.term, d.known),
  }),
};
