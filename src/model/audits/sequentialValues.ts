import { audit, column } from './audit.ts';

export const sequentialValues = audit(
  'sequential_values',
  {
    summary: 'Sorted neighbours differ by the interval.',
    parameters: { column, interval: { type: 'expression', default: '1' } },
  },
  (a) =>
    `SELECT * FROM (SELECT ${a.one('column')} AS current_value, LAG(${a.one('column')}) OVER (ORDER BY ${a.one('column')}) AS previous_value FROM ${a.rows}) AS neighbours WHERE NOT (current_value = previous_value + ${a.one('interval')})`,
);
