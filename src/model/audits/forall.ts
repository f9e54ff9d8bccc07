import { audit, columns } from './audit.ts';

export const forall = audit(
  'forall',
  { summary: 'Every criterion holds in every row; NULL passes.', parameters: { criteria: columns } },
  (a) =>
    `SELECT * FROM ${a.rows} WHERE ${a
      .list('criteria')
      .map((c) => `NOT (${c})`)
      .join(' OR ')}`,
);
