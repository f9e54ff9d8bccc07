import { audit, column, number } from './audit.ts';

export const chiSquare = audit(
  'chi_square',
  {
    summary: 'Two columns are dependent (or independent, with dependent := false) by the chi-square test.',
    parameters: {
      column_a: column,
      column_b: column,
      critical_value: number,
      dependent: { type: 'boolean', default: 'TRUE' },
    },
  },
  (a) => {
    const [x, y] = [a.one('column_a'), a.one('column_b')];
    return `WITH samples AS (SELECT ${x} AS a, ${y} AS b FROM ${a.rows} WHERE ${x} IS NOT NULL AND ${y} IS NOT NULL), by_a AS (SELECT a, COUNT(*) AS n FROM samples GROUP BY a), by_b AS (SELECT b, COUNT(*) AS n FROM samples GROUP BY b), pairs AS (SELECT a, b, COUNT(*) AS n FROM samples GROUP BY a, b), cells AS (SELECT COALESCE(pairs.n, 0) AS observed, by_a.n * by_b.n / (SELECT COUNT(*) FROM samples) AS expected FROM by_a CROSS JOIN by_b LEFT JOIN pairs ON pairs.a = by_a.a AND pairs.b = by_b.b) SELECT * FROM (SELECT SUM((observed - expected) * (observed - expected) / expected) AS chi_square FROM cells) AS tested WHERE NOT chi_square ${a.flag('dependent') ? '>' : '<='} ${a.one('critical_value')}`;
  },
);
