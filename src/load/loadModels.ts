// Reads every file that defines models, audits or metrics. Problems are collected; what is right is kept.
import type { Diagnostic } from '../error/diagnostic.ts';
import { diagnostic } from '../error/diagnostic.ts';
import type { AuditDefinition, Model } from '../model/model.ts';
import type { TableName } from '../sql/tableName.ts';
import type { DefinitionContext } from './definitionContext.ts';
import type { LoadCache } from './cache/loadCache.ts';
import { statFile, type DiscoveredFiles, type ProjectFile } from './discover.ts';
import type { FileTexts } from './fileTexts.ts';
import { readTextFile } from './readTextFile.ts';
import { readSqlFile, type SqlFileContents, type SqlFileOptions } from './sqlFile.ts';

export interface ReadDefinitionsOptions extends DefinitionContext {
  readonly texts: FileTexts;
}

/** A file under models/, with what it defines. */
export interface ModelFile {
  readonly file: ProjectFile;
  readonly models: readonly Model[];
  /** From the cache: macros expanded, parents known. */
  readonly linked: boolean;
}

export interface ModelFiles {
  readonly files: readonly ModelFile[];
  /** Audits that stand in files of their own among the models. */
  readonly audits: readonly AuditDefinition[];
}

const isSql = ({ path }: ProjectFile) => path.toLowerCase().endsWith('.sql');

export function readAuditFiles(files: DiscoveredFiles, options: ReadDefinitionsOptions): AuditDefinition[] {
  return files.byFolder.audits.filter(isSql).flatMap((file) => read(file, { ...options, expects: 'audit' }).audits);
}

/** How many there are; their blocks are checked. */
export function readMetricFiles(files: DiscoveredFiles, options: ReadDefinitionsOptions): number {
  const counts = files.byFolder.metrics
    .filter(isSql)
    .map((file) => read(file, { ...options, expects: 'metric' }).metrics);
  return counts.reduce((sum, count) => sum + count, 0);
}

export function readModelFiles(files: DiscoveredFiles, cache: LoadCache, options: ReadDefinitionsOptions): ModelFiles {
  const found: ModelFile[] = [];
  const audits: AuditDefinition[] = [];
  for (const file of files.byFolder.models.filter(isSql)) {
    const known = cache.models(file, {
      text: () => options.texts.read(file.path) ?? '',
      stat: (path) => statFile(options.config.root, path),
    });
    if (known !== undefined) {
      found.push({ file, models: known, linked: true });
      continue;
    }
    const contents = read(file, { ...options, expects: 'model', nameFromPath: nameFromPath(file, options) });
    found.push({ file, models: contents.models, linked: false });
    audits.push(...contents.audits);
  }
  return { files: found, audits };
}

function read(file: ProjectFile, options: ReadDefinitionsOptions & SqlFileOptions): SqlFileContents {
  const text = readTextFile(file.path, file.size, { root: options.config.root, report: options.report });
  if (text === undefined) return { models: [], audits: [], metrics: 0 };
  options.texts.keep(file.path, text);
  return readSqlFile({ file: file.path, text }, options);
}

/** `models/<catalog>/<schema>/<table>.sql`, when names are taken from paths. */
export function nameFromPath(file: Pick<ProjectFile, 'path'>, options: DefinitionContext): TableName | undefined {
  if (!options.config.inferModelNames) return undefined;
  const parts = file.path
    .replace(/\.[^./]+$/, '')
    .toLowerCase()
    .split('/')
    .slice(1);
  const [table, schema, catalog] = parts.reverse();
  if (table === undefined || schema === undefined) return undefined;
  return { catalog, schema, table };
}

/** The first model of each name; the others are reported. */
export function duplicateNames<T extends { readonly model: Model }>(
  found: readonly T[],
  report: (problem: Diagnostic) => void,
): T[] {
  const byName = new Map<string, T>();
  for (const each of found) {
    const { model } = each;
    const first = byName.get(model.name)?.model;
    if (first === undefined) byName.set(model.name, each);
    else {
      const related = [{ message: 'the other one', at: first.positions['name'] ?? first.at }];
      const at = model.positions['name'] ?? model.at;
      report(diagnostic('MODEL_DUPLICATE', { name: model.name }, { at, related }));
    }
  }
  return [...byName.values()];
}
