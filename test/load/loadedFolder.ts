// Writes a small project into a temporary folder and loads it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Diagnostic } from '../../src/error/diagnostic.ts';
import { readConfig } from '../../src/load/config/readConfig.ts';
import { loadProject, type LoadOptions } from '../../src/load/loadProject.ts';
import type { LoadedProject } from '../../src/load/loadedProject.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

const config =
  'model_defaults: { dialect: duckdb }\ngateways: { local: { connection: { type: duckdb, database: db.duckdb } } }\n';

export function folderOf(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'mesh-load-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries({ 'config.yaml': config, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export async function loadFolder(root: string, options: LoadOptions = {}): Promise<LoadedProject> {
  const { config: read } = await readConfig(root);
  return loadProject(read, options);
}

export async function load(files: Files, options: LoadOptions = {}): Promise<LoadedProject> {
  return loadFolder(folderOf(files), options);
}

/** `MODEL_PROPERTY_VALUE models/a.sql:3:8`: what most tests compare. */
export function placed({ code, at }: Diagnostic): string {
  return at === undefined ? code : `${code} ${at.file}:${at.line}:${at.column}`;
}

export function problems(project: LoadedProject): string[] {
  return project.diagnostics.map(placed);
}
