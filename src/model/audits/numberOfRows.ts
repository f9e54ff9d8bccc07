import { audit, number } from './audit.ts';

export const numberOfRows = audit(
  'number_of_rows',
  {
    summary: 'There are more rows than the threshold.',
    parameters: { threshold: number },
    measure: (a, filter) => `CAST(COUNT(*) ${filter} <= ${a.one('threshold')} AS INTEGER)`,
  },
  (a) =>
    `SELECT * FROM (SELECT COUNT(*) AS number_of_rows FROM ${a.rows}) AS counted WHERE number_of_rows <= ${a.one('threshold')}`,
);
