// noselectstar: the outermost projection is a star. Its fix writes the columns out.
import { quoteIdentifier } from '../../sql/tableName.ts';
import type { Model } from '../../model/model.ts';
import type { QueryView } from '../queryView.ts';
import type { Fix, LintContext, Rule, Violation } from '../rule.ts';
import { fileOffset } from '../fileOffset.ts';

export const noSelectStar: Rule = {
  name: 'noselectstar',
  summary: 'the outermost SELECT names its columns instead of *',
  explanation:
    'With SELECT * a model changes whenever a parent does: columns come and go without a line of the model being touched, and ' +
    'every reader is rebuilt. Name the columns. `mesh lint --fix` writes them out where they are known.',
  severity: 'warning',
  async check(model, context) {
    const view = context.query(model);
    if (view === undefined) return [];
    const violations: Violation[] = [];
    for (const [l, list] of view.lists.entries()) {
      if (list.isImplicitStar) {
        violations.push({
          message: 'this query has no SELECT, so it selects every column',
          at: view.placeOfRendered(list.start, list.start + 4),
        });
      }
      for (const [p, projection] of list.projections.entries()) {
        if (projection.star === undefined) continue;
        const fix = view.lists.length === 1 ? await writeOut(model, context, { view, index: p }) : undefined;
        const shown = `${projection.star.qualifier}*`;
        violations.push({
          message: `the query selects ${shown} instead of naming columns`,
          at: view.placeOfProjection(l, p),
          fix,
        });
      }
    }
    return violations;
  },
};

const simple = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Only where the result is the same, as the engine sees it. */
async function writeOut(
  model: Model,
  context: LintContext,
  { view, index }: { readonly view: QueryView; readonly index: number },
): Promise<Fix | undefined> {
  const { projections } = view.lists[0]!;
  const written = view.writtenProjection(0, index);
  const star = projections[index]!.star!;
  const replaces = star.modifier === undefined || star.modifier === 'EXCLUDE' || star.modifier === 'EXCEPT';
  const isOnly = projections.filter((projection) => projection.star !== undefined).length === 1;
  if (written === undefined || !isOnly || !replaces || model.dialect !== context.frontend.dialect) return undefined;
  const before = await context.frontend.describe(view.rendered);
  if (before.type !== 'columns') return undefined;
  const behind = projections.length - 1 - index;
  const names = before.columns.slice(index, before.columns.length - behind).map((column) => column.name);
  if (names.length === 0) return undefined;
  const columns = names.map((name) => star.qualifier + (simple.test(name) ? name : quoteIdentifier(name)));
  const shown = projections[index]!;
  const after = await context.frontend.describe(
    `${view.rendered.slice(0, shown.start)}${columns.join(', ')}${view.rendered.slice(shown.end)}`,
  );
  if (after.type !== 'columns' || JSON.stringify(after.columns) !== JSON.stringify(before.columns)) return undefined;
  const text = context.fileText(model.file);
  if (text === undefined) return undefined;
  const base = fileOffset(text, model.query!.at);
  return {
    title: `write out ${star.qualifier}*`,
    edits: [
      {
        type: 'replace',
        file: model.file,
        start: base + written.start,
        end: base + written.end,
        text: columns.join(separator(view.written, written.start)),
      },
    ],
  };
}

/** A star on a line of its own becomes a column a line. */
function separator(text: string, start: number): string {
  const line = text.lastIndexOf('\n', start - 1);
  const indent = text.slice(line + 1, start);
  return line >= 0 && indent.trim() === '' ? `,\n${indent}` : ', ';
}
