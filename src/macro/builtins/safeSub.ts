import type { MacroContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { nullSafe } from '../nullSafe.ts';

/** `@SAFE_SUB(a, b, …)`: NULL counts as 0; NULL only when all are NULL. */
export const safeSub = macro(
  'safe_sub',
  { args: ['sql'], rest: 'sql' },
  (context: MacroContext, ...terms: Fragment[]) => nullSafe('-', terms, context.dialect),
);
