// invalidselectstarexpansion: a star over tables whose columns nobody knows.
import { lex } from '../../sql/lexer.ts';
import { closingBracketIndex, solidTokens, type Solid } from '../solid.ts';
import type { Rule } from '../rule.ts';

export const invalidSelectStarExpansion: Rule = {
  name: 'invalidselectstarexpansion',
  summary: 'every * can be expanded, because the columns behind it are known',
  explanation:
    'A star over a table whose columns are unknown makes the columns of this model unknown, and of everything that reads it: no ' +
    'types, no lineage, no impact analysis. Declare the table in external_models.yaml (`mesh create-external-models` does it), or ' +
    'name the columns.',
  severity: 'warning',
  check(model, context) {
    const reason = context.unknownBecause(model.name);
    const view = context.query(model);
    if (reason === undefined || view === undefined) return [];
    const solids = solidTokens(lex(view.rendered, model.dialect));
    const implicit = view.lists.find((list) => list.isImplicitStar);
    const star =
      solids.find((_, i) => isStar(solids, i)) ?? (implicit && { start: implicit.start, end: implicit.start + 4 });
    if (star === undefined) return [];
    return [
      {
        message: `* cannot be expanded: ${reason}`,
        at: view.placeOfRendered(star.start, star.end),
        hint: 'declare the columns of external tables with `mesh create-external-models`, or name the columns here',
      },
    ];
  },
};

/** In a select list, at any depth: not `count(*)`, not a product. */
function isStar(solids: readonly Solid[], i: number): boolean {
  if (solids[i]!.text !== '*') return false;
  const before = solids[i - 1];
  if (before === undefined || !['SELECT', 'DISTINCT', 'ALL'].includes(before.word)) {
    const isListed = before?.text === ',' || (before?.text === '.' && startsItem(solids, i));
    if (!isListed) return false;
  }
  const next = solids[i + 1];
  return (
    next === undefined ||
    next.word !== '' ||
    next.text === ',' ||
    next.text === ')' ||
    closingBracketIndex(solids, i + 1) !== undefined
  );
}

/** `a.b.*` at the beginning of a list's item. */
function startsItem(solids: readonly Solid[], star: number): boolean {
  let i = star - 1;
  while (i >= 1 && solids[i]!.text === '.') i -= 2;
  const before = solids[i];
  return before === undefined || before.text === ',' || ['SELECT', 'DISTINCT', 'ALL'].includes(before.word);
}
