// Results of `cached({ ttl })`: a Parquet file by the text that runs and the versions of what it reads. It may always be deleted.
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { durationMs } from './duration.ts';
import { quoteString } from '../../sql/literal.ts';
import { hashParts } from '../../util/hash.ts';
import type { Rendered } from './reading.ts';
import { orAborted, type Scope } from './scope.ts';

/** Files that a model of this process is making: others that want the same wait for it. */
const making = new Map<string, Promise<void>>();

/** A query that reads the kept result; the given one runs only when there is none that is fresh. */
export async function cachedRead(scope: Scope, { sql, tables }: Rendered, ttl: string): Promise<string> {
  const { execute, code } = scope.options;
  const age = durationMs(ttl);
  const version = await execute.state.dataVersion(tables);
  const folder = join(code.cacheDir, 'results');
  const file = join(folder, `${hashParts([sql, version])}.parquet`);
  const read = `SELECT * FROM read_parquet(${quoteString(file)})`;
  const isFresh = (): boolean => {
    const kept = statSync(file, { throwIfNoEntry: false });
    const now = execute.clock();
    return kept !== undefined && now - kept.mtimeMs < age && now >= kept.mtimeMs;
  };
  for (;;) {
    if (isFresh()) return read;
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
  await made.finally(() => making.delete(file));
  scope.log('debug', `kept a result for ${ttl}`);
  return read;
}

async function keep(scope: Scope, { sql, file }: { readonly sql: string; readonly file: string }): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await (await scope.session()).execute(`COPY (${sql}\n) TO ${quoteString(draft)} (FORMAT parquet)`);
    // Its age counts on mesh's clock, which tests and back-dated runs set.
    const now = scope.options.execute.clock() / 1000;
    await utimes(draft, now, now);
    renameSync(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
