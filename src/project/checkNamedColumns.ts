// Columns that properties name (time column, keys, partitions) must be among those that the query gives.
import type { Diagnostic } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import { checkColumns } from '../model/checkModel.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';

/** Throws PROJECT_INVALID. Declared columns were checked while loading; unknown ones show when the query runs. */
export function checkNamedColumns(
  models: ReadonlyMap<string, Model>,
  columns: ReadonlyMap<string, Columns | null>,
): void {
  const problems: Diagnostic[] = [];
  for (const [name, found] of columns) {
    const model = models.get(name);
    if (model === undefined || model.columns !== undefined || found === null || found.length === 0) continue;
    checkColumns(
      model,
      found.map((c) => c.name),
      (problem) => problems.push(problem),
    );
  }
  const errors = problems.filter((p) => p.severity === 'error');
  if (errors.length === 0) return;
  const warnings = problems.length - errors.length;
  throw new MeshError(
    'PROJECT_INVALID',
    { errors: errors.length, warnings },
    { diagnostics: problems, at: errors[0]!.at },
  );
}
