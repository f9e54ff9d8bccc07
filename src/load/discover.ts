// Finds the files of a project. The walk is synchronous and our own: it is the fastest way, and links need care.
import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';

export interface ProjectFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export const folders = [
  'models',
  'audits',
  'macros',
  'seeds',
  'signals',
  'tests',
  'metrics',
  'linter',
  'materializations',
] as const;
export type Folder = (typeof folders)[number];

export interface DiscoveredFiles {
  readonly byFolder: Readonly<Record<Folder, readonly ProjectFile[]>>;
  /** external_models.yaml and external_models/*.yaml. */
  readonly external: readonly ProjectFile[];
}

export interface DiscoverOptions {
  readonly root: string;
  /** Relative paths that `ignore_patterns` takes out. */
  readonly ignored: ReadonlySet<string>;
  readonly report: (problem: Diagnostic) => void;
}

export function discoverFiles(options: DiscoverOptions): DiscoveredFiles {
  const byFolder = Object.fromEntries(folders.map((folder) => [folder, walk(folder, options)])) as Record<
    Folder,
    ProjectFile[]
  >;
  const isYaml = (file: ProjectFile) => /\.ya?ml$/i.test(file.path);
  const single = ['external_models.yaml', 'external_models.yml', 'schema.yaml'].flatMap((path) =>
    fileAt(path, options),
  );
  const external = [...single, ...walk('external_models', options).filter(isYaml)];
  reportCollisions([...Object.values(byFolder).flat(), ...external], options);
  return { byFolder, external };
}

function walk(folder: string, options: DiscoverOptions): ProjectFile[] {
  const found: ProjectFile[] = [];
  walkFolder({ options, found, above: new Set() }, folder);
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

interface Walk {
  readonly options: DiscoverOptions;
  readonly found: ProjectFile[];
  /** Real paths of the folders above, once a link was followed: one of them again is a circle. */
  readonly above: Set<string>;
}

function walkFolder(state: Walk, folder: string): void {
  const { root } = state.options;
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (!isMissing(error)) reportUnreadable(state.options, folder, error);
    return;
  }
  const real = realpathSync(join(root, folder));
  if (state.above.has(real)) return;
  state.above.add(real);
  for (const entry of entries) visit(state, `${folder}/${entry.name}`, entry);
  state.above.delete(real);
}

function visit(state: Walk, path: string, entry: Dirent): void {
  if (entry.isDirectory()) {
    if (!skipped(entry.name)) walkFolder(state, path);
  } else if (entry.isFile()) {
    state.found.push(...fileAt(path, state.options));
  } else if (entry.isSymbolicLink()) {
    const stats = statSync(join(state.options.root, path), { throwIfNoEntry: false });
    if (stats === undefined) reportUnreadable(state.options, path, new Error('the link leads nowhere'));
    else if (stats.isDirectory()) walkFolder(state, path);
    else if (stats.isFile()) state.found.push(...fileAt(path, state.options));
  }
}

/** Caches and packages hold no definitions. */
function skipped(folder: string): boolean {
  return folder.startsWith('.') || folder === 'node_modules' || folder === '__pycache__';
}

function fileAt(path: string, { root, ignored }: DiscoverOptions): ProjectFile[] {
  const file = ignored.has(path) ? undefined : statFile(root, path);
  return file === undefined ? [] : [file];
}

export function statFile(root: string, path: string): ProjectFile | undefined {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  return stats?.isFile() === true ? { path, size: stats.size, mtimeMs: stats.mtimeMs } : undefined;
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function reportUnreadable({ report }: DiscoverOptions, file: string, error: unknown): void {
  const reason = (error as Error).message;
  report(diagnostic('MODEL_FILE_UNREADABLE', { file, reason }, { at: { file, line: 1, column: 1 } }));
}

function reportCollisions(files: readonly ProjectFile[], { report }: DiscoverOptions): void {
  const seen = new Map<string, string>();
  for (const { path } of files) {
    const folded = path.toLowerCase();
    const other = seen.get(folded);
    if (other === undefined) seen.set(folded, path);
    else {
      const at = { file: path, line: 1, column: 1 };
      report(diagnostic('MODEL_FILE_COLLISION', { file: path, other }, { at, severity: 'warning' }));
    }
  }
}
