// Reads every file that defines models, audits or metrics. Problems are collected; what is right is kept.
import type { Diagnostic } from '../error/diagnostic.ts';
import { diagnostic } from '../error/diagnostic.ts';
import type { AuditDefinition, Model } from '../model/model.ts';
import type { TableName } from '../sql/tableName.ts';
import type { DefinitionContext } from './definitionContext.ts';
import type { DiscoveredFiles, ProjectFile } from './discover.ts';
import { readTextFile } from './readTextFile.ts';
import { readSqlFile, type SqlFileOptions } from './sqlFile.ts';

export interface Definitions {
  readonly models: Model[];
  readonly audits: AuditDefinition[];
  metrics: number;
}

export interface ReadDefinitionsOptions extends DefinitionContext {
  /** Keeps a text for carets and diffs. */
  readonly remember: (file: string, text: string) => void;
}

const isSql = ({ path }: ProjectFile) => path.toLowerCase().endsWith('.sql');

export function readSqlDefinitions(files: DiscoveredFiles, options: ReadDefinitionsOptions): Definitions {
  const found: Definitions = { models: [], audits: [], metrics: 0 };
  for (const file of files.byFolder.models.filter(isSql)) {
    readInto(found, file, { ...options, expects: 'model', nameFromPath: nameFromPath(file, options) });
  }
  for (const file of files.byFolder.audits.filter(isSql)) readInto(found, file, { ...options, expects: 'audit' });
  for (const file of files.byFolder.metrics.filter(isSql)) readInto(found, file, { ...options, expects: 'metric' });
  return found;
}

function readInto(found: Definitions, file: ProjectFile, options: ReadDefinitionsOptions & SqlFileOptions): void {
  const text = readTextFile(file.path, file.size, { root: options.config.root, report: options.report });
  if (text === undefined) return;
  options.remember(file.path, text);
  const contents = readSqlFile({ file: file.path, text }, options);
  found.models.push(...contents.models);
  found.audits.push(...contents.audits);
  found.metrics += contents.metrics;
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
