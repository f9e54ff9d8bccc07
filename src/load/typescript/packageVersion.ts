// `name@version` of the package a file belongs to, as the project's lock file says, else as it is installed.
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

interface LockFile {
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}

export function packageVersion(file: string, root: string): string {
  const marker = `${sep}node_modules${sep}`;
  const cut = file.lastIndexOf(marker) + marker.length;
  const parts = file.slice(cut).split(sep);
  const name = parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/');
  const folder = join(file.slice(0, cut), name);
  const locked = (readJson(join(root, 'package-lock.json')) as LockFile | undefined)?.packages?.[
    relative(root, folder).split(sep).join('/')
  ];
  const version =
    locked?.version ?? (readJson(join(folder, 'package.json')) as { version?: string } | undefined)?.version;
  return `${name}@${version ?? 'unknown'}`;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // No lock file, or none that npm wrote.
    return undefined;
  }
}
