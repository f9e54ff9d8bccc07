// A table that a model reads and that does not exist: a misspelt model, more often than not. In a new environment the engine
// has no views yet that it could compare the name with.
import { isMeshError, MeshError } from '../error/meshError.ts';
import { didYouMean } from '../error/nearest.ts';

export function withNearestModel(error: unknown, models: Iterable<string>): unknown {
  if (!isMeshError(error) || error.code !== 'ENGINE_SQL' || error.hint !== undefined) return error;
  const missing = /^Table with name "?([^"\s]+)"? does not exist/.exec(error.message)?.[1];
  const hint = missing === undefined ? undefined : didYouMean(missing, models);
  if (hint === undefined) return error;
  const { code, data, at, cause, sql } = error;
  return new MeshError(code, data, { at, hint, cause, sql });
}
