import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { literalText } from '../value.ts';
import type { MacroContext } from '../context.ts';

/** `@EVAL(1 + 2)`: the value of an expression, computed now. */
export const evalMacro = macro('eval', { args: ['sql'] }, (context: MacroContext, expression: Fragment) => ({
  sqlText: literalText(context.evaluate(expression), context.dialect),
}));
