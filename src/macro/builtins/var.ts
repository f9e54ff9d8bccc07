import type { MacroContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { literalText } from '../value.ts';

/** `@VAR('name', default)`: a variable that may be missing. */
export const varMacro = macro(
  'var',
  { args: ['name', 'sql?'], parameters: ['name', 'default'] },
  (context: MacroContext, name: string, otherwise?: Fragment) => ({
    sqlText: literalText(context.var(name, otherwise ?? null), context.dialect),
  }),
);
