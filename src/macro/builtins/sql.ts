import type { BuiltinContext } from '../context.ts';
import { macro } from '../macro.ts';

/** `@SQL('a + @x')`: a text as SQL; variables are put in without quotes. */
export const sqlMacro = macro<BuiltinContext>(
  'sql',
  { args: ['string', 'any?'], parameters: ['text', 'into'] },
  (context, text: string) => ({
    sqlText: context.fill(text),
  }),
);
