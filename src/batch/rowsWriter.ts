// Rows as objects → columns. A key that a row lacks is NULL; one that is no column is an error.
import type { ColumnShape } from './sqlType.ts';
import type { Vector } from './vector.ts';
import { typeText } from './sqlType.ts';
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
  /** The keys of the last row: those of the next are mostly the same, in the same order. */
  readonly #keys: string[] = [];
  readonly #places: number[] = [];
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
        throw new MisfitInRow(this.length, shape.name, { expected: `${typeText(shape.type)} NOT NULL`, got: 'NULL' });
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
    let n = 0;
    for (const key in row) {
      if (key !== this.#keys[n]) {
        if (!Object.hasOwn(row, key)) continue;
        // Those behind were other keys' neighbours: they are looked at again, too.
        this.#keys.length = n;
        const place = this.#indexes.get(key) ?? this.#indexOf(key);
        if (this.#indexes.size > this.#shapes.length) this.#refuseTwice(key, { place, before: n });
        this.#keys[n] = key;
        this.#places[n] = place;
      }
      this.#values[this.#places[n]!] = row[key];
      n++;
    }
  }

  /** Only once names were seen that differ in case: otherwise every key is a column of its own. */
  #refuseTwice(key: string, { place, before }: { place: number; before: number }): void {
    const other = this.#places.indexOf(place);
    if (other >= 0 && other < before) throw new ColumnTwice(this.#shapes[place]!.name, [this.#keys[other]!, key]);
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
  #indexOf(key: string): number {
    const lower = key.toLowerCase();
    const index = this.#shapes.findIndex((shape) => shape.name.toLowerCase() === lower);
    if (index < 0) throw new UnknownColumn(key);
    this.#indexes.set(key, index);
    return index;
  }
}
