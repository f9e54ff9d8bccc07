// Lists and lambdas of @EACH, @FILTER and @REDUCE.
import { MeshError } from '../error/meshError.ts';
import { listTexts, type LambdaFunction } from './argument.ts';
import type { BuiltinContext } from './context.ts';
import type { Fragment } from './definition.ts';

/** The last argument is the lambda; a single one before it is the list, several are its items. */
export function itemsAndLambda(
  context: BuiltinContext,
  macro: string,
  args: readonly (Fragment | LambdaFunction)[],
): { items: Fragment[]; lambda: LambdaFunction } {
  const lambda = args.at(-1);
  const values = args.slice(0, -1).filter((argument): argument is Fragment => typeof argument !== 'function');
  if (typeof lambda !== 'function' || values.length !== args.length - 1) {
    const usage = `@${macro.toUpperCase()}([a, b], x -> …)`;
    throw new MeshError(
      'MACRO_ARGUMENT',
      { macro, detail: 'its last argument must be a lambda', usage },
      { at: context.at },
    );
  }
  const [only] = values;
  if (values.length !== 1 || only === undefined) return { items: values, lambda };
  return { items: listTexts(only.sqlText, context.dialect).map((sqlText) => ({ sqlText })), lambda };
}

/** A tuple as an item fills several parameters. */
export function applyToItem(context: BuiltinContext, lambda: LambdaFunction, item: Fragment): Fragment {
  const parts = item.sqlText.startsWith('(') ? listTexts(item.sqlText, context.dialect) : [item.sqlText];
  return parts.length > 1 ? lambda(...parts.map((sqlText) => ({ sqlText }))) : lambda(item);
}
