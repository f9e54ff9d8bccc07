// Tells of every file that is saved below a folder. On Linux each folder is watched by itself: a recursive watch of Node 20
// loses a file as soon as an editor replaces it.
import { readdirSync, watch, type Dirent, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

export interface WatchOptions {
  /** Folders, relative to the root, that are not looked into. */
  readonly isLeftOut: (path: string) => boolean;
  /** A path relative to the root, with slashes. */
  readonly changed: (path: string) => void;
}

export function watchFolder(root: string, options: WatchOptions): { close(): void } {
  return process.platform === 'linux' ? watchEach(root, options) : watchWhole(root, options);
}

function watchWhole(root: string, { isLeftOut, changed }: WatchOptions): { close(): void } {
  const isInside = (path: string): boolean =>
    path.split('/').some((_, i, parts) => isLeftOut(parts.slice(0, i + 1).join('/')));
  const watcher = watch(root, { recursive: true }, (_, file) => {
    const path = file?.replaceAll('\\', '/');
    if (path !== undefined && !isInside(path)) changed(path);
  });
  return { close: () => watcher.close() };
}

function watchEach(root: string, { isLeftOut, changed }: WatchOptions): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  /** The files in it, when it was not watched yet. */
  const add = (folder: string): readonly string[] => {
    const entries = isLeftOut(folder) ? undefined : entriesOf(join(root, folder));
    if (entries === undefined) {
      watchers.get(folder)?.close();
      watchers.delete(folder);
      return [];
    }
    if (watchers.has(folder)) return [];
    const below = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
    const watcher = watch(join(root, folder), (_, file) => {
      if (file === null) return;
      for (const path of [below(file), ...add(below(file))]) changed(path);
    });
    // A folder that went away.
    watcher.on('error', () => watcher.close());
    watchers.set(folder, watcher);
    return entries.flatMap((entry) => (entry.isDirectory() ? add(below(entry.name)) : [below(entry.name)]));
  };
  add('');
  return {
    close: () => {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

/** Undefined for what is no folder, or gone again. */
function entriesOf(path: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR' || code === 'ENOENT') return undefined;
    throw error;
  }
}
