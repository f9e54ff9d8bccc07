import { audit, column, outside, range } from './audit.ts';

export const stddevInRange = audit(
  'stddev_in_range',
  {
    summary: 'The standard deviation of the column lies between min_v and max_v.',
    parameters: { column, ...range },
    measure: (a, filter) => `COALESCE(CAST(${outside(`STDDEV(${a.one('column')}) ${filter}`, a)} AS INTEGER), 0)`,
  },
  (a) =>
    `SELECT * FROM (SELECT STDDEV(${a.one('column')}) AS aggregated FROM ${a.rows}) AS summary WHERE ${outside('aggregated', a)}`,
);
