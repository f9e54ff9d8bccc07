// A type 2 history adds the times of its versions itself: a query that outputs columns of their names is refused.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { refuse } from '../error/refuse.ts';
import { queryView } from '../lint/queryView.ts';
import type { Model } from '../model/model.ts';

export function refuseDoubled(
  models: ReadonlyMap<string, Model>,
  doubled: ReadonlyMap<string, readonly string[]>,
): void {
  const found = [...doubled].flatMap(([name, columns]) => {
    const model = models.get(name);
    return model === undefined ? [] : columns.map((column) => problem(model, column));
  });
  refuse(found);
}

function problem(model: Model, column: string): Diagnostic {
  const { kind } = model;
  const isFrom = 'validFromName' in kind && kind.validFromName.toLowerCase() === column.toLowerCase();
  const view = queryView(model);
  const index = view?.lists[0]?.projections.findIndex((p) => p.name?.toLowerCase() === column.toLowerCase()) ?? -1;
  const at = index < 0 ? (model.query?.at ?? model.at) : view!.placeOfProjection(0, index);
  return diagnostic('MODEL_HISTORY_COLUMN', { column, option: isFrom ? 'valid_from_name' : 'valid_to_name' }, { at });
}
