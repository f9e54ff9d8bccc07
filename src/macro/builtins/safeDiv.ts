import type { MacroContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { operand } from '../operand.ts';

/** `@SAFE_DIV(a, b)`: NULL where b is 0. */
export const safeDiv = macro(
  'safe_div',
  { args: ['sql', 'sql'], parameters: ['numerator', 'denominator'] },
  (context: MacroContext, numerator: Fragment, denominator: Fragment) => ({
    sqlText: `(${operand(numerator.sqlText, context.dialect)} / NULLIF(${denominator.sqlText}, 0))`,
  }),
);
