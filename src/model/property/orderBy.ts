// `order_by updated_at DESC` and `order_by (updated_at DESC, id)`: the texts of ORDER BY items.
import { insideBrackets, splitCommas } from './split.ts';
import { itemsOf, rangeOf } from './names.ts';
import { readAll, wrongValue, type Reader } from './reader.ts';
import { isEmptyRange, rangeText } from './value.ts';

const item: Reader<string> = (value, context) => {
  const range = rangeOf(value, context);
  if (range === undefined || isEmptyRange(range))
    return wrongValue(value, context, 'a column, with DESC or ASC behind it');
  return rangeText(range);
};

export const orderBy: Reader<readonly string[]> = (value, context) => {
  if (value.type === 'code') return readAll(itemsOf(value), item, context);
  const inside = insideBrackets(value);
  return readAll(inside === undefined ? [value] : splitCommas(inside), item, context);
};
