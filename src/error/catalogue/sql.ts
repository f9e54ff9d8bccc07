import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

export const sqlErrors = {
  SQL_TABLE_NAME: define<{ name: string; reason: string }>({
    message: (d) => `\`${d.name}\` is not a table name: ${d.reason}`,
    hint: () =>
      'write table, schema.table or catalog.schema.table; put double quotes around parts with special characters',
  }),
  SQL_UNTERMINATED: define<{ what: 'string' | 'quoted name' | 'comment' | 'Jinja block'; close: string }>({
    message: (d) => `this ${d.what} never ends`,
    hint: (d) => `close it with ${d.close}`,
  }),
  SQL_UNBALANCED: define<{ bracket: string; expected: string | undefined }>({
    message: (d) =>
      '([{'.includes(d.bracket)
        ? `this ${d.bracket} is never closed`
        : d.expected === undefined
          ? `this ${d.bracket} closes nothing`
          : `this ${d.bracket} stands where ${d.expected} was expected`,
    hint: (d) => ('([{'.includes(d.bracket) ? `add the missing ${d.expected}` : undefined),
  }),
  SQL_SYNTAX: define<{ detail: string }>({
    message: (d) => `this SQL does not parse: ${d.detail}`,
    hint: (d) =>
      d.detail.endsWith('near "{"')
        ? 'a query in Jinja stands between `JINJA_QUERY_BEGIN;` and `JINJA_END;`; macros of SQL begin with @'
        : undefined,
  }),
  SQL_DIALECT: define<{ dialect: string; known: readonly string[] }>({
    message: (d) => `there is no dialect named ${d.dialect}`,
    hint: (d) => didYouMean(d.dialect, d.known) ?? `known are ${d.known.join(', ')}`,
  }),
  SQL_TRANSLATION: define<{
    from: string;
    to: string;
    construct: string;
    detail: string;
    /** UTF-16 offset into the statement. */
    offset?: number | undefined;
  }>({
    message: (d) => `\`${d.construct}\` cannot be translated from ${d.from} to ${d.to}: ${d.detail}`,
    hint: (d) => `write this statement in ${d.to} (dialect ${d.to}), or say it another way`,
  }),
};
