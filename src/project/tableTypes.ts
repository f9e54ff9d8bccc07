// `mesh types`: the columns of every model as a declaration file, by which `context.table('shop.orders')` is typed.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import type { Columns } from '../model/columns.ts';
import { writeCacheFile } from '../util/cacheFile.ts';
import { hashParts } from '../util/hash.ts';
import { meshVersion } from '../util/version.ts';
import { columnsOfAll, type Unknown } from './columnsOfAll.ts';
import { inferredStamp } from './inferredColumns.ts';
import type { Project } from './openProject.ts';

/** Beside the configuration. */
export const typesFile = 'mesh.d.ts';

export interface TableTypes {
  readonly file: string;
  readonly status: 'written' | 'unchanged' | 'outdated';
  /** How many tables the file describes. */
  readonly tables: number;
  /** Models that are left out, and why. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * `mesh plan` keeps a file that is there up to date; without changes since the last time this costs reading it.
 * Says whether it was written.
 */
export async function refreshTableTypes(
  loaded: LoadedProject,
  project: Project,
  projectHash: string,
): Promise<boolean> {
  const { root, cacheDir } = loaded.config;
  const path = join(root, typesFile);
  if (!existsSync(path)) return false;
  const found = readFileSync(path, 'utf8');
  const keyFile = resolve(root, cacheDir, 'types.key');
  const stamp = inferredStamp(loaded.config);
  const keyOf = (text: string): string => hashParts([meshVersion, projectHash, stamp, text]);
  if (readKey(keyFile) === keyOf(found)) return false;
  const { columns, unknown } = await columnsOfAll(project, loaded);
  const text = tableTypesText(columns, keptTables(found, unknown));
  const isCurrent = sameText(found, text);
  if (!isCurrent) write(path, text);
  writeCacheFile(keyFile, keyOf(isCurrent ? found : text));
  return !isCurrent;
}

function readKey(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** With `isCheck` nothing is written and a file that differs is `outdated`. */
export async function writeTableTypes(
  project: Project,
  { isCheck }: { readonly isCheck: boolean },
): Promise<TableTypes> {
  const loaded = await project.loadValid();
  const { columns, unknown } = await columnsOfAll(project, loaded);
  const path = join(loaded.config.root, typesFile);
  const found = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const kept = keptTables(found, unknown);
  const leftOut = [...unknown].flatMap(([name, { reason }]) => (kept.has(name) ? [] : [{ name, reason }]));
  const text = tableTypesText(columns, kept);
  const isCurrent = found !== undefined && sameText(found, text);
  if (!isCurrent && !isCheck) write(path, text);
  return {
    file: typesFile,
    status: isCurrent ? 'unchanged' : isCheck ? 'outdated' : 'written',
    tables: columns.size + kept.size,
    leftOut,
    diagnostics: leftOut.map((model) => leftOutDiagnostic(loaded, model)),
  };
}

function leftOutDiagnostic(
  loaded: LoadedProject,
  model: { readonly name: string; readonly reason: string },
): Diagnostic {
  return diagnostic(
    'PROJECT_TYPES_UNKNOWN',
    { ...model, file: typesFile },
    {
      severity: 'warning',
      at: loaded.models.get(model.name)?.at,
    },
  );
}

/** Git may have turned the ends of lines; that is no change. */
function sameText(found: string, text: string): boolean {
  return found.replaceAll('\r\n', '\n') === text;
}

function write(path: string, text: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    throw new MeshError('CLI_FILE_WRITE', { file: typesFile, detail: (error as Error).message }, { cause: error });
  }
}

const header = `// Written by \`mesh types\`, and by \`mesh plan\` when the columns of a model change: edits are lost.
import 'mesh-sql';
`;

/**
 * What the file says of models whose columns only a run can tell, here or on another machine. Where they never ran, as in
 * a fresh clone, the file stays as it was committed.
 */
function keptTables(found: string | undefined, unknown: ReadonlyMap<string, Unknown>): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  if (found === undefined) return kept;
  const text = found.replaceAll('\r\n', '\n');
  for (const [name, { isProblem }] of unknown) {
    if (isProblem) continue;
    const start = text.indexOf(`\n    ${quoted(name)}: {\n`) + 1;
    const end = start === 0 ? -1 : text.indexOf(tableEnd, start);
    if (end >= 0) kept.set(name, text.slice(start, end + tableEnd.length));
  }
  return kept;
}

const tableEnd = '    };\n';

/** The same columns give the same bytes: tables by name, columns in their order. */
export function tableTypesText(
  columns: ReadonlyMap<string, Columns>,
  kept: ReadonlyMap<string, string> = new Map(),
): string {
  const texts = [...kept, ...[...columns].map(([name, list]) => [name, tableText(name, list)] as const)];
  const tables = texts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  const body = tables.length === 0 ? '  interface Tables {}\n' : `  interface Tables {\n${tables.join('')}  }\n`;
  return `${header}\ndeclare module 'mesh-sql' {\n${body}}\n`;
}

function tableText(name: string, columns: Columns): string {
  const lines = columns.map((column) => `      ${propertyName(column.name)}: ${quoted(typeText(column))};\n`);
  return `    ${quoted(name)}: {\n${lines.join('')}${tableEnd}`;
}

function typeText({ type, nullable }: Columns[number]): string {
  return nullable === false ? `${type} NOT NULL` : type!;
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inside}'`;
}
