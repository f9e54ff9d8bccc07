// A macro that threw: the call in the model file, and the line in the macro file when it can be told.
import type { SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { MacroDefinition } from './definition.ts';
import type { Run } from './run.ts';

const frame = /(?:\(|at )((?:file:\/\/)?[^\s()]+):(\d+):(\d+)\)?$/;

export function failure(
  run: Run,
  definition: MacroDefinition,
  error: unknown,
  at: SourceLocation | undefined,
): MeshError {
  const message = error instanceof Error ? error.message : String(error);
  const place = placeOfError(run, definition, error);
  const related = place === undefined ? undefined : [{ message: `@${definition.name} failed here`, at: place }];
  return new MeshError('MACRO_FAILED', { name: definition.name, message }, { at, related, cause: error });
}

function placeOfError(run: Run, definition: MacroDefinition, error: unknown): SourceLocation | undefined {
  const { sourceOfMacro } = run.options;
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  for (const line of error.stack.split('\n')) {
    const [, path, row, column] = frame.exec(line.trim()) ?? [];
    if (path === undefined) continue;
    const file = path.startsWith('file://') ? decodeURIComponent(new URL(path).pathname) : path;
    const place: SourceLocation = { file, line: Number(row), column: Number(column) };
    const known = sourceOfMacro?.(place);
    if (known !== undefined) return known;
    if (definition.file !== undefined && file.endsWith(`/${definition.file}`))
      return { ...place, file: definition.file };
  }
  return undefined;
}
