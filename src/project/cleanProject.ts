// `mesh clean`: removes the cache. Nothing but the time of the next load depends on it.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { MeshError } from '../error/meshError.ts';
import { fileProblem } from '../util/fileProblem.ts';
import type { Project } from './openProject.ts';

export interface Cleaned {
  /** Relative to the root. */
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

export async function cleanProject(project: Project): Promise<Cleaned> {
  const { root, cacheDir } = await project.config();
  const folder = resolve(root, cacheDir);
  const shown = relative(root, folder).replaceAll('\\', '/');
  // A mistyped cache_dir must not cost anybody their project.
  if (shown === '' || (!shown.startsWith('..') && existsSync(join(folder, 'models')))) {
    throw new MeshError('CLI_CACHE_FOLDER', { folder: cacheDir });
  }
  if (!existsSync(folder)) return { folder: shown, files: 0, bytes: 0 };
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce(
    (sum, file) => sum + (statSync(join(file.parentPath, file.name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    throw new MeshError('CLI_FILE_WRITE', { file: shown, detail: fileProblem(error) }, { cause: error });
  }
  return { folder: shown, files: files.length, bytes };
}
