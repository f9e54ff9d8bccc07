// Results of `cached({ ttl })`: a Parquet file by the text that runs and the versions of what it reads. It may always be deleted.
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { durationMs } from './duration.ts';
import { quoteString } from '../../sql/literal.ts';
import { hashParts } from '../../util/hash.ts';
import type { Rendered } from './reading.ts';
import type { Scope } from './scope.ts';

/** A query that reads the kept result; the given one runs only when there is none that is fresh. */
export async function cachedRead(scope: Scope, { sql, tables }: Rendered, ttl: string): Promise<string> {
  const { execute, code } = scope.options;
  const age = durationMs(ttl);
  const version = await execute.state.dataVersion(tables);
  const folder = join(code.cacheDir, 'results');
  const file = join(folder, `${hashParts([sql, version])}.parquet`);
  const read = `SELECT * FROM read_parquet(${quoteString(file)})`;
  const now = execute.clock();
  if (existsSync(file) && now - statSync(file).mtimeMs < age && now >= statSync(file).mtimeMs) return read;
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await (await scope.session()).execute(`COPY (${sql}\n) TO ${quoteString(draft)} (FORMAT parquet)`);
    // Its age counts on mesh's clock, which tests and back-dated runs set.
    await utimes(draft, now / 1000, now / 1000);
    renameSync(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  scope.log('debug', `kept a result for ${ttl}`);
  return read;
}
