import { MeshError } from '../../error/meshError.ts';
import { parseTableName } from '../../sql/parseTableName.ts';
import type { BuiltinContext } from '../context.ts';
import { macro } from '../macro.ts';
import { identifierText, quoteString } from '../value.ts';

/** `@RESOLVE_TEMPLATE('@{catalog_name}.@{schema_name}.@{table_name}')`: a text with the parts of the physical table. */
export const resolveTemplate = macro<BuiltinContext>(
  'resolve_template',
  { args: ['string', 'name?'], parameters: ['template', 'mode'] },
  (context, template: string, mode = 'literal') => {
    const fail = (detail: string): never => {
      throw new MeshError('MACRO_ARGUMENT', { macro: 'resolve_template', detail }, { at: context.at });
    };
    if (mode !== 'literal' && mode !== 'table') fail(`the mode is 'literal' or 'table', not '${mode}'`);
    const model = context.thisModel ?? fail('there is no table here to take the parts from');
    const table = parseTableName(model, { dialect: context.dialect, strategy: 'case_sensitive', at: context.at });
    const parts: Readonly<Record<string, string>> = {
      catalog_name: table.catalog ?? '',
      schema_name: table.schema ?? '',
      table_name: table.table,
    };
    const fill = (text: string) =>
      text.replace(/@\{(catalog_name|schema_name|table_name)\}/g, (_, name: string) => parts[name]!);
    if (mode === 'literal') return { sqlText: quoteString(fill(template), context.dialect) };
    const names = template
      .split('.')
      .map(fill)
      .filter((part) => part !== '');
    return { sqlText: names.map((name) => identifierText(name, context.dialect)).join('.') };
  },
);
