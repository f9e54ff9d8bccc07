// Functions of TypeScript in the statements of a model. They belong to the whole instance and stay, so each version of
// one has a name of its own there.
import type { SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { CodeUse, Model } from '../model/model.ts';
import { calledNames } from '../sql/calls.ts';
import { applyEdits, identityMap, type Edited } from '../sql/edit.ts';
import { lex } from '../sql/lexer.ts';
import { tokenText } from '../sql/tokens.ts';

export function isFunction({ type }: CodeUse): boolean {
  return type === 'scalarFunction' || type === 'tableFunction';
}

/** Its query cannot be asked by itself: it is a function, or calls one. */
export function needsCode({ source, code }: Pick<Model, 'source' | 'code'>): boolean {
  return source === 'typescript' || code.some(isFunction);
}

export function engineName({ name, hash }: CodeUse): string {
  return `mesh_fn_${name}_${hash.slice(0, 16)}`;
}

/** Scalar functions by the engine's names; table functions are replaced by their rows, which only a batch's query has. */
export function withEngineNames(
  sql: string,
  code: readonly CodeUse[],
  { role, at: place }: { readonly role: 'query' | 'statement'; readonly at: SourceLocation | undefined },
): Edited {
  const uses = new Map(code.filter(isFunction).map((use) => [use.name, use]));
  if (uses.size === 0) return { text: sql, map: identityMap };
  const tokens = lex(sql);
  const edits = calledNames(tokens).flatMap(({ name, at, start }) => {
    const use = uses.get(name);
    if (use === undefined) return [];
    if (use.type === 'scalarFunction')
      return [{ start, end: start + tokenText(tokens, at).length, text: engineName(use) }];
    if (role === 'query') return [];
    throw new MeshError(
      'RUN_TABLE_FUNCTION',
      { name, detail: 'it has rows for the query of a SQL model only' },
      { at: place, hint: 'store its rows in a model, and read that here' },
    );
  });
  return applyEdits(sql, edits);
}
