// What a model returns or yields, item by item → batches of its columns, every value checked.
import { ArrowProblem, vectorFromArrow } from './arrow/fromArrow.ts';
import { arrowBatches, arrowColumns, isArrowIpc, type ArrowBatch, type ArrowColumns } from './arrow/shape.ts';
import type { ColumnData, ColumnInput } from './batch.ts';
import { columnOf, sourceOf } from './column.ts';
import { inputLength, isColumnInput, MisfitAt, vectorFromInput } from './columnInput.ts';
import { CannotInfer, ShapeGuess } from './inferShapes.ts';
import { ColumnTwice, MisfitInRow, RowsWriter, UnknownColumn } from './rowsWriter.ts';
import type { ColumnShape } from './sqlType.ts';
import { slice, type Vector } from './vector.ts';
import { shown } from './value/misfit.ts';
import { reader } from './value/read.ts';
import { isRecord } from './value/record.ts';
import type { ColumnProblem } from '../error/catalogue/run.ts';
import { MeshError } from '../error/meshError.ts';
import { didYouMean } from '../error/nearest.ts';

export interface MadeBatch {
  readonly length: number;
  readonly vectors: readonly Vector[];
}

export interface BatchMakerOptions {
  /** For messages: the model, or the table that is written. */
  readonly model: string;
  /** undefined: told from the first rows. */
  readonly shapes: readonly ColumnShape[] | undefined;
  readonly readIpc: (bytes: Uint8Array) => unknown;
  /** Rows after which a batch of rows leaves. */
  readonly rows?: number | undefined;
  /** A column that need not be given. */
  readonly fill?: Filled | undefined;
}

export interface Filled {
  readonly column: string;
  readonly value: string;
  /** What it must not be: rows of these come at other times. */
  readonly others?: readonly string[] | undefined;
}

const ROWS = 8192;
const TEXT_BYTES = 8 * 2 ** 20;
const BATCH_ROWS = 131_072;
/** Rows that types are told from. */
const SAMPLE = 65_536;

export class BatchMaker {
  readonly #options: BatchMakerOptions;
  #shapes: readonly ColumnShape[] | undefined;
  #rows: RowsWriter | undefined;
  /** Items that wait for the types to be known. */
  readonly #waiting: { readonly item: unknown; readonly rows: number }[] = [];
  /** Values of the other tasks. */
  #others: ReadonlySet<unknown> | undefined;
  #sampled = 0;
  #written = 0;
  #batches = 0;
  readonly #limit: number;

  constructor(options: BatchMakerOptions) {
    this.#options = options;
    this.#limit = Math.min(ROWS, Math.max(1, options.rows ?? ROWS));
    this.#shapes = options.shapes;
    if (options.shapes !== undefined) this.#rows = this.#rowsWriter(options.shapes);
  }

  /** undefined while they are not known. */
  get shapes(): readonly ColumnShape[] | undefined {
    return this.#shapes;
  }

  #rowsWriter(shapes: readonly ColumnShape[]): RowsWriter {
    const filled = shapes.find((shape) => this.#isFilled(shape));
    return new RowsWriter(shapes, filled && { column: filled.name, value: this.#fillValue(filled) });
  }

  #isFilled({ name }: ColumnShape): boolean {
    return this.#options.fill?.column.toLowerCase() === name.toLowerCase();
  }

  #fillValue({ type }: ColumnShape, value = this.#options.fill!.value): unknown {
    return /INT/.test(type.type) && /^-?\d+$/.test(value) ? BigInt(value) : value;
  }

  #repeated(shape: ColumnShape, length: number): unknown[] {
    return Array.from({ length }, () => this.#fillValue(shape));
  }

  /** The quick way of a plain row: a full batch or none; `slow` when the item is something else. */
  addRow(item: unknown): MadeBatch | undefined | 'slow' {
    if (this.#rows === undefined || !isPlainRow(item)) return 'slow';
    this.#appendRow(item);
    return this.#rows.length >= this.#limit || this.#rows.textBytes >= TEXT_BYTES ? this.#flushed() : undefined;
  }

  /** Batches that are full with this item. */
  *add(item: unknown): Generator<MadeBatch, void, undefined> {
    if (item === undefined || item === null) return;
    if (this.#shapes === undefined) {
      this.#sampled += this.#sampleSize(item);
      this.#waiting.push({ item, rows: this.#sampled });
      if (this.#sampled < SAMPLE) return;
      yield* this.#settle();
    } else yield* this.#take(item);
  }

  /** The last rows. After this the shapes are known, unless there was not a single row. */
  *end(): Generator<MadeBatch, void, undefined> {
    if (this.#shapes === undefined) yield* this.#settle();
    if (this.#rows !== undefined && this.#rows.length > 0) yield this.#flushed();
  }

  *#settle(): Generator<MadeBatch, void, undefined> {
    if (this.#waiting.length === 0) return;
    const guess = new ShapeGuess();
    try {
      for (const { item } of this.#waiting) for (const part of this.#parts(item)) this.#guess(guess, part);
      const { fill } = this.#options;
      if (fill !== undefined && !guess.has(fill.column)) this.#guess(guess, { [fill.column]: fill.value });
      const shapes = guess.shapes();
      // Empty lists, and rows without a key: nothing is told by them.
      if (shapes.length > 0) this.#shapes = shapes;
    } catch (error) {
      throw this.#inferenceError(error);
    }
    if (this.#shapes === undefined) {
      this.#waiting.length = 0;
      this.#sampled = 0;
      return;
    }
    this.#rows = this.#rowsWriter(this.#shapes);
    for (const { item } of this.#waiting.splice(0)) yield* this.#take(item);
  }

  #guess(guess: ShapeGuess, part: unknown): void {
    if (guess.typed(part)) return;
    if (isColumnData(part)) guess.columns(part.columns);
    else if (isRow(part)) guess.row(part);
    else throw this.#unfit(part);
  }

  #sampleSize(item: unknown): number {
    if (Array.isArray(item)) return item.length;
    const length = sourceOf(item)?.length ?? (isColumnData(item) ? SAMPLE : undefined);
    return length ?? (arrowBatches(item) === undefined ? 1 : SAMPLE);
  }

  /** Iterables and IPC bytes unfolded. */
  *#parts(item: unknown): Generator<unknown, void, undefined> {
    if (isArrowIpc(item)) yield this.#options.readIpc(item);
    else if (sourceOf(item) !== undefined || arrowBatches(item) !== undefined || arrowColumns(item) !== undefined)
      yield item;
    else if (typeof item === 'object' && item !== null && Symbol.iterator in item && !ArrayBuffer.isView(item)) {
      for (const part of item as Iterable<unknown>) yield* Array.isArray(part) ? (part as unknown[]) : [part];
    } else yield item;
  }

  *#take(item: unknown): Generator<MadeBatch, void, undefined> {
    for (const part of Array.isArray(item) ? (item as unknown[]) : this.#parts(item)) {
      const row = this.addRow(part);
      if (row !== 'slow') {
        if (row !== undefined) yield row;
        continue;
      }
      const whole = this.#whole(part);
      if (whole === undefined) {
        if (!isRow(part)) throw this.#unfit(part);
        this.#appendRow(part);
        if (this.#rows!.length >= this.#limit || this.#rows!.textBytes >= TEXT_BYTES) yield this.#flushed();
        continue;
      }
      // Rows that came before must arrive before.
      if (this.#rows!.length > 0) yield this.#flushed();
      for (const batch of whole) yield* this.#pieces(batch);
    }
  }

  /** Columns, a batch or Arrow data; undefined for a row. */
  #whole(part: unknown): Iterable<MadeBatch> | undefined {
    const source = sourceOf(part);
    if (source !== undefined)
      return [
        this.#named(
          source.columns.map((c, i) => [c.name, columnOf(source.vectors[i]!)]),
          source.length,
        ),
      ];
    if (isColumnData(part)) return [this.#columns(part)];
    const batches = arrowBatches(part);
    if (batches !== undefined) return this.#arrow(batches);
    const columns = arrowColumns(part);
    return columns === undefined ? undefined : [this.#foreign(columns)];
  }

  *#arrow(batches: readonly ArrowBatch[]): Generator<MadeBatch, void, undefined> {
    for (const batch of batches) {
      const entries = batch.schema.fields.map((field, i): [string, ColumnInput] => {
        try {
          return [field.name, columnOf(vectorFromArrow(field, batch.data.children[i]!))];
        } catch (error) {
          if (!(error instanceof ArrowProblem)) throw error;
          throw this.#columnError(field.name, 'type', error.message);
        }
      });
      yield this.#named(entries, batch.numRows);
    }
  }

  #foreign(table: ArrowColumns): MadeBatch {
    const entries = table.schema.fields.map(({ name }): [string, ColumnInput] => {
      const column = table.getChild(name);
      const get = (i: number): unknown => column?.get?.(i) ?? column?.at?.(i);
      return [name, Array.from({ length: table.numRows }, (_, i) => get(i))];
    });
    return this.#named(entries, table.numRows);
  }

  #columns({ columns }: ColumnData): MadeBatch {
    const entries = Object.entries(columns);
    for (const [name, input] of entries)
      if (!isColumnInput(input))
        throw this.#columnError(
          name,
          'type',
          `it must be an array, a typed array or a column of a batch, not ${shown(input)}`,
        );
    const length = entries.length === 0 ? 0 : inputLength(entries[0]![1]);
    for (const [name, input] of entries) {
      const own = inputLength(input);
      if (own !== length)
        throw this.#columnError(name, 'length', `${own} values, where ${entries[0]![0]} has ${length}`);
    }
    return this.#named(entries, length);
  }

  /** Columns by name in the order of the shapes; every one must be there. */
  #named(entries: readonly (readonly [string, ColumnInput])[], length: number): MadeBatch {
    const shapes = this.#shapes!;
    const given = new Map(entries.map(([name, input]) => [name.toLowerCase(), input]));
    if (given.size < entries.length) throw this.#twiceError(twice(entries.map(([name]) => name))!);
    const names = new Set(shapes.map((shape) => shape.name.toLowerCase()));
    const unknown = entries.find(([name]) => !names.has(name.toLowerCase()));
    if (unknown !== undefined) throw this.#columnError(unknown[0], 'unknown');
    const vectors = shapes.map((shape) => {
      const input = given.get(shape.name.toLowerCase());
      if (input === undefined && this.#isFilled(shape)) return this.#vector(this.#repeated(shape, length), shape);
      if (input === undefined) throw this.#columnError(shape.name, 'missing');
      return this.#vector(input, shape);
    });
    return { length, vectors };
  }

  #vector(input: ColumnInput, shape: ColumnShape): Vector {
    try {
      return vectorFromInput(input, shape);
    } catch (error) {
      throw this.#valueError(error, shape.name);
    }
  }

  #appendRow(row: Readonly<Record<string, unknown>>): void {
    try {
      this.#rows!.append(row);
    } catch (error) {
      if (error instanceof UnknownColumn) throw this.#columnError(error.column, 'unknown');
      if (error instanceof ColumnTwice) throw this.#twiceError(error.keys);
      throw error instanceof MisfitInRow ? this.#valueError(error, error.column) : error;
    }
  }

  /** Large batches go in pieces, so that packing one never blocks for long. */
  *#pieces(batch: MadeBatch): Generator<MadeBatch, void, undefined> {
    for (let from = 0; from < batch.length; from += BATCH_ROWS) {
      const to = Math.min(batch.length, from + BATCH_ROWS);
      yield this.#counted({ length: to - from, vectors: batch.vectors.map((vector) => slice(vector, from, to)) });
    }
  }

  #flushed(): MadeBatch {
    return this.#counted(this.#rows!.take());
  }

  #counted(batch: MadeBatch): MadeBatch {
    this.#refuseOthers(batch);
    this.#written += batch.length;
    this.#batches++;
    return batch;
  }

  #refuseOthers({ length, vectors }: MadeBatch): void {
    const { others = [], value = '' } = this.#options.fill ?? {};
    const shape = this.#shapes!.find((each) => this.#isFilled(each));
    if (others.length === 0 || shape === undefined) return;
    const { name } = shape;
    this.#others ??= this.#otherValues(shape, others);
    const read = reader(vectors[this.#shapes!.indexOf(shape)]!, { column: name, lossless: true });
    for (let row = 0; row < length; row++) {
      const given = read(row);
      if (this.#others.has(given))
        throw this.#valueError(new MisfitAt(row, { expected: `the task ${shown(value)}`, got: shown(given) }), name);
    }
  }

  /** Texts that are no values of the column cannot be given either. */
  #otherValues(shape: ColumnShape, others: readonly string[]): ReadonlySet<unknown> {
    const valueOf = (text: string): readonly unknown[] => {
      try {
        const vector = vectorFromInput([this.#fillValue(shape, text)], shape);
        return [reader(vector, { column: shape.name, lossless: true })(0)];
      } catch (error) {
        if (error instanceof MisfitAt) return [];
        throw error;
      }
    };
    const [own] = valueOf(this.#options.fill!.value);
    return new Set(others.flatMap(valueOf).filter((each) => each !== own));
  }

  #valueError(error: unknown, column: string): unknown {
    if (!(error instanceof MisfitAt)) return error;
    const { model } = this.#options;
    const { expected, got } = error;
    return new MeshError('RUN_VALUE', {
      model,
      row: this.#written + error.row + 1,
      column,
      expected,
      got,
      batch: this.#batches + 1,
    });
  }

  #twiceError([first, second]: readonly [string, string]): MeshError {
    return this.#columnError(
      first,
      'twice',
      first === second ? undefined : `${first} and ${second} are one name in SQL`,
    );
  }

  #columnError(column: string, problem: ColumnProblem, detail?: string): MeshError {
    const names = (this.#shapes ?? []).map((shape) => shape.name);
    const hint = problem === 'unknown' ? (didYouMean(column, names) ?? `its columns: ${names.join(', ')}`) : undefined;
    return new MeshError(
      'RUN_COLUMN',
      { model: this.#options.model, column, problem, ...(detail === undefined ? {} : { detail }) },
      { hint },
    );
  }

  #unfit(value: unknown): MeshError {
    return new MeshError('RUN_RETURN', { model: this.#options.model, got: shown(value) });
  }

  #inferenceError(error: unknown): unknown {
    if (!(error instanceof CannotInfer)) return error;
    const { problem } = error;
    const { model } = this.#options;
    if (problem.type === 'twice') return this.#twiceError(problem.keys);
    if (problem.type === 'allNull') return new MeshError('RUN_COLUMNS_UNKNOWN', { model, column: problem.column });
    const detail =
      problem.type === 'mixed'
        ? `its values are ${problem.first} and ${problem.second}; declare it in \`columns\``
        : 'it holds values that have no SQL type';
    return this.#columnError(problem.column, 'type', detail);
  }
}

function twice(names: readonly string[]): readonly [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const name of names) {
    const first = seen.get(name.toLowerCase());
    if (first !== undefined) return [first, name];
    seen.set(name.toLowerCase(), name);
  }
  return undefined;
}

/** An object literal that cannot be anything but a row: neither columns({ … }) nor sql`…` nor Arrow data. */
function isPlainRow(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const { type } = value as { type?: unknown };
  return !('schema' in value) && type !== 'columns' && type !== 'sql';
}

/** An object of a class that shows nothing (a relation, a Set) would be a row of NULLs. */
function isRow(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.keys(value).length > 0;
}

export function isColumnData(value: unknown): value is ColumnData {
  return isRecord(value) && value['type'] === 'columns' && isRecord(value['columns']);
}
