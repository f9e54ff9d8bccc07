// Rows as objects → columns. A key that a row lacks is NULL; one that is no column is an error.
import type { Vector } from './vector.ts';
import { notNullText, type ColumnShape } from './sqlType.ts';
import { MisfitAt } from './columnInput.ts';
import { Misfit } from './value/misfit.ts';
import { columnWriter, type ColumnWriter } from './value/write.ts';

export class UnknownColumn extends Error {
  readonly column: string;

  constructor(column: string) {
    super(`unknown column ${column}`);
    this.name = 'UnknownColumn';
    this.column = column;
  }
}

/** Two keys of a row that name one column: `id` and `ID`. */
export class ColumnTwice extends Error {
  readonly column: string;
  readonly keys: readonly [string, string];

  constructor(column: string, keys: readonly [string, string]) {
    super(`column ${column} twice`);
    this.name = 'ColumnTwice';
    this.column = column;
    this.keys = keys;
  }
}

/** The column that failed is told beside the row. */
export class MisfitInRow extends MisfitAt {
  readonly column: string;

  constructor(row: number, column: string, misfit: { readonly expected: string; readonly got: string }) {
    super(row, misfit);
    this.column = column;
  }
}

export class RowsWriter {
  readonly #shapes: readonly ColumnShape[];
  readonly #indexes: Map<string, number>;
  readonly #values: unknown[];
  /** The keys of rows before: those of the next are mostly the same, in the same order. */
  readonly #keys: string[] = [];
  readonly #places: number[] = [];
  #row = 0;
  /** The row that filled a column last, once names were seen that differ in case. */
  readonly #filledBy: number[] = [];
  readonly #filled: { readonly index: number; readonly value: unknown } | undefined;
  #writers: ColumnWriter[] = [];
  length = 0;
  /** Roughly, so that batches of long texts leave early. */
  textBytes = 0;

  constructor(shapes: readonly ColumnShape[], filled?: { readonly column: string; readonly value: unknown }) {
    this.#shapes = shapes;
    this.#filled = filled && { index: shapes.findIndex(({ name }) => name === filled.column), value: filled.value };
    this.#indexes = new Map(shapes.map((shape, i) => [shape.name, i]));
    this.#values = Array.from({ length: shapes.length });
    this.#start();
  }

  append(row: Readonly<Record<string, unknown>>): void {
    const values = this.#values;
    this.#spread(row);
    if (this.#filled !== undefined) values[this.#filled.index] ??= this.#filled.value;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const shape = this.#shapes[i]!;
      values[i] = undefined;
      if (!shape.nullable && (value === null || value === undefined))
        throw new MisfitInRow(this.length, shape.name, { expected: notNullText(shape), got: 'NULL' });
      if (typeof value === 'string') this.textBytes += value.length;
      try {
        this.#writers[i]!.append(value);
      } catch (error) {
        throw error instanceof Misfit ? new MisfitInRow(this.length, shape.name, error) : error;
      }
    }
    this.length++;
  }

  /** Its values in the order of the columns. */
  #spread(row: Readonly<Record<string, unknown>>): void {
    this.#row++;
    let n = 0;
    for (const key in row) {
      if (key !== this.#keys[n]) {
        // A row that lacks one key goes on with the next one.
        if (key === this.#keys[n + 1]) n++;
        else {
          if (!Object.hasOwn(row, key)) continue;
          this.#places[n] = this.#indexes.get(key) ?? this.#indexOf(key, row);
          this.#keys[n] = key;
        }
      }
      const place = this.#places[n]!;
      if (this.#indexes.size > this.#shapes.length) this.#refuseTwice(key, { place, row });
      this.#values[place] = row[key];
      n++;
    }
  }

  /** Only once names were seen that differ in case: otherwise every key is a column of its own. */
  #refuseTwice(key: string, { place, row }: { place: number; row: Readonly<Record<string, unknown>> }): void {
    if (this.#filledBy[place] === this.#row) this.#refuseEarlier(key, { place, row });
    this.#filledBy[place] = this.#row;
  }

  #refuseEarlier(key: string, { place, row }: { place: number; row: Readonly<Record<string, unknown>> }): void {
    const keys = Object.keys(row);
    const other = keys.slice(0, keys.indexOf(key)).find((each) => this.#indexes.get(each) === place);
    if (other !== undefined) throw new ColumnTwice(this.#shapes[place]!.name, [other, key]);
  }

  take(): { readonly length: number; readonly vectors: readonly Vector[] } {
    const taken = { length: this.length, vectors: this.#writers.map((writer) => writer.finish()) };
    this.#start();
    return taken;
  }

  #start(): void {
    this.#writers = this.#shapes.map((shape) => columnWriter(shape.type));
    this.length = 0;
    this.textBytes = 0;
  }

  /** Names differ in case only, as in SQL: found once a key. */
  #indexOf(key: string, row: Readonly<Record<string, unknown>>): number {
    const lower = key.toLowerCase();
    const index = this.#shapes.findIndex((shape) => shape.name.toLowerCase() === lower);
    if (index < 0) throw new UnknownColumn(key);
    this.#indexes.set(key, index);
    // The keys before the first such name were not noted.
    this.#refuseEarlier(key, { place: index, row });
    return index;
  }
}
