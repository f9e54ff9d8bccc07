import type { LambdaFunction } from '../argument.ts';
import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { applyToItem, itemsAndLambda } from '../items.ts';
import { macro } from '../macro.ts';

/** `@EACH([a, b], x -> …)`: one expression for each item. */
export const each = macro<BuiltinContext>(
  'each',
  { rest: 'item', args: [] },
  (context, ...args: (Fragment | LambdaFunction)[]) => {
    const { items, lambda } = itemsAndLambda(context, 'each', args);
    return items.map((item) => applyToItem(context, lambda, item));
  },
);
