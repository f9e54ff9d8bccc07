// The engine offers no column when a name stands behind a table's: the nearest one of all that the model's parents have.
import { didYouMean } from '../error/nearest.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import type { SqlProblem } from '../sql/frontend.ts';

export function columnHint(
  { parents }: Pick<Model, 'parents'>,
  { category, hint, message }: SqlProblem,
  columnsOf: (parent: string) => Columns | null | undefined,
): string | undefined {
  const wanted = category === 'column' ? /column (?:named )?"([^"]*)"/i.exec(message)?.[1] : undefined;
  if (hint !== undefined || wanted === undefined) return hint;
  const known = parents.flatMap((parent) => columnsOf(parent)?.map((column) => column.name) ?? []);
  return didYouMean(wanted, known);
}
