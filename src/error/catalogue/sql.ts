import { define } from '../define.ts';

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
  }),
};
