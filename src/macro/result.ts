// What a macro returns → SQL text.
import { MeshError } from '../error/meshError.ts';
import type { SourceLocation } from '../error/diagnostic.ts';
import { isFragment, literalText, type Value } from './value.ts';

/** `many` may be empty: then nothing stands where the call stood. */
export type Result =
  | { readonly type: 'one'; readonly text: string }
  | { readonly type: 'many'; readonly items: readonly string[] };

export function resultOf(name: string, returned: unknown, at: SourceLocation | undefined): Result {
  if (Array.isArray(returned)) {
    const items = (returned as unknown[])
      .flat(Infinity)
      .map((item) => (isMap(item) ? literalText(item, undefined) : textOf(name, item, at)));
    return { type: 'many', items: items.filter((text) => text !== '') };
  }
  const text = textOf(name, returned, at);
  return text === '' ? { type: 'many', items: [] } : { type: 'one', text };
}

function textOf(name: string, value: unknown, at: SourceLocation | undefined): string {
  if (typeof value === 'string') return value.trim();
  if (isFragment(value)) return value.sqlText.trim();
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return `CAST('${value.toISOString().slice(0, 23).replace('T', ' ')}' AS TIMESTAMP)`;
  }
  throw new MeshError('MACRO_NO_VALUE', { name, got: describe(value) }, { at });
}

/** In a list only: what a macro for `blueprints` returns one of for each model. */
function isMap(value: unknown): value is { readonly [key: string]: Value } {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !isFragment(value)
  );
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (value instanceof Promise) return 'a promise (macros are synchronous)';
  if (value instanceof Date) return 'an invalid date';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
