// noorderbywithoutlimit: sorting rows that are then put into a table, which has no order.
import type { Rule } from '../rule.ts';
import { closingBracketIndex, solidTokens } from '../solid.ts';
import { lex } from '../../sql/lexer.ts';

export const noOrderByWithoutLimit: Rule = {
  name: 'noorderbywithoutlimit',
  summary: 'a table is not filled in an order that nobody can ask it for',
  explanation:
    'A table has no order: whoever needs one says ORDER BY when reading. Sorting while the table is written costs time and memory. ' +
    'With LIMIT the order decides which rows there are, and is fine.',
  severity: 'warning',
  check(model, context) {
    const view = context.query(model);
    if (view === undefined || model.kind.name === 'VIEW' || model.kind.name === 'EMBEDDED') return [];
    const solids = solidTokens(lex(view.rendered, model.dialect));
    let order: number | undefined;
    for (let i = 0; i < solids.length; i++) {
      const { word } = solids[i]!;
      const close = closingBracketIndex(solids, i);
      if (close !== undefined) i = close;
      else if (word === 'ORDER' && solids[i + 1]?.word === 'BY') order = i;
      else if (order !== undefined && (word === 'LIMIT' || word === 'OFFSET' || word === 'FETCH')) return [];
    }
    if (order === undefined) return [];
    const at = view.placeOfRendered(solids[order]!.start, solids[order + 1]!.end);
    return [
      { message: 'the rows are sorted, and the table they go into has no order', at, hint: 'leave ORDER BY out' },
    ];
  },
};
