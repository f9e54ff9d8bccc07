import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';

/** `@IF(condition, a, b)`: without b and false there is nothing. */
export const ifMacro = macro(
  'if',
  { args: ['condition', 'sql', 'sql?'], parameters: ['condition', 'true', 'false'] },
  (_context, condition: boolean, yes: Fragment, no?: Fragment) => (condition ? yes : (no ?? [])),
);
