// Relations of the context: queries that have not run yet. Every method gives a new one; nothing runs until rows are asked for.
import type { RecordBatch, Table } from 'apache-arrow';
import type { Batch } from '../../batch/batch.ts';
import { batchOf, type BatchSource } from '../../batch/column.ts';
import type { As } from '../../batch/value/form.ts';
import type { VectorBatch } from '../../engine/bridge.ts';
import { MeshError } from '../../error/meshError.ts';
import type { Transformer } from '../../model/typescript/transformer.ts';
import type { Params } from '../../model/typescript/context.ts';
import { madeKey } from '../../model/typescript/sql.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { bindText } from './literal.ts';
import type { ReadRequest } from './reading.ts';
import type { TimeBounds } from '../timeLiteral.ts';
import type { ColumnShape } from '../../batch/sqlType.ts';
import { pages } from './pages.ts';
import { durationMs } from './duration.ts';
import { calledAt } from './promises.ts';
import { RowsOfBatches } from './rowsOfBatches.ts';

/** What relations need to run: here, or at the other end of a port. */
export interface RelationSource {
  bounds(): TimeBounds;
  read(text: string, request: ReadRequest): AsyncGenerator<BatchSource>;
  columns(text: string): Promise<readonly ColumnShape[]>;
  size(text: string): Promise<{ rows: number; bytes: number }>;
  refuseIfLarge(text: string, what: string): Promise<void>;
  compacted(text: string): Promise<string>;
  /** A promise that is given to the model. */
  given<T>(what: string, promise: Promise<T>): Promise<T>;
  available(): number;
  toArrow(source: BatchSource, strings?: 'view' | 'utf8'): RecordBatch;
  arrowTable(batches: readonly RecordBatch[], columns: readonly ColumnShape[]): Table;
  onCut(column: string): void;
}

/** The parts of one SELECT. */
interface Parts {
  /** What stands behind FROM, in the user's names. */
  readonly from: string;
  readonly where: readonly string[];
  readonly columns: readonly string[] | undefined;
  readonly orderBy: readonly string[];
  readonly limit: number | undefined;
  readonly as: Readonly<Record<string, As | undefined>>;
  readonly ttl?: string | undefined;
  /** The text of `from` when it is a query of the model: run as it stands, so that two columns of one name are told. */
  readonly query?: string | undefined;
}

const TO_ARRAY_LIMIT = 1_000_000;

/** Tells relations of any copy of mesh from other objects. */
export const relationKey = Symbol.for('mesh.relation');

export interface SqlSource {
  readonly [relationKey]: true;
  /** One SELECT in the user's names. */
  readonly sourceText: string;
}

export function isRelation(value: unknown): value is QueryRelation {
  return typeof value === 'object' && value !== null && (value as Partial<SqlSource>)[relationKey] === true;
}

export class QueryRelation implements SqlSource {
  readonly [relationKey] = true as const;
  readonly [madeKey] = new Error('made here');
  readonly #reading: RelationSource;
  readonly #parts: Parts;
  readonly #memory: readonly VectorBatch[] | undefined;

  constructor(reading: RelationSource, parts: Partial<Parts> & Pick<Parts, 'from'>, memory?: readonly VectorBatch[]) {
    this.#reading = reading;
    this.#parts = { where: [], columns: undefined, orderBy: [], limit: undefined, as: {}, ...parts };
    this.#memory = memory;
  }

  get sourceText(): string {
    const { from, where, columns, orderBy, limit, query } = this.#parts;
    if (query !== undefined && where.length + orderBy.length === 0 && columns === undefined && limit === undefined)
      return query;
    const list = columns === undefined ? '*' : columns.map(quoteIdentifier).join(', ');
    const conditions = where.length === 0 ? '' : ` WHERE ${where.map((condition) => `(${condition}\n)`).join(' AND ')}`;
    const order = orderBy.length === 0 ? '' : ` ORDER BY ${orderBy.map(orderKey).join(', ')}`;
    return `SELECT ${list} FROM ${from}${conditions}${order}${limit === undefined ? '' : ` LIMIT ${limit}`}`;
  }

  get cacheTtl(): string | undefined {
    return this.#parts.ttl;
  }

  where(text: string, params?: Params): QueryRelation {
    const base = this.#parts.limit === undefined && this.#parts.columns === undefined ? this.#parts : this.#wrapped();
    return this.#with({ ...base, where: [...base.where, bindText(text, params)] });
  }

  during(timeColumn: string): QueryRelation {
    const { low, high } = this.#reading.bounds();
    const column = quoteIdentifier(timeColumn);
    return this.where(`${column} >= ${low} AND ${column} < ${high}`);
  }

  select(...names: string[]): QueryRelation {
    const base = this.#parts.columns === undefined ? this.#parts : this.#wrapped();
    return this.#with({ ...base, columns: names });
  }

  orderBy(...keys: string[]): QueryRelation {
    const base = this.#parts.limit === undefined ? this.#parts : this.#wrapped();
    return this.#with({ ...base, orderBy: keys });
  }

  limit(rows: number): QueryRelation {
    if (!Number.isInteger(rows) || rows < 0)
      throw new MeshError('RUN_ARGUMENT', { detail: `limit(${rows}) is no number of rows` });
    const { limit } = this.#parts;
    return this.#with({ ...this.#parts, limit: limit === undefined ? rows : Math.min(limit, rows) });
  }

  as(types: Partial<Record<string, As>>): QueryRelation {
    const parts = { ...this.#parts, as: { ...this.#parts.as, ...types } };
    return new QueryRelation(this.#reading, parts, this.#memory);
  }

  cached({ ttl }: { ttl: string }): QueryRelation {
    durationMs(ttl);
    return this.#with({ ...this.#parts, ttl });
  }

  [Symbol.asyncIterator](): AsyncIterator<Batch> {
    return this.batches()[Symbol.asyncIterator]();
  }

  async *batches(options: { rows?: number; bytes?: number; strings?: 'view' | 'utf8' } = {}): AsyncGenerator<Batch> {
    for await (const source of this.#sources(options)) yield this.#batch(source, options.strings);
  }

  async *arrow(): AsyncGenerator<RecordBatch> {
    for await (const batch of this.batches()) yield batch.toArrow();
  }

  toArrow(): Promise<Table> {
    return this.#reading.given('toArrow()', this.#toArrow());
  }

  async #toArrow(): Promise<Table> {
    await this.#reading.refuseIfLarge(this.sourceText, 'the result');
    const batches: RecordBatch[] = [];
    for await (const batch of this.arrow()) batches.push(batch);
    return this.#reading.arrowTable(batches, await this.#reading.columns(this.sourceText));
  }

  rows(): AsyncIterableIterator<Record<string, never>> {
    return new RowsOfBatches(this.batches());
  }

  toArray(): Promise<Record<string, never>[]> {
    return this.#reading.given('toArray()', this.#toArray());
  }

  async #toArray(): Promise<Record<string, never>[]> {
    const rows: Record<string, never>[] = [];
    for await (const batch of this.batches()) {
      if (rows.length + batch.length > TO_ARRAY_LIMIT)
        throw new MeshError('RUN_TOO_MUCH', {
          what: 'the array of rows',
          size: `more than ${TO_ARRAY_LIMIT.toLocaleString('en-US')} rows`,
          limit: `${TO_ARRAY_LIMIT.toLocaleString('en-US')} rows`,
        });
      for (const row of batch.rows()) rows.push(row as Record<string, never>);
    }
    return rows;
  }

  first(): Promise<Record<string, never> | undefined> {
    return this.#reading.given('first()', this.#first());
  }

  async #first(): Promise<Record<string, never> | undefined> {
    for await (const batch of this.limit(1).batches())
      for (const row of batch.rows()) return row as Record<string, never>;
    return undefined;
  }

  size(): Promise<{ rows: number; bytes: number }> {
    return this.#reading.given('size()', this.#reading.size(this.sourceText));
  }

  load(): Promise<Batch> {
    return this.#reading.given('load()', this.#load());
  }

  async #load(): Promise<Batch> {
    await this.#reading.refuseIfLarge(this.sourceText, 'the result');
    for await (const source of this.#sources({ rows: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER }))
      return this.#batch(source);
    return this.#batch({ columns: await this.#reading.columns(this.sourceText), vectors: [], length: 0 });
  }

  /** In memory when that is safe, else read again each time. */
  reusable(): Promise<QueryRelation> {
    return this.#reading.given('reusable()', this.#reusable());
  }

  async #reusable(): Promise<QueryRelation> {
    const { bytes } = await this.size();
    if (bytes > this.#reading.available() / 2) return this;
    const batches: VectorBatch[] = [];
    for await (const { vectors, length } of this.#sources({})) batches.push({ vectors, length });
    return new QueryRelation(this.#reading, this.#parts, batches);
  }

  compact(): Promise<QueryRelation> {
    return this.#reading.given('compact()', this.#compact());
  }

  async #compact(): Promise<QueryRelation> {
    return this.#with({ from: `(${await this.#reading.compacted(this.sourceText)}\n)`, as: this.#parts.as });
  }

  pages(options: { by: string[]; size: number; after?: Record<string, unknown> | undefined }): AsyncGenerator<Batch> {
    const wrapped = this.#wrapped();
    const page = (condition: string | undefined): AsyncIterable<BatchSource> =>
      this.#with({
        ...wrapped,
        where: condition === undefined ? [] : [condition],
        orderBy: options.by,
        limit: options.size,
      }).#sources({ rows: options.size, bytes: Number.MAX_SAFE_INTEGER });
    return this.#paged(pages(page, options));
  }

  async *#paged(sources: AsyncIterable<BatchSource>): AsyncGenerator<Batch> {
    for await (const source of sources) yield this.#batch(source);
  }

  async *transform(transformer: Transformer<Batch, unknown, unknown>): AsyncGenerator {
    let state: unknown;
    let started = false;
    for await (const batch of this.batches()) {
      if (!started) state = await transformer.init();
      started = true;
      yield transformer.batch(batch, state);
    }
  }

  async *#sources(options: { rows?: number; bytes?: number }): AsyncGenerator<BatchSource> {
    if (this.#memory === undefined) {
      try {
        yield* this.#reading.read(this.sourceText, { ...options, ttl: this.#parts.ttl });
      } catch (error) {
        throw calledAt(error, this[madeKey]);
      }
      return;
    }
    const columns = await this.#reading.columns(this.sourceText);
    for (const batch of this.#memory) yield { columns, ...batch };
  }

  #batch(source: BatchSource, strings?: 'view' | 'utf8'): Batch {
    return batchOf(source, {
      as: this.#parts.as,
      toArrow: (given) => this.#reading.toArrow(given, strings),
      onCut: (column) => this.#reading.onCut(column),
    });
  }

  #with(parts: Partial<Parts> & Pick<Parts, 'from'>): QueryRelation {
    return new QueryRelation(this.#reading, parts);
  }

  /** This query as the table of the next one. */
  #wrapped(): Parts {
    const { as, ttl } = this.#parts;
    return { from: `(${this.sourceText}\n)`, where: [], columns: undefined, orderBy: [], limit: undefined, as, ttl };
  }
}

/** A plain name is a column, whatever it is called; anything longer is SQL. */
function orderKey(key: string): string {
  const match = /^([\p{L}_][\p{L}\p{N}_]*)(\s+(?:asc|desc)?(?:\s*nulls\s+(?:first|last))?)?$/iu.exec(key.trim());
  return match === null ? key : quoteIdentifier(match[1]!) + (match[2] ?? '');
}
