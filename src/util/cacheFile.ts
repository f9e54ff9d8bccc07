// Small files of a cache: deleting them changes nothing but the time.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Undefined when it is missing or damaged: all the same for a cache. */
export function readCacheJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Written beside and renamed, so that nobody reads half of it. A folder that cannot be written costs time at the next
 * command, nothing else: loading the project has said so already (MODEL_CACHE_UNWRITABLE).
 */
export function writeCacheFile(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch {
    return;
  }
}
