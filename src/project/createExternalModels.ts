// `mesh create-external-models`: asks the database for the columns of tables that models read and nobody describes, and
// writes them to external_models.yaml. What the file says already stays: comments, descriptions, audits, tables of others.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import { MeshError } from '../error/meshError.ts';
import type { Columns } from '../model/columns.ts';
import { readExternalColumns } from './externalColumns.ts';
import type { Project } from './openProject.ts';

export const externalModelsFile = 'external_models.yaml';

export interface ExternalModelsResult {
  readonly file: string;
  readonly added: readonly string[];
  /** Their columns in the file were not those of the database. */
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
  /** Not in the database: nothing is written for them. */
  readonly missing: readonly string[];
}

export async function createExternalModels(
  project: Project,
  { isStrict }: { readonly isStrict: boolean },
): Promise<ExternalModelsResult> {
  const { models, config } = await project.loadValid();
  const unknown = [...models.values()].flatMap((model) => model.parents).filter((name) => !models.has(name));
  const declared = [...models.values()].filter((model) => model.file === externalModelsFile).map((model) => model.name);
  const names = [...new Set([...unknown, ...declared])].sort();
  const found = await readExternalColumns(project, names);
  const missing = names.filter((name) => !found.has(name));
  if (isStrict && missing.length > 0) throw new MeshError('CLI_TABLES_MISSING', { names: missing });
  const path = join(config.root, externalModelsFile);
  const { parseDocument, YAMLSeq: Seq } = await import('yaml');
  const before = readText(path);
  const document = parseDocument(before);
  if (document.contents === null) document.contents = document.createNode([]) as unknown as ParsedNode;
  const list = document.contents as unknown;
  // loadValid() has read this file, so it is a list of models or empty.
  if (!(list instanceof Seq))
    throw new MeshError('CLI_FILE_WRITE', { file: externalModelsFile, detail: 'it is no list' });
  const result = { added: [] as string[], updated: [] as string[], unchanged: [] as string[] };
  for (const [name, columns] of found) result[place(document, list, { name, columns })].push(name);
  // An empty flow list would stay on one line.
  if (list.items.length > 0) list.flow = false;
  if (result.added.length + result.updated.length > 0) write(path, document.toString({ lineWidth: 0 }));
  return { file: externalModelsFile, ...result, missing };
}

function place(
  document: Document,
  list: YAMLSeq,
  { name, columns }: { readonly name: string; readonly columns: Columns },
): 'added' | 'updated' | 'unchanged' {
  const wanted = Object.fromEntries(columns.map((column) => [column.name, column.type]));
  const item = list.items.find((entry) => sameName((entry as YAMLMap).get('name'), name)) as YAMLMap | undefined;
  if (item === undefined) {
    list.add(document.createNode({ name, columns: wanted }));
    return 'added';
  }
  const own = item.toJSON() as { columns?: Record<string, unknown> };
  if (JSON.stringify(foldTypes(own.columns ?? {})) === JSON.stringify(foldTypes(wanted))) return 'unchanged';
  item.set('columns', document.createNode(wanted));
  return 'updated';
}

function sameName(written: unknown, name: string): boolean {
  const plain = (text: string): string => text.replaceAll('"', '').toLowerCase();
  return typeof written === 'string' && plain(written) === plain(name);
}

function foldTypes(columns: Record<string, unknown>): unknown {
  return Object.entries(columns).map(([name, type]) => [
    name.toLowerCase(),
    String(type).toUpperCase().replace(/\s+/g, ''),
  ]);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new MeshError('CLI_FILE_WRITE', { file: path, detail: (error as Error).message }, { cause: error });
  }
}
