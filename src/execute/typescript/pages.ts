// Keyset pages: each begins behind the last key of the one before, in the engine's order, NULLs last.
import type { BatchSource } from '../../batch/column.ts';
import { typeText } from '../../batch/sqlType.ts';
import { reader } from '../../batch/value/read.ts';
import { MeshError } from '../../error/meshError.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { sqlLiteral } from './literal.ts';

/** Key column → literal. Never made from a Date, which cuts microseconds. */
export type KeyLiterals = Readonly<Record<string, string>>;

export async function* pages(
  page: (condition: string | undefined) => AsyncIterable<BatchSource>,
  { by, size, after }: { by: readonly string[]; size: number; after?: Readonly<Record<string, unknown>> | undefined },
): AsyncGenerator<BatchSource> {
  if (by.length === 0 || size < 1) throw new MeshError('RUN_ARGUMENT', { detail: 'pages need a key and a size' });
  let key = after === undefined ? undefined : givenKey(by, after);
  for (;;) {
    let rows = 0;
    for await (const source of page(key === undefined ? undefined : behind(by, key))) {
      rows += source.length;
      key = lastKey(source, by);
      yield source;
    }
    if (rows < size) return;
  }
}

function givenKey(by: readonly string[], after: Readonly<Record<string, unknown>>): KeyLiterals {
  const missing = by.find((name) => after[name] === undefined);
  if (missing !== undefined)
    throw new MeshError('RUN_ARGUMENT', { detail: `the row that the pages begin after has no ${missing}` });
  return Object.fromEntries(by.map((name) => [name, sqlLiteral(after[name])]));
}

/** The engine's text of each key, cast to its type. */
export function lastKey({ columns, vectors, length }: BatchSource, by: readonly string[]): KeyLiterals {
  return Object.fromEntries(
    by.map((name) => {
      const index = columns.findIndex((column) => column.name === name);
      if (index < 0) throw new MeshError('RUN_NO_COLUMN', { column: name });
      const value = reader(vectors[index]!, { lossless: true, column: name })(length - 1);
      const literal = sqlLiteral(value);
      return [name, value === null ? 'NULL' : `CAST(${literal} AS ${typeText(columns[index]!.type)})`];
    }),
  );
}

function behind(by: readonly string[], key: KeyLiterals): string {
  const alternatives = by.map((name, i) => {
    const same = by.slice(0, i).map((before) => `${quoteIdentifier(before)} IS NOT DISTINCT FROM ${key[before]!}`);
    const column = quoteIdentifier(name);
    const value = key[name]!;
    const more = value === 'NULL' ? 'FALSE' : `(${column} > ${value} OR ${column} IS NULL)`;
    return [...same, more].join(' AND ');
  });
  return alternatives.map((alternative) => `(${alternative})`).join(' OR ');
}
