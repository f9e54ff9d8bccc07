// Runs a command in this process, in a folder of its own.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CliIo } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

export interface MeshRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type RunOptions = Partial<Pick<CliIo, 'env' | 'stop' | 'abort' | 'isInteractive'>> & {
  readonly isTTY?: boolean;
};

export async function runMesh(cwd: string, argv: readonly string[], options: RunOptions = {}): Promise<MeshRun> {
  const never = new AbortController().signal;
  let stdout = '';
  let stderr = '';
  const isTTY = options.isTTY ?? false;
  const code = await main(argv, {
    cwd,
    env: options.env ?? { MESH_NOW: '2024-02-01T00:00:00Z' },
    stdout: { isTTY, columns: 100, write: (text) => (stdout += text) },
    stderr: { isTTY, columns: 100, write: (text) => (stderr += text) },
    isInteractive: options.isInteractive ?? false,
    clock: () => Date.UTC(2024, 1, 1),
    stop: options.stop ?? never,
    abort: options.abort ?? never,
  });
  return { code, stdout, stderr };
}

export type Files = Readonly<Record<string, string>>;

/** A folder with these files; it is removed when the test ends. */
export function folderWith(files: Files = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export function readText(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}
