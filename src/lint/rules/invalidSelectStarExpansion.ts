// invalidselectstarexpansion: a star over tables whose columns nobody knows.
import type { Model } from '../../model/model.ts';
import { lex } from '../../sql/lexer.ts';
import { scanReferences } from '../../sql/scanReferences.ts';
import { closingBracketIndex, solidTokens, type Solid } from '../solid.ts';
import type { LintContext, Rule } from '../rule.ts';

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
    const known = knownTables(model, view.rendered, context);
    const star =
      solids.find((_, i) => isStar(solids, i) && !known.has(qualifierOf(solids, i))) ??
      (implicit && { start: implicit.start, end: implicit.start + 4 });
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

/** Names that stand, everywhere in the query, for a table whose columns are known. */
function knownTables(model: Model, text: string, context: LintContext): ReadonlySet<string> {
  const found = scanReferences(lex(text, model.dialect), { dialect: model.dialect });
  if (found.type !== 'exact') return new Set();
  const isKnown = new Map<string, boolean>();
  for (const { name, alias } of found.tables) {
    const written = [name.catalog, name.schema, name.table].filter((part) => part !== undefined).join('.');
    const parent = model.parents.find((other) => other === written || other.endsWith(`.${written}`));
    const columns = parent === undefined ? undefined : context.columns(parent);
    const key = (alias ?? name.table).toLowerCase();
    isKnown.set(key, (isKnown.get(key) ?? true) && columns !== undefined && columns !== null);
  }
  return new Set([...isKnown.keys()].filter((key) => isKnown.get(key)));
}

/** `t` of `t.*`; empty for a star that means all tables. */
function qualifierOf(solids: readonly Solid[], star: number): string {
  return solids[star - 1]?.text === '.' ? (solids[star - 2]?.name ?? '').toLowerCase() : '';
}
