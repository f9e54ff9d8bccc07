import { column, audit, relation } from './audit.ts';

export const relationships = audit(
  'relationships',
  {
    summary: 'Every value that is not NULL occurs in a column of another model.',
    parameters: { column, to: relation, field: { type: 'column', optional: true } },
  },
  (a) => {
    const field = a.has('field') ? a.one('field') : a.one('column');
    // Qualified, so that a field the other model lacks is an error and not this table's own column.
    const found = `SELECT related.${field} FROM ${a.relation('to')} AS related WHERE related.${field} IS NOT NULL`;
    return `SELECT * FROM ${a.rows} WHERE ${a.one('column')} IS NOT NULL AND ${a.one('column')} NOT IN (${found})`;
  },
);
