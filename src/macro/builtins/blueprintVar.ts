import type { MacroContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { literalText } from '../value.ts';

/** `@BLUEPRINT_VAR('name', default)`. */
export const blueprintVar = macro(
  'blueprint_var',
  { args: ['name', 'sql?'], parameters: ['name', 'default'] },
  (context: MacroContext, name: string, otherwise?: Fragment) => ({
    sqlText: literalText(context.blueprintVar(name, otherwise ?? null), context.dialect),
  }),
);
