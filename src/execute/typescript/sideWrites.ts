// `context.engine`: statements in scratch at once; inserts and updates of other tables staged now and made with the batch.
import type { ColumnShape } from '../../batch/sqlType.ts';
import type { Session } from '../../engine/engine.ts';
import { MeshError } from '../../error/meshError.ts';
import { parseTableName } from '../../sql/parseTableName.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import type { Reading } from './reading.ts';
import { fillScratch } from './register.ts';
import { QueryRelation } from './relation.ts';
import type { Scope } from './scope.ts';

interface Staged {
  readonly stage: string;
  /** The statement over the rows that are handed over. */
  readonly sql: (rows: string) => string;
}

export class SideWrites {
  readonly #scope: Scope;
  readonly #reading: Reading;
  readonly #writes: ReadonlySet<string>;
  readonly #staged: Staged[] = [];
  readonly #known = new Map<string, readonly ColumnShape[]>();

  constructor(scope: Scope, reading: Reading, writes: readonly string[]) {
    this.#scope = scope;
    this.#reading = reading;
    const { renderer } = scope.options.execute;
    this.#writes = new Set(writes.map((name) => renderer.canonical(name)));
  }

  /** Reads, settings and scratch tables; it cannot write the database. */
  async execute(text: string): Promise<void> {
    const session = await this.#scope.session();
    const { sql } = await this.#reading.render(text);
    if (
      /^\s*(?:insert|update|delete|merge|create|drop|alter|truncate|copy)\b/i.test(sql) &&
      !/"?mesh_scratch"?\./i.test(sql) &&
      !/\btemp(?:orary)?\b/i.test(sql)
    )
      throw new MeshError(
        'RUN_WRITE_UNDECLARED',
        { model: this.#scope.model, table: 'a table with engine.execute' },
        { hint: 'yield rows for the model itself; use engine.insert or engine.update for the tables in `writes`' },
      );
    await this.#scope.interruptible(session, () => session.execute(sql));
  }

  async insert(table: string, data: unknown): Promise<QueryRelation> {
    const target = this.#target(table);
    const shapes = this.#shapes(target);
    const { stage, columns } = await this.#stage(table, data, shapes);
    const list = columns.map((column) => quoteIdentifier(column.name)).join(', ');
    this.#staged.push({ stage, sql: (rows) => `INSERT INTO ${target} (${list}) SELECT ${list} FROM ${rows}` });
    return new QueryRelation(this.#reading, { from: stage });
  }

  async update(table: string, data: unknown, { key }: { key: readonly string[] }): Promise<QueryRelation> {
    const target = this.#target(table);
    const shapes = this.#shapes(target);
    const missing = key.find((name) => !shapes.some((shape) => shape.name === name));
    if (key.length === 0 || missing !== undefined)
      throw new MeshError('RUN_UPDATE_KEYS', {
        table,
        key: key.join(', '),
        detail: missing === undefined ? 'the key is empty' : `it has no column ${missing}`,
      });
    const { stage, columns } = await this.#stage(table, data, shapes);
    await this.#refuseDoubleKeys(stage, table, key);
    const sets = columns.filter((column) => !key.includes(column.name));
    const absent = key.find((name) => !columns.some((column) => column.name === name));
    if (sets.length === 0 || absent !== undefined)
      throw new MeshError('RUN_UPDATE_KEYS', {
        table,
        key: key.join(', '),
        detail: absent === undefined ? 'there is nothing but the key' : `the rows have no ${absent}`,
      });
    const list = sets.map(({ name }) => `${quoteIdentifier(name)} = changed.${quoteIdentifier(name)}`).join(', ');
    const same = key
      .map((name) => `written.${quoteIdentifier(name)} IS NOT DISTINCT FROM changed.${quoteIdentifier(name)}`)
      .join(' AND ');
    this.#staged.push({
      stage,
      sql: (rows) => `UPDATE ${target} AS written SET ${list} FROM ${rows} AS changed WHERE ${same}`,
    });
    return new QueryRelation(this.#reading, { from: stage });
  }

  /** One statement each, after the model's own rows. */
  async apply(session: Session): Promise<void> {
    for (const { sql, stage } of this.#staged) await session.execute(sql(await this.#scope.handOver(`FROM ${stage}`)));
  }

  #target(table: string): string {
    const { renderer } = this.#scope.options.execute;
    const name = renderer.canonical(table);
    if (!this.#writes.has(name)) throw new MeshError('RUN_WRITE_UNDECLARED', { model: this.#scope.model, table });
    return renderer.resolve(table).text;
  }

  /** As the batch's transaction saw them at first: while its rows are written it answers no question. */
  #shapes(target: string): readonly ColumnShape[] {
    const shapes = this.#known.get(target);
    if (shapes !== undefined) return shapes;
    throw new MeshError('RUN_STATEMENT', {
      model: this.#scope.model,
      detail: `the table ${target} that it writes does not exist`,
    });
  }

  /** Before the model runs, on the connection that will write: pre-statements may have made the tables. */
  async prepare(session: Session): Promise<void> {
    const { renderer } = this.#scope.options.execute;
    for (const name of this.#writes) {
      const { text, name: physical } = renderer.resolve(name);
      const columns = await session.columns(parseTableName(physical));
      if (columns === undefined) continue;
      const types = await this.#scope.bridge.types(
        columns.map((column) => column.type),
        session,
      );
      this.#known.set(
        text,
        columns.map((column, i) => ({ name: column.name, type: types[i]!, nullable: true })),
      );
    }
  }

  /** Only the columns that the data has: the others get their defaults. */
  async #stage(
    table: string,
    data: unknown,
    shapes: readonly ColumnShape[],
  ): Promise<{ stage: string; columns: readonly ColumnShape[] }> {
    const stage = await this.#scope.scratchTable();
    const given = givenColumns(data);
    const columns = given === undefined ? shapes : shapes.filter((shape) => given.has(shape.name.toLowerCase()));
    const unknown =
      given === undefined
        ? undefined
        : [...given].find((name) => !shapes.some((shape) => shape.name.toLowerCase() === name));
    if (unknown !== undefined) throw new MeshError('RUN_COLUMN', { model: table, column: unknown, problem: 'unknown' });
    await fillScratch(this.#scope, this.#reading, {
      table: stage,
      source: data,
      label: table,
      shapes: given === undefined ? undefined : columns,
    });
    const session = await this.#scope.session();
    const made = given === undefined ? await this.#scope.bridge.columnsOf(`SELECT * FROM ${stage}`, session) : columns;
    return { stage, columns: made };
  }

  async #refuseDoubleKeys(stage: string, table: string, key: readonly string[]): Promise<void> {
    const list = key.map(quoteIdentifier).join(', ');
    const session = await this.#scope.session();
    const [double] = await session.query(
      `SELECT ${key.map((name) => `CAST(${quoteIdentifier(name)} AS VARCHAR)`).join(` || ', ' || `)} AS k, count(*) AS n FROM ${stage} GROUP BY ${list} HAVING count(*) > 1 LIMIT 1`,
    );
    if (double !== undefined)
      throw new MeshError('RUN_UPDATE_KEYS', {
        table,
        key: key.join(', '),
        detail: `${Number(double['n'])} rows have the key ${double['k'] as string}`,
      });
  }
}

/** Names in lower case, when the data tells them before it is read. */
function givenColumns(data: unknown): ReadonlySet<string> | undefined {
  if (Array.isArray(data) && data.length > 0) {
    const names = new Set<string>();
    for (const row of data as readonly Readonly<Record<string, unknown>>[])
      for (const name of Object.keys(row)) names.add(name.toLowerCase());
    return names;
  }
  const columns = (data as { type?: unknown; columns?: Readonly<Record<string, unknown>> } | null)?.columns;
  return (data as { type?: unknown } | null)?.type === 'columns' && columns !== undefined
    ? new Set(Object.keys(columns).map((name) => name.toLowerCase()))
    : undefined;
}
