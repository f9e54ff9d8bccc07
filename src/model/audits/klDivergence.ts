import { audit, column, number } from './audit.ts';

export const klDivergence = audit(
  'kl_divergence',
  {
    summary: 'The distribution of one column diverges from that of another by at most the threshold.',
    parameters: { source_column: column, target_column: column, threshold: number },
  },
  (a) => {
    const shares = (c: string): string =>
      `(SELECT ${c} AS item, COUNT(*) / SUM(COUNT(*)) OVER () AS share FROM ${a.rows} GROUP BY ${c})`;
    return `SELECT * FROM (SELECT SUM(CASE WHEN COALESCE(q.share, 0) = 0 THEN CAST('Infinity' AS DOUBLE) ELSE p.share * LN(p.share / q.share) END) AS divergence FROM ${shares(a.one('source_column'))} AS p LEFT JOIN ${shares(a.one('target_column'))} AS q ON q.item IS NOT DISTINCT FROM p.item) AS compared WHERE divergence > ${a.one('threshold')}`;
  },
);
