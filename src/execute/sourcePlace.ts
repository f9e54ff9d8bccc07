// From a statement that the engine refused back to the place in the user's file that it was made from.
import type { SourceLocation } from '../error/diagnostic.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
import { placeInStatement } from '../model/placeInStatement.ts';
import type { Statement } from '../model/model.ts';
import { originalOffset, type SourceMap } from '../sql/edit.ts';

/** A text as it was executed, alone or inside a statement of the engine. */
export interface PlacedText {
  readonly text: string;
  readonly statement: Statement;
  /** Undefined where a translation lost the way back: then only the statement is known. */
  readonly map: SourceMap | undefined;
}

/** The same error with a place, when it is one of the engine that has none. */
export function located(error: unknown, texts: readonly PlacedText[], otherwise: SourceLocation | undefined): unknown {
  if (!isMeshError(error) || error.code !== 'ENGINE_SQL' || error.at !== undefined) return error;
  const { code, data, hint, cause, sql } = error;
  return new MeshError(code, data, { at: placeOf(error, texts) ?? otherwise, hint, cause, sql });
}

function placeOf({ sql, data }: MeshError, texts: readonly PlacedText[]): SourceLocation | undefined {
  if (sql === undefined) return undefined;
  for (const { text, statement, map } of texts) {
    const begin = text.trim() === '' ? -1 : sql.indexOf(text);
    if (begin < 0) continue;
    const { offset } = data as { readonly offset?: number };
    const inside = offset === undefined ? -1 : offset - begin;
    if (map === undefined || inside < 0 || inside > text.length) return statement.at;
    return placeInStatement(statement, originalOffset(map, inside));
  }
  return undefined;
}
