import type { MacroContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { connect } from '../connect.ts';
import { macro } from '../macro.ts';

/** `@AND(a, b, …)`: NULL arguments are dropped; without any it is TRUE. */
export const and = macro('and', { args: [], rest: 'sql' }, (context: MacroContext, ...operands: Fragment[]) =>
  connect('AND', operands, context.dialect),
);
