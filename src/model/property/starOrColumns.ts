// `columns *` or a list of columns.
import { expressions } from './expressions.ts';
import { itemsOf } from './names.ts';
import type { Reader } from './reader.ts';
import { shown } from './value.ts';

export const starOrColumns: Reader<readonly string[]> = (value, context) => {
  const [item, ...more] = itemsOf(value);
  const isStar = item !== undefined && more.length === 0 && /^["']?\*["']?$/.test(shown(item));
  return isStar ? ['*'] : expressions(value, context);
};
