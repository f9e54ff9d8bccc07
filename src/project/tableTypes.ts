// `mesh types`: the columns of every model as a declaration file, by which `context.table('shop.orders')` is typed.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import type { Columns } from '../model/columns.ts';
import { hashParts } from '../util/hash.ts';
import { meshVersion } from '../util/version.ts';
import { columnsOfAll } from './columnsOfAll.ts';
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
  if (readKey(keyFile) === hashParts([meshVersion, projectHash, found])) return false;
  const text = tableTypesText((await columnsOfAll(project, loaded)).columns);
  const isCurrent = sameText(found, text);
  if (!isCurrent) write(path, text);
  writeKey(keyFile, hashParts([meshVersion, projectHash, isCurrent ? found : text]));
  return !isCurrent;
}

function readKey(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** A folder that cannot be written costs time at the next plan, nothing else: the load has said so already. */
function writeKey(file: string, key: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, key);
  } catch {
    // MODEL_CACHE_UNWRITABLE was reported when the project was loaded.
  }
}

/** With `isCheck` nothing is written and a file that differs is `outdated`. */
export async function writeTableTypes(
  project: Project,
  { isCheck }: { readonly isCheck: boolean },
): Promise<TableTypes> {
  const loaded = await project.loadValid();
  const { columns, unknown } = await columnsOfAll(project, loaded);
  const leftOut = [...unknown].map(([name, reason]) => ({ name, reason }));
  const path = join(loaded.config.root, typesFile);
  const text = tableTypesText(columns);
  const isCurrent = existsSync(path) && sameText(readFileSync(path, 'utf8'), text);
  if (!isCurrent && !isCheck) write(path, text);
  return {
    file: typesFile,
    status: isCurrent ? 'unchanged' : isCheck ? 'outdated' : 'written',
    tables: columns.size,
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

/** The same columns give the same bytes: tables by name, columns in their order. */
export function tableTypesText(columns: ReadonlyMap<string, Columns>): string {
  const tables = [...columns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, list]) => tableText(name, list));
  const body = tables.length === 0 ? '  interface Tables {}\n' : `  interface Tables {\n${tables.join('')}  }\n`;
  return `${header}\ndeclare module 'mesh-sql' {\n${body}}\n`;
}

function tableText(name: string, columns: Columns): string {
  const lines = columns.map((column) => `      ${propertyName(column.name)}: ${quoted(typeText(column))};\n`);
  return `    ${quoted(name)}: {\n${lines.join('')}    };\n`;
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
