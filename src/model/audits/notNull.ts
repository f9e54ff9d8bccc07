import { audit, columns } from './audit.ts';

export const notNull = audit(
  'not_null',
  { summary: 'No listed column is NULL.', parameters: { columns } },
  (a) =>
    `SELECT * FROM ${a.rows} WHERE ${a
      .list('columns')
      .map((c) => `${c} IS NULL`)
      .join(' OR ')}`,
);
