import { rowAudit, columns } from './audit.ts';

export const notNull = rowAudit('not_null', { summary: 'No listed column is NULL.', parameters: { columns } }, (a) =>
  a
    .list('columns')
    .map((c) => `${c} IS NULL`)
    .join(' OR '),
);
