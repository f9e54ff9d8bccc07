// An error of a model's run with its place in the user's TypeScript. Their own error keeps its stack as the cause.
import { inspect } from 'node:util';
import { isMeshError, MeshError } from '../../error/meshError.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { ModelCode } from './modelCode.ts';

export interface Placing {
  readonly code: ModelCode;
  readonly snapshot: Snapshot;
}

export function placedError(error: unknown, { code, snapshot }: Placing): unknown {
  const at = code.locate(error);
  if (isMeshError(error)) {
    if (error.at !== undefined) return error;
    // Nobody's fault, unless the model was in a loop that hears nothing.
    if (at === undefined && (error.code === 'ENGINE_INTERRUPTED' || error.code === 'RUN_INTERRUPTED')) return error;
    const { data } = error;
    return new MeshError(error.code, data, {
      at: at ?? snapshot.model.at,
      hint: error.hint,
      cause: error.cause ?? error,
      sql: error.sql,
      diagnostics: error.diagnostics!,
    });
  }
  const detail =
    error instanceof Error
      ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}`
      : typeof error === 'string'
        ? error
        : inspect(error, { breakLength: Number.POSITIVE_INFINITY });
  return new MeshError(
    'RUN_MODEL_FAILED',
    { model: snapshot.name, detail },
    { at: at ?? snapshot.model.at, cause: error },
  );
}
