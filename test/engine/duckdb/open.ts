// Fresh engines for the tests of this folder: in memory, or on a file in a folder of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { openDuckDB } from '../../../src/engine/duckdb/duckdbEngine.ts';
import type { DuckDBOptions } from '../../../src/engine/duckdb/options.ts';
import type { Engine, Session } from '../../../src/engine/engine.ts';

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-engine-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function freshEngine(options: Partial<DuckDBOptions> = {}): Promise<Engine> {
  const engine = await openDuckDB({ root: options.root ?? freshFolder(), ...options });
  cleanups.push(() => engine.close());
  return engine;
}

export async function freshSession(options: Partial<DuckDBOptions> = {}): Promise<Session> {
  return (await freshEngine(options)).session();
}
