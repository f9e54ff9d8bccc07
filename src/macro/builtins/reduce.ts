import type { LambdaFunction } from '../argument.ts';
import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { itemsAndLambda } from '../items.ts';
import { macro } from '../macro.ts';

/** `@REDUCE([a, b, c], (x, y) -> x + y)`: folds a list from the left. */
export const reduce = macro<BuiltinContext>(
  'reduce',
  { rest: 'item', args: [] },
  (context, ...args: (Fragment | LambdaFunction)[]) => {
    const { items, lambda } = itemsAndLambda(context, 'reduce', args);
    const [first, ...others] = items;
    return first === undefined ? [] : others.reduce((folded, item) => lambda(folded, item), first);
  },
);
