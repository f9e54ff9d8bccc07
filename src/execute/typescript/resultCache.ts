// Results of `cached({ ttl })`: a Parquet file by the text that runs and the versions of what it reads. It may always be deleted.
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { MeshError } from '../../error/meshError.ts';
import { quoteString } from '../../sql/literal.ts';
import { hashParts } from '../../util/hash.ts';
import type { Rendered } from './reading.ts';
import type { Scope } from './scope.ts';

const units: Readonly<Record<string, number>> = {
  millisecond: 1,
  ms: 1,
  second: 1000,
  s: 1000,
  minute: 60_000,
  min: 60_000,
  m: 60_000,
  hour: 3_600_000,
  h: 3_600_000,
  day: 86_400_000,
  d: 86_400_000,
  week: 604_800_000,
};

/** `2 days`, `30s`, `1 hour` in milliseconds. */
export function durationMs(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text);
  const name = match?.[2]?.toLowerCase() ?? '';
  const unit = units[name] ?? units[name.replace(/s$/, '')];
  if (match === null || unit === undefined)
    throw new MeshError('RUN_PARAMETERS', {
      detail: `${JSON.stringify(text)} is no duration such as '30s' or '2 days'`,
    });
  return Number(match[1]) * unit;
}

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
