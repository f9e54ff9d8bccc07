// The import that a misspelt one means: a file beside it, or a package of the project.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nearest } from '../../error/nearest.ts';

export interface MissingImport {
  readonly root: string;
  /** Project-relative. */
  readonly importer: string;
}

export function nearImport(name: string, { root, importer }: MissingImport): string | undefined {
  if (!/^[./]/.test(name)) return nearest(name, ['mesh-sql', ...packagesOf(root)]);
  const cut = name.lastIndexOf('/') + 1;
  const [folder, base] = [name.slice(0, cut), name.slice(cut)];
  const isSpeltOut = /\.[cm]?[jt]sx?$|\.json$|\.sql$/.test(base);
  const found = nearest(base, filesOf(resolve(root, dirname(importer), folder), isSpeltOut));
  return found === undefined ? undefined : `${folder}${found}`;
}

function filesOf(folder: string, isSpeltOut: boolean): string[] {
  try {
    return readdirSync(folder).map((file) => (isSpeltOut ? file : file.replace(/\.[cm]?[jt]sx?$/, '')));
  } catch {
    // The folder is what is misspelt.
    return [];
  }
}

function packagesOf(root: string): string[] {
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly dependencies?: object;
      readonly devDependencies?: object;
    };
    return [...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})];
  } catch {
    // Most projects have none.
    return [];
  }
}
