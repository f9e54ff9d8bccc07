// What a model's function returned, as a sequence of items; an iterable is unfolded, anything else is the only item.
import { arrowBatches, arrowColumns } from '../../batch/arrow/shape.ts';
import { isColumnData } from '../../batch/batchMaker.ts';
import { sourceOf } from '../../batch/column.ts';
import { isRecord } from '../../batch/value/record.ts';
import { shown } from '../../batch/value/misfit.ts';
import { MeshError } from '../../error/meshError.ts';
import { madeKey, type Sql } from '../../model/typescript/sql.ts';
import { bindText, sqlLiteral } from './literal.ts';
import type { Pull } from './pull.ts';
import { isRelation } from './relation.ts';

export function isSql(value: unknown): value is Sql {
  return (
    isRecord(value) && value['type'] === 'sql' && Array.isArray(value['strings']) && Array.isArray(value['values'])
  );
}

/** The text of sql`…` with values as literals and relations as subqueries. */
export function textOfSql({ strings, values }: Sql): string {
  let text = strings[0] ?? '';
  for (const [i, value] of values.entries()) text += embedded(value) + (strings[i + 1] ?? '');
  return text;
}

function embedded(value: unknown): string {
  if (isRelation(value)) return `(${value.sourceText}\n)`;
  if (isSql(value)) return textOfSql(value);
  const fragment = isRecord(value) && typeof value['sqlText'] === 'string' ? value['sqlText'] : undefined;
  return fragment ?? sqlLiteral(value);
}

export function queryText(text: string | Sql, params?: Parameters<typeof bindText>[1]): string {
  return bindText(typeof text === 'string' ? text : textOfSql(text), params).replace(/;\s*$/, '');
}

/** The SELECT of an item that stays in the engine; undefined for rows. */
export function pushedText(item: unknown): string | undefined {
  if (isRelation(item)) return item.sourceText;
  return isSql(item) ? queryText(item) : undefined;
}

/** Where the model made it. */
export function madeAt(item: unknown): Error | undefined {
  return (item as { readonly [madeKey]?: Error } | null | undefined)?.[madeKey];
}

export function itemsOf(result: unknown, model: string): Pull<unknown> {
  if (result === undefined || result === null) return [].values();
  const parts = partsOf(result);
  if (parts !== undefined) return parts.values();
  if (isWhole(result)) return [result].values();
  if (typeof result === 'object') {
    if (Symbol.asyncIterator in result) return (result as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    if (Symbol.iterator in result && !ArrayBuffer.isView(result))
      return (result as Iterable<unknown>)[Symbol.iterator]();
  }
  throw new MeshError('RUN_RETURN', { model, got: shown(result) });
}

/** When its items are over: what a generator returns besides is no row, and would be lost without a word. */
export function refuseReturned(value: unknown, model: string): void {
  if (value === undefined || value === null) return;
  const hint = 'a generator gives what it yields: write `yield`, or `yield*` for rows in a list';
  throw new MeshError('RUN_RETURN', { model, got: `${shown(value)} from a generator` }, { hint });
}

/** A list of queries and lists, where each is an item of its own; undefined for a list of rows or data. */
export function partsOf(item: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(item)) return undefined;
  const list = item as readonly unknown[];
  return list.some((each) => Array.isArray(each) || pushedText(each) !== undefined) ? list : undefined;
}

function isWhole(value: unknown): boolean {
  if (pushedText(value) !== undefined || isColumnData(value) || Array.isArray(value)) return true;
  if (sourceOf(value) !== undefined || arrowBatches(value) !== undefined || arrowColumns(value) !== undefined)
    return true;
  return value instanceof Uint8Array;
}
