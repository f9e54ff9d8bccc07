// A project as its user has the compiler check it: with `mesh types`, its own tsconfig.json and the built package.
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runMesh } from './runMesh.ts';

const root = join(import.meta.dirname, '../..');

/** What the compiler says; empty when all is well. */
export async function compiled(folder: string): Promise<string> {
  const types = await runMesh(['types'], { cwd: folder, now: '2026-03-01T12:00:00Z' });
  if (types.code !== 0) return types.stderr;
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  symlinkSync(root, join(modules, 'mesh-sql'));
  symlinkSync(join(root, 'node_modules/@types'), join(modules, '@types'));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: folder, encoding: 'utf8' }).stdout;
}
