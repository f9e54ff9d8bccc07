// Rows of text (seeds) into a table: appended as they are to a stage, then cast in one statement.
import { MeshError } from '../../error/meshError.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import type { Execution } from '../engine.ts';
import type { ColumnDefinition, LoadRows } from '../writeStrategy.ts';
import { driver } from './driver.ts';
import { sqlError } from './errors.ts';
import type { DuckDBSession } from './session.ts';

/** DuckDB's vector size: a chunk holds no more. */
const CHUNK = 2048;

const STAGE = 'mesh_rows';

export async function loadRows(session: DuckDBSession, { target, columns, rows }: LoadRows): Promise<Execution> {
  const texts = columns.map((_, i) => `c${i} VARCHAR`).join(', ');
  await session.execute(`CREATE OR REPLACE TEMP TABLE ${STAGE} (${texts})`);
  await appendTexts(session, columns.length, rows);
  for (const [i, column] of columns.entries()) await checkColumn(session, column, `c${i}`);
  const cast = columns.map((c, i) => `CAST(c${i} AS ${c.type}) AS ${quoteIdentifier(c.name)}`).join(', ');
  const done = await session.write({
    type: 'replaceTable',
    target,
    query: `SELECT ${cast} FROM temp.main.${STAGE}`,
    columns,
  });
  await session.execute(`DROP TABLE temp.main.${STAGE}`);
  return done;
}

async function appendTexts(session: DuckDBSession, width: number, rows: LoadRows['rows']): Promise<void> {
  const { DuckDBDataChunk, VARCHAR } = driver();
  const appender = await session.connection.createAppender(STAGE, 'main', 'temp');
  try {
    let buffer: (readonly (string | null)[])[] = [];
    const send = (): void => {
      const chunk = DuckDBDataChunk.create(
        Array.from({ length: width }, () => VARCHAR),
        buffer.length,
      );
      chunk.setColumns(Array.from({ length: width }, (_, i) => buffer.map((row) => row[i] ?? null)));
      appender.appendDataChunk(chunk);
      buffer = [];
    };
    for (const row of rows) {
      buffer.push(row);
      if (buffer.length === CHUNK) send();
    }
    if (buffer.length > 0) send();
    appender.closeSync();
  } catch (error) {
    throw sqlError(error);
  }
}

/** A failing CAST would kill the transaction and not say which row it was. */
async function checkColumn(session: DuckDBSession, column: ColumnDefinition, text: string): Promise<void> {
  if (/^(VARCHAR|TEXT|STRING)$/i.test(column.type) && column.nullable !== false) return;
  const missing = column.nullable === false ? 'OR value IS NULL' : '';
  const bad = await session.query<{ row: bigint; value: string | null }>(
    `SELECT row, value FROM (SELECT row_number() OVER () AS row, ${text} AS value FROM temp.main.${STAGE})
     WHERE (value IS NOT NULL AND TRY_CAST(value AS ${column.type}) IS NULL) ${missing} ORDER BY row LIMIT 1`,
  );
  const first = bad[0];
  if (first === undefined) return;
  throw new MeshError('ENGINE_ROW_VALUE', {
    row: Number(first.row),
    column: column.name,
    type: column.type,
    value: first.value,
  });
}
