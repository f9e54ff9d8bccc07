// A value that is refused is told with its `yield`: the generator stands there still, and V8 knows where that is.
import { isMeshError } from '../../error/meshError.ts';
import { v8Location } from '../../util/v8Location.ts';
import { calledAt } from './promises.ts';
import type { Pull } from './pull.ts';

/** What a model gave cannot be written. */
export function isRefused(error: unknown): boolean {
  return isMeshError(error) && /^RUN_(VALUE|RETURN|COLUMN)/.test(error.code);
}

/** An item that cannot be written, told with the place where it was given. */
export async function placedAtYield(error: unknown, items: Pull<unknown>): Promise<unknown> {
  return isRefused(error) ? calledAt(error, await yieldedAt(items.origin ?? items)) : error;
}

/** As an error with a stack, for who places errors; undefined for other iterators, and for one that has ended. */
async function yieldedAt(items: unknown): Promise<Error | undefined> {
  const found = await v8Location(items, 'generator');
  if (found === undefined) return undefined;
  const stack = `    at yield (${found.url}:${found.line + 1}:${found.column + 1})`;
  return Object.assign(new Error('yielded here'), { stack });
}
