// The row that was written last: what `checkpoint.last` gives.
import type { BatchSource } from '../../batch/column.ts';
import { typeText } from '../../batch/sqlType.ts';
import { reader } from '../../batch/value/read.ts';
import { quotedName, type TableName } from '../../sql/tableName.ts';
import { rememberExact } from './exactDate.ts';
import { sqlLiteral } from './literal.ts';
import type { Scope } from './scope.ts';

export async function lastRow(scope: Scope, table: TableName): Promise<Readonly<Record<string, unknown>> | undefined> {
  const stream = await scope.bridge.read(`SELECT * FROM ${quotedName(table)} ORDER BY rowid DESC LIMIT 1`);
  for await (const batch of stream.batches) return rowOf({ columns: stream.columns, ...batch });
  return undefined;
}

function rowOf({ columns, vectors }: BatchSource): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [i, { name, type }] of columns.entries()) {
    row[name] = reader(vectors[i]!, { column: name })(0);
    if (!(row[name] instanceof Date)) continue;
    const exact = sqlLiteral(reader(vectors[i]!, { column: name, lossless: true })(0));
    rememberExact(row[name], `CAST(${exact} AS ${typeText(type)})`);
  }
  return row;
}
