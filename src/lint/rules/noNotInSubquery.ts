// nonotinsubquery: NOT IN over a subquery that may give NULL, which then lets no row pass at all.
import type { Rule } from '../rule.ts';
import { closingBracketIndex, solidTokens } from '../solid.ts';
import { lex } from '../../sql/lexer.ts';

export const noNotInSubquery: Rule = {
  name: 'nonotinsubquery',
  summary: 'NOT IN is not asked of a subquery that may give NULL',
  explanation:
    'x NOT IN (SELECT y …) is never true as soon as one y is NULL: the result is silently empty. ' +
    'Use NOT EXISTS or an anti join, or leave NULLs out with WHERE y IS NOT NULL.',
  severity: 'warning',
  check(model, context) {
    const view = context.query(model);
    if (view === undefined) return [];
    const solids = solidTokens(lex(view.rendered, model.dialect));
    return solids.flatMap((solid, i) => {
      const opens = solid.word === 'NOT' && solids[i + 1]?.word === 'IN' && solids[i + 2]?.text === '(';
      const first = solids[i + 3]?.word;
      if (!opens || (first !== 'SELECT' && first !== 'WITH' && first !== 'FROM')) return [];
      const inside = solids.slice(i + 3, closingBracketIndex(solids, i + 2));
      const leavesNullsOut = inside.some(
        ({ word }, k) => word === 'IS' && inside[k + 1]?.word === 'NOT' && inside[k + 2]?.word === 'NULL',
      );
      if (leavesNullsOut || inside.some(({ word }) => word === 'COALESCE')) return [];
      const message = 'NOT IN finds no row at all when its subquery gives a NULL';
      const hint = 'use NOT EXISTS, or add IS NOT NULL to the subquery';
      return [{ message, at: view.placeOfRendered(solid.start, solids[i + 1]!.end), hint }];
    });
  },
};
