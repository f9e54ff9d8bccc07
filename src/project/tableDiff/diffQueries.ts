// The SQL of a table difference: everything is counted where the rows are; only samples come out.
import { quoteIdentifier } from '../../sql/tableName.ts';

export interface ComparedColumn {
  /** As the source spells it, and as the target does. */
  readonly source: string;
  readonly target: string;
  readonly sourceType: string;
  readonly targetType: string;
}

export interface DiffQuery {
  /** Texts that stand in FROM. */
  readonly source: string;
  readonly target: string;
  readonly keys: readonly ComparedColumn[];
  readonly values: readonly ComparedColumn[];
  readonly where: string | undefined;
  /** Fractions are the same when they agree in so many places. */
  readonly decimals: number;
  /** Keys occur more than once: rows of one key are paired in order. */
  readonly numbered: boolean;
  /** A table that holds the paired rows already. */
  readonly paired?: string | undefined;
}

const fraction = /^(DOUBLE|FLOAT|REAL)$/;
const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|REAL|DECIMAL.*)$/;

/** The two sides of a comparison, brought to a form in which they can differ only by their values. */
function sides(
  { sourceType, targetType }: ComparedColumn,
  [a, b]: readonly [string, string],
  decimals: number,
): [string, string] {
  if (fraction.test(sourceType) || fraction.test(targetType)) {
    if (numeric.test(sourceType) && numeric.test(targetType))
      return [`round(${a}, ${decimals})`, `round(${b}, ${decimals})`];
  }
  if (sourceType === targetType || (numeric.test(sourceType) && numeric.test(targetType))) return [a, b];
  return [`CAST(${a} AS VARCHAR)`, `CAST(${b} AS VARCHAR)`];
}

function side(query: DiffQuery, which: 'source' | 'target'): string {
  const all = [...query.keys, ...query.values];
  const columns = [
    ...query.keys.map((c, i) => `${quoteIdentifier(c[which])} AS mesh_key_${i}`),
    ...query.values.map((c, i) => `${quoteIdentifier(c[which])} AS mesh_value_${i}`),
  ];
  const order = all.map((c) => quoteIdentifier(c[which])).join(', ');
  const number = query.numbered
    ? [
        `row_number() OVER (PARTITION BY ${query.keys.map((c) => quoteIdentifier(c[which])).join(', ')} ORDER BY ${order}) AS mesh_number`,
      ]
    : [];
  const where = query.where === undefined ? '' : ` WHERE (${query.where}\n)`;
  return `(SELECT ${[...columns, ...number, 'TRUE AS mesh_here'].join(', ')} FROM ${query[which]}${where})`;
}

function joined(query: DiffQuery): string {
  return query.paired === undefined ? joinedSides(query) : `(SELECT s, t FROM ${query.paired}) AS paired`;
}

/** What a table of paired rows is made from: each side whole in a column of its own. */
export function pairedRows(query: DiffQuery): string {
  return `SELECT s, t FROM ${joinedSides(query)}`;
}

/** `s FULL JOIN t` over the keys, null-safe. */
function joinedSides(query: DiffQuery): string {
  const on = query.keys.map((key, i) => {
    const [a, b] = sides(key, [`s.mesh_key_${i}`, `t.mesh_key_${i}`], query.decimals);
    return `${a} IS NOT DISTINCT FROM ${b}`;
  });
  if (query.numbered) on.push('s.mesh_number = t.mesh_number');
  return `${side(query, 'source')} AS s FULL JOIN ${side(query, 'target')} AS t ON ${on.join(' AND ')}`;
}

function differs(query: DiffQuery, i: number): string {
  const [a, b] = sides(query.values[i]!, [`s.mesh_value_${i}`, `t.mesh_value_${i}`], query.decimals);
  return `${a} IS DISTINCT FROM ${b}`;
}

function anyDiffers(query: DiffQuery): string {
  return query.values.map((_, i) => differs(query, i)).join(' OR ') || 'FALSE';
}

/** Rows, keys that are NULL, and keys that occur again, of one side. */
export function keyCounts(query: DiffQuery, which: 'source' | 'target'): string {
  const keys = query.keys.map((c) => quoteIdentifier(c[which]));
  const where = query.where === undefined ? '' : ` WHERE (${query.where}\n)`;
  return `SELECT coalesce(sum(n), 0)::BIGINT AS rows, coalesce(sum(n) FILTER (has_null), 0)::BIGINT AS nulls, coalesce(sum(n - 1), 0)::BIGINT AS twins
    FROM (SELECT count(*) AS n, ${keys.map((k) => `${k} IS NULL`).join(' OR ')} AS has_null FROM ${query[which]}${where} GROUP BY ${keys.join(', ')}, has_null)`;
}

export function rowCounts(query: DiffQuery): string {
  const both = 's.mesh_here AND t.mesh_here';
  const columns = query.values.map((_, i) => `count(*) FILTER (${both} AND (${differs(query, i)})) AS changed_${i}`);
  return `SELECT count(*) FILTER (${both}) AS joined, count(*) FILTER (t.mesh_here IS NULL) AS source_only, count(*) FILTER (s.mesh_here IS NULL) AS target_only,
    ${[`count(*) FILTER (${both} AND (${anyDiffers(query)})) AS partial`, ...columns].join(', ')} FROM ${joined(query)}`;
}

/** Samples are printed: what JSON has no word for comes as text. */
function shown(expression: string, type: string): string {
  return /^(BOOLEAN|U?(TINY|SMALL|BIG)?INT(EGER)?|DOUBLE|FLOAT|VARCHAR)$/.test(type)
    ? expression
    : `CAST(${expression} AS VARCHAR)`;
}

export function onlyRows(query: DiffQuery, which: 'source' | 'target', limit: number): string {
  const [own, other] = which === 'source' ? ['s', 't'] : ['t', 's'];
  const columns = [
    ...query.keys.map((c, i) => `${shown(`${own}.mesh_key_${i}`, c[`${which}Type`])} AS ${quoteIdentifier(c[which])}`),
    ...query.values.map(
      (c, i) => `${shown(`${own}.mesh_value_${i}`, c[`${which}Type`])} AS ${quoteIdentifier(c[which])}`,
    ),
  ];
  return `SELECT ${columns.join(', ')} FROM ${joined(query)} WHERE ${other}.mesh_here IS NULL ORDER BY ALL LIMIT ${limit}`;
}

/** Keys first, then each value twice: of the source, of the target. */
export function changedRows(query: DiffQuery, limit: number): string {
  const columns = [
    ...query.keys.map((c, i) => `${shown(`s.mesh_key_${i}`, c.sourceType)} AS ${quoteIdentifier(c.source)}`),
    ...query.values.flatMap((c, i) => [
      `${shown(`s.mesh_value_${i}`, c.sourceType)} AS ${quoteIdentifier(`${c.source} (source)`)}`,
      `${shown(`t.mesh_value_${i}`, c.targetType)} AS ${quoteIdentifier(`${c.source} (target)`)}`,
    ]),
    ...query.values.map((_, i) => `(${differs(query, i)}) AS mesh_differs_${i}`),
  ];
  return `SELECT ${columns.join(', ')} FROM ${joined(query)} WHERE s.mesh_here AND t.mesh_here AND (${anyDiffers(query)}) ORDER BY ALL LIMIT ${limit}`;
}
