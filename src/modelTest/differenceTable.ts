// Differences as a table that is read at a glance: changed cells show both values, rows that are too few or too many a sign.
import type { Cell, ComparedColumn, RowDifference } from './compareRows.ts';

const mostRows = 20;
const widest = 40;

export function differenceTable(columns: readonly ComparedColumn[], differences: readonly RowDifference[]): string[] {
  const shown = differences.slice(0, mostRows);
  const body = shown.map((difference) => [signOf(difference), ...columns.map((_, i) => cellText(difference, i))]);
  const header = ['', ...columns.map(({ name }) => name)];
  const widths = header.map((name, i) => Math.max(name.length, ...body.map((row) => row[i]!.length)));
  const lines = [header, ...body].map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  if (differences.length > mostRows) lines.push(`… and ${differences.length - mostRows} more rows`);
  return lines;
}

/** `2 rows differ, 1 is missing`. */
export function differenceSummary(differences: readonly RowDifference[]): string {
  const count = (type: RowDifference['type']): number => differences.filter((d) => d.type === type).length;
  const say = (n: number, one: string, many: string): string[] =>
    n === 0 ? [] : [`${n} ${n === 1 ? `row ${one}` : `rows ${many}`}`];
  return [
    ...say(count('changed'), 'differs', 'differ'),
    ...say(count('missing'), 'is missing', 'are missing'),
    ...say(count('unexpected'), 'was not expected', 'were not expected'),
  ].join(', ');
}

function signOf({ type }: RowDifference): string {
  return type === 'missing' ? '-' : type === 'unexpected' ? '+' : '~';
}

function cellText(difference: RowDifference, i: number): string {
  if (difference.type === 'missing') return valueText(difference.expected[i] ?? null);
  if (difference.type === 'unexpected') return valueText(difference.actual[i] ?? null);
  const [want, got] = [difference.expected[i] ?? null, difference.actual[i] ?? null];
  return want === got ? valueText(want) : `${valueText(want)} → ${valueText(got)}`;
}

function valueText(cell: Cell): string {
  if (cell === null) return 'NULL';
  const flat = cell.replaceAll('\n', '⏎');
  return flat.length > widest ? `${flat.slice(0, widest - 1)}…` : flat;
}
