import { MeshError } from '../../error/meshError.ts';
import { evaluateCondition } from '../condition/evaluate.ts';
import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import type { MacroColumn } from '../expand.ts';
import { macro } from '../macro.ts';
import { quotedIdentifier, unquoted } from '../value.ts';

/**
 * `@UNION('distinct', a, b, …)`: the rows of several tables, with the columns that all of them have with the same type.
 * A condition before them says whether there is more than the first.
 */
export const union = macro<BuiltinContext>('union', { args: [], rest: 'sql' }, (context, ...args: Fragment[]) => {
  const { all, type, tables } = readArguments(context, args);
  const columns = tables.map((table) => context.columnsOf(table));
  const known = columns.filter((list) => list !== undefined);
  if (known.length < tables.length && !context.loading) {
    const table = tables[columns.indexOf(undefined)]!;
    throw new MeshError('MACRO_COLUMNS_UNKNOWN', { macro: 'UNION', table }, { at: context.at });
  }
  const list = known.length < tables.length ? '*' : projection(context, tables, known);
  const shown = all ? tables : tables.slice(0, 1);
  return { sqlText: shown.map((table) => `SELECT ${list} FROM ${table}`).join(` ${type} `) };
});

function readArguments(
  context: BuiltinContext,
  args: readonly Fragment[],
): { all: boolean; type: string; tables: string[] } {
  const rest = args.map((a) => a.sqlText);
  let all = true;
  let type = 'UNION ALL';
  if (rest[0] !== undefined && !isTableOrType(rest[0])) all = evaluateCondition(rest.shift()!, context);
  const word = rest[0] === undefined ? '' : unquoted(rest[0]).toUpperCase();
  if (rest[0]?.startsWith("'") === true && (word === 'ALL' || word === 'DISTINCT')) {
    rest.shift();
    if (word === 'DISTINCT') type = 'UNION';
  }
  if (rest.length === 0) fail(context, 'it needs at least one table');
  return { all, type, tables: rest.map((text) => (text.startsWith("'") ? unquoted(text) : text)) };
}

/** A name such as `s.t`, or a text; everything else is a condition. */
function isTableOrType(text: string): boolean {
  if (/^(true|false|null)$/i.test(text)) return false;
  return (
    /^'[^']*'$/.test(text) ||
    /^(?:[\p{L}_][\p{L}\p{N}_$]*|"[^"]*"|`[^`]*`)(?:\.(?:[\p{L}_][\p{L}\p{N}_$]*|"[^"]*"|`[^`]*`))*$/u.test(text)
  );
}

function projection(
  context: BuiltinContext,
  tables: readonly string[],
  lists: readonly (readonly MacroColumn[])[],
): string {
  const [first, ...others] = lists;
  const shared = first!.filter((column) => others.every((list) => list.some((other) => sameColumn(column, other))));
  if (shared.length === 0) fail(context, `${tables.join(', ')} have no column of the same name and type`);
  return shared
    .map(({ name, type }) => {
      const column = quotedIdentifier(name, context.dialect);
      return type === null ? column : `CAST(${column} AS ${type}) AS ${column}`;
    })
    .join(', ');
}

function sameColumn(a: MacroColumn, b: MacroColumn): boolean {
  return a.name.toLowerCase() === b.name.toLowerCase() && a.type === b.type;
}

function fail(context: BuiltinContext, detail: string): never {
  const usage = "@UNION([condition,] ['all' | 'distinct',] table, …)";
  throw new MeshError('MACRO_ARGUMENT', { macro: 'union', detail, usage }, { at: context.at });
}
