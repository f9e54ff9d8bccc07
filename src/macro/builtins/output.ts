import { MeshError } from '../../error/meshError.ts';
import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { literalText, unquoted } from '../value.ts';

/** `@OUTPUT(shop.scores, best)`: a variable that a TypeScript model has set, stored with its rows. */
export const output = macro<BuiltinContext>(
  'output',
  { args: ['sql', 'name'], parameters: ['model', 'variable'] },
  (context, { sqlText }: Fragment, variable: string) => {
    const model = sqlText.startsWith("'") ? unquoted(sqlText) : sqlText;
    const value = context.output(model, variable);
    // Nothing has run yet where a text is only looked at.
    if (value === undefined && context.loading) return { sqlText: 'NULL' };
    if (value !== undefined) return { sqlText: literalText(value, context.dialect) };
    const detail = `${model} has set no variable ${variable}`;
    throw new MeshError('MACRO_ARGUMENT', { macro: 'output', detail }, { at: context.at });
  },
);
