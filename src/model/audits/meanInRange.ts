import { audit, column, outside, range } from './audit.ts';

export const meanInRange = audit(
  'mean_in_range',
  {
    summary: 'The mean of the column lies between min_v and max_v.',
    parameters: { column, ...range },
    measure: (a, filter) => `COALESCE(CAST(${outside(`AVG(${a.one('column')}) ${filter}`, a)} AS INTEGER), 0)`,
  },
  (a) =>
    `SELECT * FROM (SELECT AVG(${a.one('column')}) AS aggregated FROM ${a.rows}) AS summary WHERE ${outside('aggregated', a)}`,
);
