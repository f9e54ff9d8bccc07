// Temporary tables of a run: in scratch, seen by every connection, never in the database's file.
import { BatchMaker } from '../../batch/batchMaker.ts';
import type { ColumnShape } from '../../batch/sqlType.ts';
import { readIpc } from '../../engine/arrow/toArrow.ts';
import { MeshError } from '../../error/meshError.ts';
import { itemsOf, madeAt, pushedText } from './output.ts';
import { calledAt } from './promises.ts';
import { startingWith } from './pull.ts';
import { feedInto, madeBatches } from './pump.ts';
import type { Reading } from './reading.ts';
import { QueryRelation } from './relation.ts';
import type { Scope } from './scope.ts';
import { Silence } from './silence.ts';

export interface RegisterRequest {
  readonly name: string;
  readonly source: unknown;
  readonly columns?: Readonly<Record<string, string>> | undefined;
}

export async function register(
  scope: Scope,
  reading: Reading,
  { name, source, columns }: RegisterRequest,
): Promise<QueryRelation> {
  const table = await scope.scratchTable(name.toLowerCase());
  await fillScratch(scope, reading, { table, source, label: name, shapes: await shapesOf(scope, columns) });
  scope.registered.set(name.toLowerCase(), table);
  return new QueryRelation(reading, { from: table });
}

export async function shapesOf(
  scope: Scope,
  columns: RegisterRequest['columns'],
): Promise<readonly ColumnShape[] | undefined> {
  if (columns === undefined) return undefined;
  const entries = Object.entries(columns).map(([name, text]) => ({
    name,
    text: text.replace(/\s+NOT\s+NULL\s*$/i, ''),
    nullable: !/\s+NOT\s+NULL\s*$/i.test(text),
  }));
  const types = await scope.bridge.types(
    entries.map((entry) => entry.text),
    await scope.session(),
  );
  return entries.map(({ name, nullable }, i) => ({ name, nullable, type: types[i]! }));
}

export interface FillRequest {
  readonly table: string;
  readonly source: unknown;
  /** For messages. */
  readonly label: string;
  readonly shapes: readonly ColumnShape[] | undefined;
}

/** A table in scratch, from a query, a relation or data. */
export async function fillScratch(
  scope: Scope,
  reading: Reading,
  { table, source, label, shapes }: FillRequest,
): Promise<void> {
  const session = await scope.session();
  const text = pushedText(source);
  if (text !== undefined) {
    const { sql } = await reading.render(text);
    await scope
      .interruptible(session, () => session.execute(`CREATE OR REPLACE TABLE ${table} AS (${sql}\n)`))
      .catch((error: unknown) => {
        throw calledAt(error, madeAt(source));
      });
    return;
  }
  const maker = new BatchMaker({ model: label, shapes, readIpc });
  const { signal } = scope;
  // The model itself waits for this.
  const silence = new Silence();
  const read = (item: unknown): AsyncIterable<unknown> => reading.batchesOf(item, maker.shapes);
  const batches = madeBatches(itemsOf(await source, label), maker, { model: label, signal, silence, read });
  const first = await batches.next();
  const known = maker.shapes;
  if (known === undefined)
    throw new MeshError('RUN_NO_COLUMNS', { model: label }, { hint: 'it has no rows: say which columns it has' });
  const release = await scope.bridge.permit('stage', signal);
  try {
    const feed = scope.bridge.feed(known);
    await feedInto({
      feed,
      batches: startingWith([first], batches),
      stages: scope.stages,
      signal,
      write: (query) => session.execute(`CREATE OR REPLACE TABLE ${table} AS ${query}`),
    });
  } finally {
    release();
  }
}
