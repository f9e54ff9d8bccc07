// Expected and actual rows side by side, as texts of the actual types. Pure.

/** A value as DuckDB prints it; null is NULL. */
export type Cell = string | null;
export type CellRow = readonly Cell[];

export interface ComparedColumn {
  readonly name: string;
  readonly type: string;
}

export type RowDifference =
  | { readonly type: 'missing'; readonly expected: CellRow }
  | { readonly type: 'unexpected'; readonly actual: CellRow }
  | { readonly type: 'changed'; readonly expected: CellRow; readonly actual: CellRow };

export interface CompareOptions {
  readonly columns: readonly ComparedColumn[];
  /** The query has an ORDER BY: rows are compared in their order. */
  readonly ordered: boolean;
}

/** NaN is NULL, and floating point numbers count as equal within 1e-5 of their size, as in SQLMesh. */
export function compareRows(
  expected: readonly CellRow[],
  actual: readonly CellRow[],
  { columns, ordered }: CompareOptions,
): RowDifference[] {
  const floats = columns.map(({ type }) => /^(FLOAT|DOUBLE|REAL)/.test(type));
  const clean = (rows: readonly CellRow[]): CellRow[] =>
    rows.map((row) => row.map((cell, i) => (floats[i] === true && cell?.toLowerCase() === 'nan' ? null : cell)));
  const same = (a: CellRow, b: CellRow): number => {
    let equal = 0;
    for (let i = 0; i < columns.length; i++) if (sameCell(a[i] ?? null, b[i] ?? null, floats[i]!)) equal++;
    return equal;
  };
  const [wanted, found] = [clean(expected), clean(actual)];
  return ordered
    ? inOrder(wanted, found, { same, width: columns.length })
    : anyOrder(wanted, found, { same, width: columns.length });
}

interface Comparing {
  /** How many cells are equal. */
  readonly same: (a: CellRow, b: CellRow) => number;
  readonly width: number;
}

function inOrder(
  expected: readonly CellRow[],
  actual: readonly CellRow[],
  { same, width }: Comparing,
): RowDifference[] {
  const differences: RowDifference[] = [];
  for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
    const [want, got] = [expected[i], actual[i]];
    if (want === undefined) differences.push({ type: 'unexpected', actual: got! });
    else if (got === undefined) differences.push({ type: 'missing', expected: want });
    else if (same(want, got) < width) differences.push({ type: 'changed', expected: want, actual: got });
  }
  return differences;
}

/** Above this many, rows that match nothing are paired by their order alone. */
const mostToPair = 300;

function anyOrder(expected: readonly CellRow[], actual: readonly CellRow[], comparing: Comparing): RowDifference[] {
  const { same, width } = comparing;
  const [wanted, left] = withoutEqual(expected, actual);
  const rest = left.toSorted(byText);
  const differences: RowDifference[] = [];
  for (const want of wanted.toSorted(byText)) {
    let best = -1;
    let most = rest.length > mostToPair ? -1 : 0;
    for (let i = 0; i < rest.length && most < width; i++) {
      const equal = same(want, rest[i]!);
      if (equal > most) [best, most] = [i, equal];
      if (rest.length > mostToPair) break;
    }
    if (best < 0) differences.push({ type: 'missing', expected: want });
    else {
      const [got] = rest.splice(best, 1);
      if (most < width) differences.push({ type: 'changed', expected: want, actual: got! });
    }
  }
  return [...differences, ...rest.map((actualRow) => ({ type: 'unexpected' as const, actual: actualRow }))];
}

function withoutEqual(expected: readonly CellRow[], actual: readonly CellRow[]): [CellRow[], CellRow[]] {
  const counts = new Map<string, number>();
  for (const row of actual) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  const taken = new Map<string, number>();
  const wanted = expected.filter((row) => {
    const key = keyOf(row);
    const left = counts.get(key) ?? 0;
    if (left === 0) return true;
    counts.set(key, left - 1);
    taken.set(key, (taken.get(key) ?? 0) + 1);
    return false;
  });
  const left = actual.filter((row) => {
    const key = keyOf(row);
    const count = taken.get(key) ?? 0;
    if (count > 0) taken.set(key, count - 1);
    return count === 0;
  });
  return [wanted, left];
}

const keyOf = (row: CellRow): string => JSON.stringify(row);

function byText(a: CellRow, b: CellRow): number {
  const [x, y] = [keyOf(a), keyOf(b)];
  return x < y ? -1 : Number(x > y);
}

function sameCell(a: Cell, b: Cell, float: boolean): boolean {
  if (a === b) return true;
  if (!float || a === null || b === null) return false;
  const [x, y] = [Number(a), Number(b)];
  return Math.abs(x - y) <= 1e-8 + 1e-5 * Math.abs(y);
}
