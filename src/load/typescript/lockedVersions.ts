// Which version of a package a lock file gives to an importer: npm, pnpm, yarn (1 and later) and bun.
import { dirname, join, relative, sep } from 'node:path';
import { parse } from 'yaml';

export interface PackageImport {
  /** As it is imported: an alias, perhaps. */
  readonly name: string;
  /** Absolute path of the file that imports it. */
  readonly importer: string;
  /** Absolute path of the package. */
  readonly folder: string;
}

export interface LockSource {
  /** Where the lock file is. */
  readonly folder: string;
  readonly text: string;
  /** The text of another file, undefined when it is not there. */
  readonly read: (file: string) => string | undefined;
}

type LockedVersion = (imported: PackageImport) => string | undefined;

/** By the name of the file; the first one that knows the package counts. */
export const lockFiles: Readonly<Record<string, (source: LockSource) => LockedVersion>> = {
  'package-lock.json': npmLock,
  'npm-shrinkwrap.json': npmLock,
  'pnpm-lock.yaml': pnpmLock,
  'yarn.lock': yarnLock,
  'bun.lock': bunLock,
};

type Texts = Readonly<Record<string, unknown>>;

function npmLock({ folder, text }: LockSource): LockedVersion {
  const packages = objectIn(parseJson(text), 'packages');
  return (imported) => {
    const { version } = objectIn(packages, posix(relative(folder, imported.folder)));
    return typeof version === 'string' ? version : undefined;
  };
}

const groups = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** What follows the importers says how packages depend on each other, and is long. */
function pnpmLock({ folder, text }: LockSource): LockedVersion {
  const [head = ''] = text.split(/^(?:packages|snapshots):/m);
  const lock = parseYaml(head);
  const importers = objectIn(lock, 'importers');
  return ({ name, importer }) => {
    for (const place of foldersBetween(importer, folder)) {
      // One project alone has no list of importers before version 9.
      const of =
        place === folder && importers['.'] === undefined
          ? lock
          : objectIn(importers, posix(relative(folder, place)) || '.');
      for (const group of groups) {
        const given = objectIn(of, group)[name];
        const version = isObject(given) ? given['version'] : given;
        if (typeof version === 'string') return withoutPeers(version);
      }
    }
    return undefined;
  };
}

/** `4.17.21(react@18.2.0)`, `/lodash-es@4.17.21`, `4.17.21_react@18.2.0` and `/lodash-es/4.17.21` of older ones. */
function withoutPeers(version: string): string {
  if (/^\w+:/.test(version)) return version;
  const plain = version.replace(/\(.*$/, '');
  const behindName = /^\d/.test(plain) ? plain : (/^\/?(?:@[^@/]+\/)?[^@/]+[@/](.+)$/.exec(plain)?.[1] ?? plain);
  return behindName.replace(/_.*$/, '');
}

/** Blocks of `"name@range", other@range:` with `version "1.2.3"` (yarn 1) or `version: 1.2.3` in them. */
function yarnLock({ folder, text, read }: LockSource): LockedVersion {
  const versions = new Map<string, string>();
  let keys: readonly string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (/^[^\s#].*:$/.test(line))
      keys = line
        .slice(0, -1)
        .split(',')
        .map((key) => key.replaceAll('"', '').trim());
    const version = /^ {2}version:? "?([^"\s]+)"?$/.exec(line)?.[1];
    if (version !== undefined) for (const key of keys) versions.set(key, version);
  }
  return ({ name, importer, folder: installed }) => {
    for (const place of foldersBetween(importer, folder)) {
      const manifest = parseJson(read(join(place, 'package.json')) ?? '');
      const range = groups.map((group) => objectIn(manifest, group)[name]).find((each) => typeof each === 'string');
      if (range === undefined) continue;
      const found = versions.get(`${name}@${range}`) ?? versions.get(`${name}@npm:${range}`);
      if (found !== undefined) return found;
    }
    // Not asked for by name, or with a range that `resolutions` replaces.
    const all = new Set(
      [...versions].flatMap(([key, version]) => (key.slice(0, key.indexOf('@', 1)) === name ? [version] : [])),
    );
    const { version } = (parseJson(read(join(installed, 'package.json')) ?? '') ?? {}) as { version?: string };
    return all.size === 1 ? [...all][0] : version !== undefined && all.has(version) ? version : undefined;
  };
}

/** JSON with commas at the ends, which YAML allows. */
function bunLock({ folder, text }: LockSource): LockedVersion {
  const packages = objectIn(parseYaml(text), 'packages');
  return (imported) => {
    const nested = posix(relative(folder, imported.folder)).split('node_modules/').join('').replace(/^\//, '');
    const [resolved] = [packages[nested], packages[imported.name]].filter((each) => Array.isArray(each)) as unknown[][];
    const text = typeof resolved?.[0] === 'string' ? resolved[0] : '';
    return text.slice(text.indexOf('@', 1) + 1) || undefined;
  };
}

/** From where the importer is up to where the lock file is; nothing when that is not above it. */
function foldersBetween(importer: string, folder: string): string[] {
  const folders: string[] = [];
  for (let place = dirname(importer); ; place = dirname(place)) {
    if (place !== folder && !place.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return folders;
    folders.push(place);
    if (place === folder) return folders;
  }
}

function objectIn(value: unknown, key: string): Texts {
  const inner = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return isObject(inner) ? inner : {};
}

function isObject(value: unknown): value is Texts {
  return typeof value === 'object' && value !== null;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not one that its tool wrote: it knows nothing.
    return undefined;
  }
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // As above.
    return undefined;
  }
}

function posix(path: string): string {
  return path.split(sep).join('/');
}
