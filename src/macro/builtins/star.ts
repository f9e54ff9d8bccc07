import { MeshError } from '../../error/meshError.ts';
import { unquote } from '../../sql/identifier.ts';
import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { identifierText, quotedIdentifier, unquoted } from '../value.ts';

/**
 * `@STAR(table, alias, exclude := [a])`: all columns of a table, cast to their types. While they are not known yet the
 * text is `alias.*`, so that the table is seen as read.
 */
export const star = macro<BuiltinContext>(
  'star',
  {
    args: ['sql', 'sql?', 'sqlList?', 'name?', 'name?', 'boolean?', 'sqlList?'],
    parameters: ['relation', 'alias', 'exclude', 'prefix', 'suffix', 'quote_identifiers', 'except_'],
  },
  (
    context,
    relation: Fragment,
    alias: Fragment | undefined,
    exclude: Fragment[] | undefined,
    prefix: string | undefined,
    suffix: string | undefined,
    quoted = true,
    except?: Fragment[],
  ) => {
    const table = unquoted(relation.sqlText).startsWith("'") ? relation.sqlText : tableText(relation.sqlText);
    const name = (text: string) =>
      quoted ? quotedIdentifier(text, context.dialect) : identifierText(text, context.dialect);
    const source = alias === undefined || isNull(alias) ? lastPart(table) : unquoted(alias.sqlText);
    const owner = name(unquote(source));
    const without = (exclude ?? except ?? []).map((f) => unquoted(f.sqlText));
    const columns = context.columnsOf(table);
    if (columns === undefined)
      return unknownColumns(context, { table, owner, without, renamed: Boolean(prefix ?? suffix) });
    const hidden = new Set(without.map((column) => column.toLowerCase()));
    return columns
      .filter((column) => !hidden.has(column.name.toLowerCase()))
      .map(({ name: column, type }) => {
        const from = `${owner}.${name(column)}`;
        const to = name(`${prefix ?? ''}${column}${suffix ?? ''}`);
        return { sqlText: `${type === null || type === 'UNKNOWN' ? from : `CAST(${from} AS ${type})`} AS ${to}` };
      });
  },
);

function unknownColumns(
  context: BuiltinContext,
  star: { table: string; owner: string; without: readonly string[]; renamed: boolean },
): Fragment {
  if (star.renamed && !context.loading) {
    throw new MeshError('MACRO_COLUMNS_UNKNOWN', { macro: 'STAR', table: star.table }, { at: context.at });
  }
  const exclude =
    star.without.length === 0
      ? ''
      : ` ${exceptWord(context.dialect)} (${star.without.map((column) => identifierText(column, context.dialect)).join(', ')})`;
  return { sqlText: `${star.owner}.*${exclude}` };
}

function exceptWord(dialect: string): string {
  return dialect === 'bigquery' || dialect === 'databricks' ? 'EXCEPT' : 'EXCLUDE';
}

/** What is skipped, so that the next argument can be given. */
function isNull({ sqlText }: Fragment): boolean {
  return sqlText.trim().toUpperCase() === 'NULL';
}

/** `'s.t'` is a table name too. */
function tableText(text: string): string {
  return text.startsWith("'") ? unquoted(text) : text;
}

function lastPart(table: string): string {
  return /(?:"(?:[^"]|"")*"|`[^`]*`|[^."`]+)$/.exec(table)?.[0] ?? table;
}
