import { audit, column, number } from './audit.ts';

export const zScore = audit(
  'z_score',
  {
    summary: 'No value is further from the mean than threshold standard deviations.',
    parameters: { column, threshold: number },
  },
  (a) => {
    const score = `(${a.one('column')} - stats.mean_value) / NULLIF(stats.deviation, 0)`;
    return `SELECT audited.*, ${score} AS z_score FROM ${a.table} AS audited, (SELECT AVG(${a.one('column')}) AS mean_value, STDDEV(${a.one('column')}) AS deviation FROM ${a.rows}) AS stats WHERE ABS(${score}) > ${a.one('threshold')}`;
  },
);
