// `mesh init`: copies a template folder. Existing files are never touched: either all files are written or none.
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MeshError } from '../error/meshError.ts';
import { packageFolder } from '../util/packageFolder.ts';

export type TemplateName = 'default' | 'empty' | 'typescript' | 'sqlmesh';

const templatesFolder = fileURLToPath(new URL('templates', packageFolder));

/** The files that were written, relative to the folder, with `/`. */
export function initProject(folder: string, template: TemplateName): string[] {
  const from = join(templatesFolder, template);
  if (!existsSync(from)) throw new MeshError('CLI_TEMPLATE_MISSING', { template, folder: templatesFolder });
  const files = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(from, join(entry.parentPath, entry.name)))
    .sort()
    .map((path) => ({ path, target: targetName(path) }));
  const existing = files.filter((file) => existsSync(join(folder, file.target))).map((file) => posix(file.target));
  if (existing.length > 0) throw new MeshError('CLI_FILES_EXIST', { folder, files: existing });
  for (const { path, target } of files) {
    const to = join(folder, target);
    try {
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(join(from, path), to);
    } catch (error) {
      throw new MeshError('CLI_FILE_WRITE', { file: to, detail: (error as Error).message }, { cause: error });
    }
  }
  return files.map((file) => posix(file.target));
}

/** npm leaves files named .gitignore out of packages, so templates carry it without the dot. */
function targetName(path: string): string {
  return path.replace(/(^|[/\\])gitignore$/, '$1.gitignore');
}

function posix(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
