// esbuild, Node and stack traces name files by their real paths; projects and models may be reached through symbolic links.
import { realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const roots = new Map<string, string>();

export function realRoot(root: string): string {
  const known = roots.get(root);
  if (known !== undefined) return known;
  const real = realpathSync(root);
  roots.set(root, real);
  return real;
}

/** The real file behind a project-relative one, relative to the real root, with `/`. */
export function realFile(root: string, file: string): string {
  try {
    return relative(realRoot(root), realpathSync(join(root, file)))
      .split(sep)
      .join('/');
  } catch {
    // It is not there: whoever reads it says so.
    return file;
  }
}
