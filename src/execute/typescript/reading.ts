// What relations need to run: names resolved, streams read, sizes and caches. One for each run of a model.
import type { RecordBatch, Table } from 'apache-arrow';
import { batchOf, type BatchSource } from '../../batch/column.ts';
import { layoutOf, sameType, typeText, type ColumnShape } from '../../batch/sqlType.ts';
import { arrowTable, recordBatch } from '../../engine/arrow/toArrow.ts';
import { MeshError } from '../../error/meshError.ts';
import { didYouMean } from '../../error/nearest.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { timeBounds, type TimeBounds } from '../timeLiteral.ts';
import { cachedRead } from './resultCache.ts';
import { compactQuery } from './compact.ts';
import { availableMemory } from './memory.ts';
import { madeAt, pushedText } from './output.ts';
import { calledAt } from './promises.ts';
import type { Scope } from './scope.ts';

export interface ReadRequest {
  readonly rows?: number | undefined;
  readonly bytes?: number | undefined;
  readonly ttl?: string | undefined;
}

export interface Rendered {
  readonly sql: string;
  /** It reads the table that the model writes. */
  readonly readsSelf: boolean;
  /** Canonical names and scratch tables that it reads. */
  readonly tables: readonly string[];
}

export class Reading {
  readonly #scope: Scope;
  #exists: Promise<boolean> | undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Macros expanded, physical tables in; every table must be a dependency, the model itself or registered. */
  async render(text: string): Promise<Rendered> {
    const { snapshot, execute, target, interval } = this.#scope.options;
    const { model } = snapshot;
    const tables: string[] = [];
    let readsSelf = false;
    const allowed = new Set([...model.parents, ...model.dependsOn]);
    const ownRows = await this.#ownRows();
    const sql = await execute.renderer.query(snapshot, {
      text,
      interval,
      thisModel: target,
      replace: (name) => {
        const scratch = this.#scope.registered.get(name.toLowerCase());
        tables.push(scratch ?? name);
        if (scratch !== undefined) return scratch;
        if (name === model.name) {
          readsSelf = true;
          return ownRows;
        }
        if (!allowed.has(name) && !this.#scope.resolved.has(name) && !name.startsWith('mesh_scratch.'))
          throw this.undeclared(name);
        return undefined;
      },
    });
    return { sql, readsSelf, tables };
  }

  /** Before the first batch has been committed there is no table: no rows of the declared columns. */
  async #ownRows(): Promise<string | undefined> {
    const { snapshot, target } = this.#scope.options;
    if (!snapshot.model.selfReference) return undefined;
    this.#exists ??= this.#scope.session().then(async (session) => (await session.columns(target)) !== undefined);
    if (await this.#exists) return undefined;
    const columns = (snapshot.model.columns ?? []).map(
      ({ name, type }) => `CAST(NULL AS ${type ?? 'VARCHAR'}) AS ${quoteIdentifier(name)}`,
    );
    return `(SELECT ${columns.join(', ')} WHERE FALSE)`;
  }

  undeclared(name: string): MeshError {
    const { model } = this.#scope.options.snapshot;
    const near = didYouMean(name, model.parents);
    return new MeshError(
      'RUN_READ_UNDECLARED',
      { model: model.name, table: name },
      near === undefined ? {} : { hint: `${near} Else add it: \`dependsOn: ['${name}']\`` },
    );
  }

  bounds(): TimeBounds {
    const { interval, snapshot, execute } = this.#scope.options;
    const range = interval ?? { start: 0, end: execute.executionTime };
    return timeBounds(range, { model: snapshot.name, name: '', type: 'TIMESTAMP', format: execute.timeColumnFormat });
  }

  async *read(text: string, { ttl, ...limits }: ReadRequest): AsyncGenerator<BatchSource> {
    const rendered = await this.render(text);
    const sql = ttl === undefined ? rendered.sql : await cachedRead(this.#scope, rendered, ttl);
    const { signal, stages, bridge } = this.#scope;
    let began = performance.now();
    const stream = await bridge.read(sql, { ...limits, signal });
    const { columns } = stream;
    try {
      for (;;) {
        const next = await this.#scope.silence.during(() => stream.batches.next());
        stages.add('read', performance.now() - began);
        if (next.done === true) return;
        yield { columns, ...next.value };
        began = performance.now();
      }
    } finally {
      await stream.batches.return();
    }
  }

  async columns(text: string): Promise<readonly ColumnShape[]> {
    return this.#scope.bridge.columnsOf((await this.render(text)).sql);
  }

  /** Rows, and the bytes they will take as columns. */
  async size(text: string): Promise<{ rows: number; bytes: number }> {
    const { sql } = await this.render(text);
    const columns = await this.#scope.bridge.columnsOf(sql);
    let fixed = 0;
    const measured: string[] = [];
    for (const { name, type } of columns) {
      const layout = layoutOf(type);
      if (layout.type === 'fixed') fixed += layout.width;
      else {
        fixed += 16;
        measured.push(`coalesce(sum(strlen(CAST(${quoteIdentifier(name)} AS VARCHAR))), 0)`);
      }
    }
    const session = await this.#scope.session();
    const [row] = await session.query(
      `SELECT count(*) AS n, ${measured.length === 0 ? '0' : measured.join(' + ')} AS b FROM (${sql}\n) AS measured`,
    );
    const rows = Number(row!['n']);
    return { rows, bytes: rows * fixed + Number(row!['b']) };
  }

  async refuseIfLarge(text: string, what: string): Promise<void> {
    const { bytes } = await this.size(text);
    const limit = this.available() / 2;
    if (bytes > limit)
      throw new MeshError('RUN_TOO_MUCH', {
        what,
        size: mebibytes(bytes),
        limit: `half of the free memory, ${mebibytes(limit)}`,
      });
  }

  given<T>(what: string, promise: Promise<T>): Promise<T> {
    return this.#scope.promises.give(
      what,
      this.#scope.silence.during(() => promise),
    );
  }

  /** Batches of a query or relation that stands among a model's rows. */
  async *batchesOf(item: unknown, shapes: readonly ColumnShape[] | undefined): AsyncGenerator {
    try {
      const text = pushedText(item)!;
      const query = shapes === undefined ? text : await this.#castTo(shapes, text);
      for await (const source of this.read(query, {})) yield batchOf(source, { toArrow: recordBatch });
    } catch (error) {
      throw calledAt(error, madeAt(item));
    }
  }

  /** As `INSERT … SELECT` would have it when the query stood alone. */
  async #castTo(shapes: readonly ColumnShape[], text: string): Promise<string> {
    const wanted = new Map(shapes.map((shape) => [shape.name.toLowerCase(), shape.type]));
    const given = await this.columns(text);
    const isOther = ({ name, type }: ColumnShape): boolean => {
      const to = wanted.get(name.toLowerCase());
      return to !== undefined && !sameType(type, to);
    };
    // Two columns of one name are refused when they arrive; a cast would take the first of them for both.
    const names = new Set(given.map(({ name }) => name.toLowerCase()));
    if (names.size < given.length || !given.some(isOther)) return text;
    const list = given.map((shape) => {
      const column = quoteIdentifier(shape.name);
      const to = wanted.get(shape.name.toLowerCase());
      return isOther(shape) ? `CAST(${column} AS ${typeText(to!)}) AS ${column}` : column;
    });
    return `SELECT ${list.join(', ')} FROM (${text}\n) AS given`;
  }

  available(): number {
    return availableMemory();
  }

  async compacted(text: string): Promise<string> {
    const { sql } = await this.render(text);
    return compactQuery(text, await this.#scope.bridge.columnsOf(sql), async (query) => {
      const rendered = await this.render(query);
      return (await this.#scope.session()).query(rendered.sql);
    });
  }

  toArrow(source: BatchSource, strings?: 'view' | 'utf8'): RecordBatch {
    return recordBatch(source, strings);
  }

  arrowTable(batches: readonly RecordBatch[], columns: readonly ColumnShape[]): Table {
    return arrowTable(batches, columns);
  }

  onCut(column: string): void {
    this.#scope.warnOnce(
      `column ${column} has digits below a millisecond, which a Date cuts; read it with .as({ ${column}: 'string' })`,
    );
  }
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20).toLocaleString('en-US')} MiB`;
}
