import { define } from '../define.ts';

export const sqlErrors = {
  SQL_SYNTAX: define<{ detail: string }>({
    message: (d) => `this SQL does not parse: ${d.detail}`,
  }),
};
