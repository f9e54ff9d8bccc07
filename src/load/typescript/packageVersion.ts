// `name@version` of the package a file belongs to, as the lock file of the project or of a folder above it says, else as it is installed.
import { readFileSync, existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { lockFiles, parseJson } from './lockedVersions.ts';

export interface ImportedFile {
  /** As the code names it. */
  readonly specifier: string;
  /** Absolute path of the file that imports it. */
  readonly importer: string;
  /** Absolute path of the file that it leads to, in a package. */
  readonly file: string;
}

type Locks = readonly ReturnType<(typeof lockFiles)[string]>[];

export class PackageVersions {
  /** Absolute paths of all files that were looked for: another content of one may be another version. */
  readonly asked = new Set<string>();
  readonly #root: string;
  #locks: Locks | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  of({ specifier, importer, file }: ImportedFile): string {
    const marker = `${sep}node_modules${sep}`;
    const cut = file.lastIndexOf(marker) + marker.length;
    const name = packageName(file.slice(cut), sep);
    const folder = join(file.slice(0, cut), name);
    this.#locks ??= this.#findLocks();
    const imported = { name: specifier.startsWith('#') ? name : packageName(specifier, '/'), importer, folder };
    for (const locked of this.#locks) {
      const version = locked(imported);
      if (version !== undefined) return `${name}@${version}`;
    }
    return `${name}@${this.#installed(folder) ?? 'unknown'}`;
  }

  #installed(folder: string): string | undefined {
    const text = this.#read(join(folder, 'package.json'));
    return (parseJson(text ?? '') as { readonly version?: string } | undefined)?.version;
  }

  /** Those of the nearest folder that has any, up to the one of the repository. */
  #findLocks(): Locks {
    for (let folder = this.#root; ; folder = dirname(folder)) {
      const found = Object.entries(lockFiles).flatMap(([file, reader]) => {
        const text = this.#read(join(folder, file));
        return text === undefined ? [] : [reader({ folder, text, read: (other) => this.#read(other) })];
      });
      if (found.length > 0 || existsSync(join(folder, '.git')) || dirname(folder) === folder) return found;
    }
  }

  #read(file: string): string | undefined {
    this.asked.add(file);
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // There is none.
      return undefined;
    }
  }
}

function packageName(path: string, separator: string): string {
  const parts = path.split(separator);
  return parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/');
}
