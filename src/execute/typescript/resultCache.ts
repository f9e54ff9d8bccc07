// Results of `cached({ ttl })`: a Parquet file by the text that runs and the versions of what it reads. It may always be deleted.
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { typeText, type SqlType } from '../../batch/sqlType.ts';
import { durationMs } from './duration.ts';
import { quoteString } from '../../sql/literal.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { hashParts } from '../../util/hash.ts';
import type { Rendered } from './reading.ts';
import { orAborted, type Scope } from './scope.ts';

/** Files that a model of this process is making: others that want the same wait for it. */
const making = new Map<string, Promise<boolean>>();

/** A query that reads the kept result; the given one runs only when there is none that is fresh. */
export async function cachedRead(scope: Scope, { sql, tables }: Rendered, ttl: string): Promise<string> {
  const { execute, code } = scope.options;
  const age = durationMs(ttl);
  const version = await execute.state.dataVersion(tables);
  const folder = join(code.cacheDir, 'results');
  const file = join(folder, `${hashParts([form, sql, version])}.parquet`);
  const isFresh = (): boolean => {
    const kept = statSync(file, { throwIfNoEntry: false });
    const now = execute.clock();
    return kept !== undefined && now - kept.mtimeMs < age && now >= kept.mtimeMs;
  };
  for (;;) {
    if (isFresh()) return readKept(scope, file);
    const other = making.get(file);
    if (other === undefined) break;
    // What stops another model is no matter of this one, which then asks for itself.
    await orAborted(
      other.catch(() => undefined),
      scope.signal,
    );
  }
  const made = keep(scope, { sql, file });
  making.set(file, made);
  const isKept = await made.finally(() => making.delete(file));
  scope.log('debug', isKept ? `kept a result for ${ttl}` : 'a result is not kept: Parquet has no such types');
  return isKept ? readKept(scope, file) : sql;
}

/** Raise when files of before must not be read any more. */
const form = '2';

/** Parquet would round them; texts of them are exact. */
const asText: ReadonlySet<string> = new Set(['HUGEINT', 'UHUGEINT', 'BIGNUM', 'TIMETZ', 'TIME_NS', 'INTERVAL']);

/** Inside of lists, structs and maps there is no way around that. */
function partsOf(type: SqlType): readonly SqlType[] {
  const inside =
    'item' in type
      ? [type.item]
      : 'fields' in type
        ? type.fields.map((each) => each.type)
        : 'key' in type
          ? [type.key, type.value]
          : [];
  return [...(type.type === 'UNION' ? [type] : []), ...inside, ...inside.flatMap(partsOf)];
}

function isLost({ type }: SqlType): boolean {
  return asText.has(type) || type === 'UNION';
}

/** The file says itself how its columns become what they were. */
async function readKept(scope: Scope, file: string): Promise<string> {
  const [kept] = await (
    await scope.session()
  ).query<{ list: string }>(
    `SELECT decode(value) AS list FROM parquet_kv_metadata(${quoteString(file)}) WHERE decode(key) = 'mesh_columns'`,
  );
  return `SELECT ${kept!.list} FROM read_parquet(${quoteString(file)})`;
}

/** False when the file could not give back what the query gives. */
async function keep(scope: Scope, { sql, file }: { readonly sql: string; readonly file: string }): Promise<boolean> {
  const shapes = await scope.bridge.columnsOf(sql);
  if (shapes.some(({ type }) => partsOf(type).some(isLost))) return false;
  const names = shapes.map(({ name }) => quoteIdentifier(name));
  const written = names.map((name, i) =>
    asText.has(shapes[i]!.type.type) ? `CAST(${name} AS VARCHAR) AS ${name}` : name,
  );
  const read = names.map((name, i) => `CAST(${name} AS ${typeText(shapes[i]!.type)}) AS ${name}`);
  const options = `FORMAT parquet, KV_METADATA { mesh_columns: ${quoteString(read.join(', '))} }`;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await (
      await scope.session()
    ).execute(`COPY (SELECT ${written.join(', ')} FROM (${sql}\n) AS kept) TO ${quoteString(draft)} (${options})`);
    // Its age counts on mesh's clock, which tests and back-dated runs set.
    const now = scope.options.execute.clock() / 1000;
    await utimes(draft, now, now);
    renameSync(draft, file);
    return true;
  } finally {
    await rm(draft, { force: true });
  }
}
