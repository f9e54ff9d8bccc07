import { audit, columns } from './audit.ts';

export const uniqueValues = audit(
  'unique_values',
  {
    summary: 'Each listed column by itself has no duplicates.',
    parameters: { columns },
    measure: (a, filter) =>
      a
        .list('columns')
        .map(
          (c) =>
            `COUNT(*) ${filter} - COUNT(DISTINCT ${c}) ${filter} - CAST(COUNT(*) ${filter} > COUNT(${c}) ${filter} AS INTEGER)`,
        )
        .join(' + '),
  },
  (a) => {
    const ranks = a.list('columns').map((c, i) => `ROW_NUMBER() OVER (PARTITION BY ${c}) AS rank_${i}`);
    return `SELECT * FROM (SELECT *, ${ranks.join(', ')} FROM ${a.rows}) AS ranked WHERE ${ranks.map((_, i) => `rank_${i} > 1`).join(' OR ')}`;
  },
);
