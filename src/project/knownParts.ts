// Fingerprints of models whose files did not change since the last time: hashing ten thousand texts costs more than the
// rest of a plan without changes. It is a cache: deleting it changes nothing but the time.
import { resolve } from 'node:path';
import type { LoadedProject } from '../load/loadedProject.ts';
import { ownParts, recipe, type OwnParts } from '../snapshot/modelParts.ts';
import { readCacheJson, writeCacheFile } from '../util/cacheFile.ts';
import { meshVersion } from '../util/version.ts';

interface Stored {
  readonly mesh: string;
  readonly recipe: number;
  /** Name → content key of the file, data, metadata. */
  readonly models: Readonly<Record<string, readonly [key: string, data: string, metadata: string]>>;
}

/** Parts of all models whose files can be told apart; the others are hashed as ever. */
export function knownParts(loaded: LoadedProject): ReadonlyMap<string, OwnParts> {
  const { config, models } = loaded;
  const path = resolve(config.root, config.cacheDir, 'fingerprints.json');
  const before = read(path);
  const keys = loaded.contentKeys();
  const found = new Map<string, OwnParts>();
  const next: Record<string, readonly [string, string, string]> = {};
  let isNew = false;
  for (const [name, model] of models) {
    const key = keys.get(model.file);
    if (key === undefined) continue;
    const stored = before.models[name];
    const known = stored?.[0] === key;
    const parts = known ? { data: stored[1], metadata: stored[2] } : ownParts(model);
    found.set(name, parts);
    next[name] = [key, parts.data, parts.metadata];
    isNew ||= !known;
  }
  if (isNew || Object.keys(before.models).length !== found.size)
    writeCacheFile(path, JSON.stringify({ mesh: meshVersion, recipe, models: next } satisfies Stored));
  return found;
}

const nothing: Stored = { mesh: meshVersion, recipe, models: {} };

function read(path: string): Stored {
  const stored = readCacheJson(path) as Stored | undefined;
  return stored?.mesh === meshVersion && stored.recipe === recipe ? stored : nothing;
}
