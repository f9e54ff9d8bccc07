import type { LambdaFunction } from '../argument.ts';
import { evaluateCondition } from '../condition/evaluate.ts';
import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { applyToItem, itemsAndLambda } from '../items.ts';
import { macro } from '../macro.ts';

/** `@FILTER([1, 2, 3], x -> x > 1)`: the items for which the condition is true now. */
export const filter = macro<BuiltinContext>(
  'filter',
  { rest: 'item', args: [] },
  (context, ...args: (Fragment | LambdaFunction)[]) => {
    const { items, lambda } = itemsAndLambda(context, 'filter', args);
    return items.filter((item) => evaluateCondition(applyToItem(context, lambda, item).sqlText, context));
  },
);
