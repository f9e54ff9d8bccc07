// Which file configures the project, and which folder the project therefore is.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { diagnostic, type Diagnostic } from '../../error/diagnostic.ts';
import { MeshError } from '../../error/meshError.ts';

/** In the order in which they are offered; a folder may have one. */
export const configFileNames = [
  'mesh.config.ts',
  'mesh.config.mts',
  'mesh.config.js',
  'mesh.config.mjs',
  'mesh.config.yaml',
  'mesh.config.yml',
  'config.yaml',
  'config.yml',
  'sqlmesh.yaml',
  'sqlmesh.yml',
] as const;

export interface FoundConfig {
  readonly root: string;
  readonly file: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FindConfigOptions {
  /** Where to begin: the working directory. */
  readonly from: string;
  /** `--project`: this folder and no other. */
  readonly project?: string | undefined;
  /** `--config`: relative to `from`, or to the project. */
  readonly file?: string | undefined;
}

export function findConfig({ from, project, file }: FindConfigOptions): FoundConfig {
  const start = project === undefined ? from : resolve(from, project);
  const stats = statSync(start, { throwIfNoEntry: false });
  if (stats?.isDirectory() === false) throw new MeshError('CONFIG_NO_FOLDER', { path: start });
  if (file !== undefined) {
    const path = namedFile(file, [from, start]);
    return { root: project === undefined ? dirname(path) : start, file: path, diagnostics: [] };
  }
  for (let folder = start; ; folder = dirname(folder)) {
    const found = configIn(folder);
    if (found !== undefined) return found;
    if (project !== undefined || dirname(folder) === folder) break;
  }
  const data = { folder: start, searchedUpwards: project === undefined, exists: existsSync(start) };
  const counterpart = existsSync(join(start, 'dbt_project.yml')) ? dbtProject : undefined;
  throw new MeshError('CONFIG_MISSING', { ...data, counterpart });
}

const dbtProject =
  'this is a project of dbt, which mesh does not read: docs/coming-from-dbt.md says how its parts are written, and `mesh init <dir>` makes a project';

function namedFile(file: string, folders: readonly string[]): string {
  const paths = isAbsolute(file) ? [file] : folders.map((folder) => resolve(folder, file));
  const path = paths.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  if (path === undefined) throw new MeshError('CONFIG_FILE_MISSING', { file });
  if (path.endsWith('.py')) throw new MeshError('CONFIG_PYTHON', { file }, { at: { file, line: 1, column: 1 } });
  return path;
}

function configIn(folder: string): FoundConfig | undefined {
  if (!existsSync(folder)) return undefined;
  const entries = new Set(readdirSync(folder));
  const files = configFileNames.filter((name) => entries.has(name) && statSync(join(folder, name)).isFile());
  if (files.length > 1) throw new MeshError('CONFIG_TWO_FILES', { folder, files });
  const at = { file: 'config.py', line: 1, column: 1 };
  const [file] = files;
  if (file !== undefined) {
    // The leftover of a move from SQLMesh: say that it is not read.
    const python = entries.has('config.py')
      ? [diagnostic('CONFIG_PYTHON', { file: 'config.py' }, { at, severity: 'warning' })]
      : [];
    return { root: folder, file: join(folder, file), diagnostics: python };
  }
  if (entries.has('config.py') && looksLikeProject(entries))
    throw new MeshError('CONFIG_PYTHON', { file: 'config.py' }, { at });
  return undefined;
}

/** `config.py` is a common name: it counts only beside a folder of models. */
function looksLikeProject(entries: ReadonlySet<string>): boolean {
  return entries.has('models');
}
