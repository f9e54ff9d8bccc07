// Rows whose keys differ → columns: values land in their columns, whichever keys the rows before had.
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { ColumnTwice, RowsWriter } from '../../src/batch/rowsWriter.ts';
import { reader } from '../../src/batch/value/read.ts';

type Row = Readonly<Record<string, number>>;

const shapes = ['a', 'b', 'c', 'd'].map((name) => ({ name, type: { type: 'DOUBLE' as const }, nullable: true }));

function written(writer: RowsWriter, rows: readonly Row[]): unknown[][] {
  for (const row of rows) writer.append(row);
  const { length, vectors } = writer.take();
  const columns = vectors.map((vector) => reader(vector));
  return Array.from({ length }, (_, i) => columns.map((read) => read(i)));
}

const keyed = fc
  .shuffledSubarray(['a', 'b', 'c', 'd', 'A', 'C'])
  .map((keys): Row => Object.fromEntries(keys.map((key, i) => [key, i])));

test('every key fills its column, and two of one column are refused, whatever the rows before had', () => {
  fc.assert(
    fc.property(fc.array(keyed, { maxLength: 12 }), (rows) => {
      const writer = new RowsWriter(shapes);
      for (const row of rows) {
        const keys = Object.keys(row);
        if (new Set(keys.map((key) => key.toLowerCase())).size < keys.length) {
          expect(() => writer.append(row)).toThrow(ColumnTwice);
          return;
        }
        const lower = Object.fromEntries(Object.entries(row).map(([key, value]) => [key.toLowerCase(), value]));
        expect(written(writer, [row])).toEqual([shapes.map(({ name }) => lower[name] ?? null)]);
      }
    }),
    { numRuns: 500 },
  );
});

test('a key that some rows lack is looked up a few times only', () => {
  const rows = Array.from({ length: 100 }, (_, i): Row => ({ a: i, ...(i % 2 === 0 ? {} : { b: i }), c: i, d: i }));
  const writer = new RowsWriter(shapes);
  const looked = vi.spyOn(Map.prototype, 'get');
  try {
    for (const row of rows) writer.append(row);
    expect(looked.mock.calls.filter(([key]) => ['a', 'b', 'c', 'd'].includes(key as string)).length).toBeLessThan(10);
  } finally {
    looked.mockRestore();
  }
});
