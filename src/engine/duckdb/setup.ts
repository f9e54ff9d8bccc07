// Settings, extensions and secrets of a connection, applied once to the instance.
import { totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshError } from '../../error/meshError.ts';
import { quoteString } from '../../sql/literal.ts';
import { literal } from './literal.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import type { DuckDBConnection } from './driver.ts';
import { detailOf } from './errors.ts';
import type { DuckDBOptions, ExtensionOptions } from './options.ts';

/** The share of memory DuckDB may use: its own 80 % leaves Node nothing. */
const MEMORY_SHARE = 0.6;

const settingName = /^[A-Za-z_][A-Za-z0-9_.]*$/;

/** Returns the statements that every session has to run for itself. */
export async function setUp(connection: DuckDBConnection, options: DuckDBOptions): Promise<string[]> {
  const perSession: string[] = [];
  const given = options.connectorConfig ?? {};
  const named = new Set(Object.keys(given).map((key) => key.toLowerCase()));
  const set = (key: string, value: string | number | boolean): Promise<void> =>
    apply(connection, { setting: settingKey(key), value: literal(value), perSession });
  if (!named.has('timezone')) perSession.push("SET TimeZone = 'UTC'");
  if (!named.has('memory_limit') && !named.has('max_memory')) await set('memory_limit', ownMemoryLimit());
  if (!named.has('temp_directory')) {
    const directory = options.tempDirectory ?? temporaryDirectory(options);
    if (directory !== undefined) await set('temp_directory', directory);
  }
  if (!named.has('file_search_path') && options.root !== process.cwd() && !options.root.includes(','))
    await set('file_search_path', options.root);
  for (const extension of options.extensions ?? []) await load(connection, extension);
  for (const [key, value] of Object.entries(given)) await set(key, value);
  for (const secret of options.secrets ?? []) await createSecret(connection, secret);
  return perSession;
}

/** The literal of DuckDB's `memory_limit`. */
export function memoryLimit({ connectorConfig = {} }: DuckDBOptions): string {
  const given = Object.entries(connectorConfig).findLast(([key]) => /^(memory_limit|max_memory)$/i.test(key));
  return literal(given?.[1] ?? ownMemoryLimit());
}

function ownMemoryLimit(): string {
  return `${Math.max(64, Math.floor((usableMemory() * MEMORY_SHARE) / 2 ** 20))}MiB`;
}

/** In bytes. */
export function usableMemory(): number {
  const constrained = process.constrainedMemory();
  // Without a limit the kernel says 2^63 or so.
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}

/** In memory DuckDB would spill into `.tmp` of the working directory. */
function temporaryDirectory(options: DuckDBOptions): string | undefined {
  const file = options.database !== undefined && options.database !== '' && options.database !== ':memory:';
  return file ? undefined : join(tmpdir(), `mesh-spill-${process.pid}`);
}

async function load(connection: DuckDBConnection, extension: string | ExtensionOptions): Promise<void> {
  const { name, repository, forceInstall = false } = typeof extension === 'string' ? { name: extension } : extension;
  const from =
    repository === undefined ? '' : ` FROM ${settingName.test(repository) ? repository : quoteString(repository)}`;
  const quoted = quoteIdentifier(name);
  if (repository === undefined && !forceInstall && (await isLoaded(connection, quoted))) return;
  try {
    await connection.run(`${forceInstall ? 'FORCE ' : ''}INSTALL ${quoted}${from}`);
    await connection.run(`LOAD ${quoted}`);
  } catch (cause) {
    throw new MeshError('ENGINE_EXTENSION', { extension: name, detail: detailOf(cause) }, { cause });
  }
}

/** What is built in or installed needs no download, and DuckDB would try one even for what is built in. */
async function isLoaded(connection: DuckDBConnection, quoted: string): Promise<boolean> {
  try {
    await connection.run(`LOAD ${quoted}`);
    return true;
  } catch {
    return false;
  }
}

async function createSecret(connection: DuckDBConnection, secret: Readonly<Record<string, unknown>>): Promise<void> {
  const { name: given, ...rest } = secret;
  const name = typeof given === 'string' ? given : undefined;
  const parts = Object.entries(rest).map(([key, value]) => `${settingKey(key)} ${literal(value)}`);
  const label = name === undefined ? '' : ` ${quoteIdentifier(name)}`;
  try {
    await connection.run(`CREATE OR REPLACE SECRET${label} (${parts.join(', ')})`);
  } catch (cause) {
    // The statement and DuckDB's text may hold the secret itself: neither goes into the error.
    const setting = `secret${name === undefined ? '' : ` ${name}`}`;
    const detail = withoutValues(detailOf(cause), rest);
    throw new MeshError('ENGINE_SETTING', { setting, detail }, { cause: new Error(detail) });
  }
}

function withoutValues(text: string, secret: Readonly<Record<string, unknown>>): string {
  let clean = text;
  for (const [key, value] of Object.entries(secret)) {
    if (key.toLowerCase() !== 'type' && String(value) !== '') clean = clean.replaceAll(String(value), '***');
  }
  return clean;
}

function settingKey(key: string): string {
  if (!settingName.test(key)) throw new MeshError('ENGINE_SETTING', { setting: key, detail: 'this is not a name' });
  return key;
}

interface Setting {
  readonly setting: string;
  /** An SQL literal. */
  readonly value: string;
  readonly perSession: string[];
}

async function apply(connection: DuckDBConnection, { setting, value, perSession }: Setting): Promise<void> {
  try {
    await connection.run(`SET GLOBAL ${setting} = ${value}`);
  } catch (first) {
    // Some settings exist per session only (`search_path`).
    try {
      const statement = `SET SESSION ${setting} = ${value}`;
      await connection.run(statement);
      perSession.push(statement);
    } catch {
      throw new MeshError('ENGINE_SETTING', { setting, detail: detailOf(first) }, { cause: first });
    }
  }
}
