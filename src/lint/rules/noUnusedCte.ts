// nounusedcte: a CTE that nothing reads.
import type { Rule } from '../rule.ts';
import { closingBracketIndex, solidTokens, type Solid } from '../solid.ts';
import { lex } from '../../sql/lexer.ts';

export const noUnusedCte: Rule = {
  name: 'nounusedcte',
  summary: 'every CTE is read',
  explanation:
    'A CTE that nothing reads is left over from an earlier version, or its reader names another table by mistake.',
  severity: 'warning',
  check(model, context) {
    const view = context.query(model);
    if (view === undefined) return [];
    const solids = solidTokens(lex(view.rendered, model.dialect));
    return definitions(solids).flatMap(({ name, own }) => {
      const key = name.name.toLowerCase();
      const isRead = solids.some((solid, i) => {
        const inside = i >= own.from && i < own.to;
        return !inside && solid !== name && solid.name.toLowerCase() === key && solids[i - 1]?.word !== 'AS';
      });
      if (isRead) return [];
      return [{ message: `nothing reads the CTE ${name.name}`, at: view.placeOfRendered(name.start, name.end) }];
    });
  },
};

interface Definition {
  readonly name: Solid;
  /** Its body: a recursive one that only reads itself is not read. */
  readonly own: { readonly from: number; readonly to: number };
}

/** `name [(columns)] AS [NOT] [MATERIALIZED] (` behind WITH, RECURSIVE or a comma between two of them. */
function definitions(solids: readonly Solid[]): Definition[] {
  const found: Definition[] = [];
  for (const [i, solid] of solids.entries()) {
    if (solid.word !== 'WITH') continue;
    let at = solids[i + 1]?.word === 'RECURSIVE' ? i + 2 : i + 1;
    for (;;) {
      const name = solids[at];
      let next = at + 1;
      if (solids[next]?.text === '(') next = (closingBracketIndex(solids, next) ?? solids.length) + 1;
      if (name === undefined || solids[next]?.word !== 'AS') break;
      next++;
      while (solids[next]?.word === 'NOT' || solids[next]?.word === 'MATERIALIZED') next++;
      const close = closingBracketIndex(solids, next);
      if (close === undefined) break;
      found.push({ name, own: { from: next, to: close } });
      if (solids[close + 1]?.text !== ',') break;
      at = close + 2;
    }
  }
  return found;
}
