// `mesh init`: copies a template folder. Existing files are never touched: those that npm and git begin a folder with are
// kept, any other stops it before anything is written.
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MeshError } from '../error/meshError.ts';
import { configFileNames } from '../load/config/findConfig.ts';
import { packageFolder } from '../util/packageFolder.ts';

export type TemplateName = 'default' | 'empty' | 'typescript' | 'sqlmesh';

const templatesFolder = fileURLToPath(new URL('templates', packageFolder));

const surroundings = new Set(['.gitignore', 'package.json', 'tsconfig.json']);

/** Paths relative to the folder, with `/`. */
export interface MadeProject {
  readonly files: readonly string[];
  readonly kept: readonly string[];
}

export function initProject(folder: string, template: TemplateName): MadeProject {
  const from = join(templatesFolder, template);
  if (!existsSync(from)) throw new MeshError('CLI_TEMPLATE_MISSING', { template, folder: templatesFolder });
  const files = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(from, join(entry.parentPath, entry.name)))
    .sort()
    .map((path) => ({ path, target: targetName(path) }));
  const targets = files.map(({ target }) => target);
  const found = [...new Set([...targets, ...configFileNames])].filter((name) => existsSync(join(folder, name)));
  const existing = found.filter((name) => !surroundings.has(name));
  if (existing.length > 0) throw new MeshError('CLI_FILES_EXIST', { folder, files: existing.map(posix) });
  const kept = new Set(found);
  for (const { path, target } of files) {
    if (kept.has(target)) continue;
    const to = join(folder, target);
    try {
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(join(from, path), to);
    } catch (error) {
      throw new MeshError('CLI_FILE_WRITE', { file: to, detail: (error as Error).message }, { cause: error });
    }
  }
  return { files: targets.filter((name) => !kept.has(name)).map(posix), kept: found.map(posix) };
}

/** npm leaves files named .gitignore out of packages, so templates carry it without the dot. */
function targetName(path: string): string {
  return path.replace(/(^|[/\\])gitignore$/, '$1.gitignore');
}

function posix(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
