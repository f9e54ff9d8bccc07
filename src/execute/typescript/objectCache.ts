// Costly objects of models (a trained model, a lookup): kept in the process, and on disk where they can be saved.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashParts } from '../../util/hash.ts';

export interface ObjectOptions<T> {
  readonly version: string;
  load(): Promise<T>;
  save?(value: T): Uint8Array;
  restore?(bytes: Uint8Array): T;
}

interface Kept {
  readonly version: string;
  readonly value: Promise<unknown>;
}

const kept = new Map<string, Kept>();

export function keptObject<T>(key: string, folder: string, options: ObjectOptions<T>): Promise<T> {
  const full = `${folder}\u0000${key}`;
  const known = kept.get(full);
  if (known?.version === options.version) return known.value as Promise<T>;
  const value = loaded(join(folder, 'objects', hashParts([key, options.version])), options);
  kept.set(full, { version: options.version, value });
  // A failure is not kept: the next caller tries again.
  value.catch(() => {
    if (kept.get(full)?.value === value) kept.delete(full);
  });
  return value;
}

async function loaded<T>(file: string, options: ObjectOptions<T>): Promise<T> {
  if (options.restore !== undefined && existsSync(file)) {
    try {
      return options.restore(readFileSync(file));
    } catch {
      // A damaged or foreign file is no more than a missing one.
    }
  }
  const value = await options.load();
  if (options.save === undefined || options.restore === undefined) return value;
  mkdirSync(join(file, '..'), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, options.save(value));
  renameSync(draft, file);
  return value;
}
