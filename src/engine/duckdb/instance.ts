// One DuckDB instance per process and file: a second one on the same file opens without an error and destroys it.
import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { MeshError } from '../../error/meshError.ts';
import { quoteString } from '../../sql/literal.ts';
import { literal } from './literal.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { driver, type DuckDBConnection, type DuckDBInstance } from './driver.ts';
import { openError } from './errors.ts';
import { openWaiting, type LockWait } from './lock.ts';
import type { CatalogOptions, DuckDBOptions } from './options.ts';
import { whyReadOnly } from './readOnlyFile.ts';
import { setUp } from './setup.ts';

export interface OpenInstance {
  readonly instance: DuckDBInstance;
  /** Keeps the instance alive and runs what concerns all sessions. */
  readonly connection: DuckDBConnection;
  readonly defaultCatalog: string;
  readonly catalogs: readonly AttachedCatalog[];
  /** Settings that every session must make for itself. */
  readonly sessionStatements: readonly string[];
  release(): void;
}

export interface AttachedCatalog {
  readonly name: string;
  readonly type: string;
  /** Why nothing can be written there, as a clause. */
  readonly readOnly: string | undefined;
  readonly path: string | undefined;
}

interface Shared {
  readonly files: string;
  users: number;
  readonly opening: Promise<Omit<OpenInstance, 'release'>>;
}

/** By real path of each file. In-memory instances are never shared. */
const byFile = new Map<string, Shared>();

export async function openInstance(options: DuckDBOptions): Promise<OpenInstance> {
  const main = mainDatabase(options);
  const catalogs = Object.entries(options.catalogs ?? {}).map(([name, value]) =>
    catalogFrom(name, value, options.root),
  );
  const paths = [main, ...catalogs.map((c) => (isFile(c) ? c.path : undefined))].filter((p) => p !== undefined);
  if (paths.length === 0) {
    const opened = await open(options, main, catalogs);
    return { ...opened, release: () => close(opened) };
  }
  const files = JSON.stringify([
    main ?? '',
    catalogs.map((c) => [c.name, c.path, c.readOnly]),
    options.readOnly ?? false,
  ]);
  const { opened, release, joined } = await shared(paths, files, () => open(options, main, catalogs));
  if (!joined) return { ...opened, release };
  try {
    return { ...opened, sessionStatements: await setUp(opened.connection, options), release };
  } catch (error) {
    release();
    throw error;
  }
}

interface Lease {
  readonly opened: Omit<OpenInstance, 'release'>;
  readonly release: () => void;
  /** The instance was open before. */
  readonly joined: boolean;
}

async function shared(paths: readonly string[], files: string, open: () => Shared['opening']): Promise<Lease> {
  const keys = [...new Set(paths.map(realPath))];
  const owners = new Set(keys.map((key) => byFile.get(key)));
  let owner = [...owners].find((o) => o !== undefined);
  if (owner !== undefined && owner.files !== files)
    throw new MeshError('ENGINE_FILE_SHARED', { file: keys.find((key) => byFile.has(key))! });
  const joined = owner !== undefined;
  if (owner === undefined) {
    owner = { files, users: 0, opening: open() };
    for (const key of keys) byFile.set(key, owner);
  }
  const entry = owner;
  entry.users++;
  const forget = (): void => {
    for (const key of keys) if (byFile.get(key) === entry) byFile.delete(key);
  };
  const opened = await entry.opening.catch((error: unknown) => {
    forget();
    throw error;
  });
  let released = false;
  const release = (): void => {
    if (released) return;
    released = true;
    if (--entry.users > 0) return;
    forget();
    close(opened);
  };
  return { opened, release, joined };
}

function close(opened: Omit<OpenInstance, 'release'>): void {
  opened.connection.closeSync();
  opened.instance.closeSync();
}

async function open(
  options: DuckDBOptions,
  main: string | undefined,
  catalogs: readonly CatalogFile[],
): Shared['opening'] {
  const { DuckDBInstance } = driver();
  const wait: LockWait = { seconds: options.lockTimeout ?? 30, onWait: options.onWait };
  const config: Record<string, string> = { errors_as_json: 'true' };
  const readOnly = main === undefined ? undefined : notWritten(main, options.readOnly);
  if (readOnly !== undefined) config['access_mode'] = 'READ_ONLY';
  const create = (): Promise<DuckDBInstance> => DuckDBInstance.create(main ?? ':memory:', config);
  const instance = main === undefined ? await create() : await openWaiting(main, wait, create);
  try {
    const connection = await instance.connect();
    // Before the catalogs: a PostgreSQL or SQLite catalog needs its extension and secret.
    const sessionStatements = await setUp(connection, options);
    for (const catalog of catalogs) if (main !== undefined || !isOwn(catalog)) await attach(connection, catalog, wait);
    const own = await currentCatalog(connection);
    const usesOwn = main !== undefined || catalogs.length === 0;
    const attached = catalogs.map(({ name, type, readOnly, path }) => ({
      name,
      type: type ?? 'duckdb',
      readOnly,
      path,
    }));
    const first = { name: own, type: 'duckdb', readOnly, path: main };
    return {
      instance,
      connection,
      defaultCatalog: usesOwn ? own : catalogs[0]!.name,
      catalogs: usesOwn ? [first, ...attached] : attached,
      sessionStatements,
    };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

interface CatalogFile {
  readonly name: string;
  readonly path: string;
  readonly type: string | undefined;
  readonly readOnly: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A database in memory has this catalog from the beginning; a project may name it as its first one all the same. */
function isOwn({ name, path }: CatalogFile): boolean {
  return name.toLowerCase() === 'memory' && (path === ':memory:' || path === '');
}

async function attach(connection: DuckDBConnection, catalog: CatalogFile, wait: LockWait): Promise<void> {
  const options = [
    ...(catalog.type === undefined || catalog.type === 'duckdb' ? [] : [`TYPE ${catalog.type}`]),
    ...(catalog.readOnly === undefined ? [] : ['READ_ONLY']),
    ...Object.entries(catalog.options).map(([key, value]) => `${key} ${literal(value)}`),
  ];
  const list = options.length === 0 ? '' : ` (${options.join(', ')})`;
  const sql = `ATTACH ${quoteString(catalog.path)} AS ${quoteIdentifier(catalog.name)}${list}`;
  const run = async (): Promise<void> => void (await connection.run(sql));
  if (isFile(catalog)) await openWaiting(catalog.path, wait, run);
  else await run().catch((error: unknown) => Promise.reject(openError(error, catalog.name)));
}

function catalogFrom(name: string, value: string | CatalogOptions, root: string): CatalogFile {
  const given: CatalogOptions = typeof value === 'string' ? { path: value } : value;
  const type = given.type?.toLowerCase();
  const inMemory = given.path === ':memory:' || given.path === '';
  const local =
    !inMemory &&
    !/^[a-z][a-z0-9+.-]*:/i.test(given.path) &&
    (type === undefined || type === 'duckdb' || type === 'sqlite');
  const path = local ? absolute(given.path, root) : given.path;
  return {
    name,
    path,
    type,
    readOnly: local ? notWritten(path, given.readOnly) : given.readOnly === true ? configured : undefined,
    options: given.options ?? {},
  };
}

const configured = 'its connection is readOnly';

/** A file that cannot be written is opened for those who only read. */
function notWritten(path: string, readOnly: boolean | undefined): string | undefined {
  return readOnly === true ? configured : whyReadOnly(path);
}

function isFile(catalog: CatalogFile): boolean {
  return isAbsolute(catalog.path);
}

function mainDatabase(options: DuckDBOptions): string | undefined {
  const { database } = options;
  if (database === undefined || database === '' || database === ':memory:') return undefined;
  return absolute(database, options.root);
}

function absolute(path: string, root: string): string {
  return isAbsolute(path) ? path : resolve(root, path);
}

/** The file need not exist yet, its folder should. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    try {
      return join(realpathSync(dirname(path)), basename(path));
    } catch {
      return path;
    }
  }
}

async function currentCatalog(connection: DuckDBConnection): Promise<string> {
  const result = await connection.runAndReadAll('SELECT current_catalog()');
  return String(result.getRows()[0]![0]);
}
