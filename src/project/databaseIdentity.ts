// What tells one content of a database file from any other without opening it.
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Clocks of file systems tick every few milliseconds; the coarsest, which know no fractions of them, every two seconds. */
const tickMs = 50;
const coarsestTickMs = 2000;

/**
 * Equal texts mean equal content; undefined where nothing can be said: no such file, changes that are in its log
 * and not yet in the file, or a change so recent that another one might carry the same time.
 */
export function databaseIdentity(file: string): string | undefined {
  try {
    // First the log: DuckDB removes it after it has written the file, so a log that is gone shows in the file's times.
    if (hasLog(file)) return undefined;
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    const changed = ctimeNs > mtimeNs ? ctimeNs : mtimeNs;
    const tick = changed % 1_000_000n === 0n ? coarsestTickMs : tickMs;
    if (Date.now() - Number(changed / 1_000_000n) < tick) return undefined;
    // ctime: a copy that keeps the times of the file it replaces cannot set this one.
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return undefined;
  }
}

/** `x.duckdb.wal`, and its companions while a checkpoint runs. */
function hasLog(file: string): boolean {
  const log = `${basename(file)}.wal`;
  return readdirSync(dirname(file)).some((name) => name.startsWith(log));
}
