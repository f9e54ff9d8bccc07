import type { MacroContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { connect } from '../connect.ts';
import { macro } from '../macro.ts';

/** `@OR(a, b, …)`: NULL arguments are dropped; without any it is TRUE. */
export const or = macro('or', { args: [], rest: 'sql' }, (context: MacroContext, ...operands: Fragment[]) =>
  connect('OR', operands, context.dialect),
);
