// external_models.yaml: tables that others fill, with their columns. Problems stand at their line of the file.
import type { Document, LineCounter, Node as YamlNode } from 'yaml';
import { diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { buildModel, noStatements } from '../model/buildModel.ts';
import type { Model } from '../model/model.ts';
import { entriesFromObject } from '../model/property/entries.ts';
import { modelProperties } from '../model/property/modelProperties.ts';
import { readProperties } from '../model/property/specification.ts';
import { codeValue, type CodePath } from '../model/property/value.ts';
import type { DefinitionContext } from './definitionContext.ts';
import type { ProjectFile } from './discover.ts';
import { readTextFile } from './readTextFile.ts';

export interface ExternalModelsOptions extends DefinitionContext {
  readonly remember: (file: string, text: string) => void;
}

export async function readExternalModels(
  files: readonly ProjectFile[],
  options: ExternalModelsOptions,
): Promise<Model[]> {
  if (files.length === 0) return [];
  const yaml = await import('yaml');
  const found: Model[] = [];
  for (const { path, size } of files) {
    const text = readTextFile(path, size, { root: options.config.root, report: options.report });
    if (text === undefined) continue;
    options.remember(path, text);
    const lines = new yaml.LineCounter();
    const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
    found.push(...modelsOf({ path, document, lines }, options));
  }
  return forGateway(found, options.config.gateway.name);
}

interface ExternalFile {
  readonly path: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

function modelsOf(file: ExternalFile, options: ExternalModelsOptions): Model[] {
  const { document, path } = file;
  if (document.errors.length > 0) {
    for (const error of document.errors) {
      const at = { file: path, ...place(file, error.pos[0]) };
      options.report(diagnostic('MODEL_EXTERNAL_SYNTAX', { detail: error.message }, { at }));
    }
    return [];
  }
  const list: unknown = document.toJS();
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) {
    const expected = 'a list, each item with a name and its columns';
    options.report(diagnostic('MODEL_EXTERNAL_VALUE', { expected }, { at: nodePlace(file, []) }));
    return [];
  }
  return list.flatMap((item: unknown, i) => modelOf(file, item, i, options) ?? []);
}

function modelOf(file: ExternalFile, item: unknown, i: number, options: ExternalModelsOptions): Model | undefined {
  const at = nodePlace(file, [i]);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    options.report(diagnostic('MODEL_EXTERNAL_VALUE', { expected: 'a map with a name and its columns' }, { at }));
    return undefined;
  }
  const object = codeValue(item, (path) => nodePlace(file, [i, ...path]));
  const dialect = options.defaults.dialect;
  const properties = readProperties(modelProperties, entriesFromObject(object, item as Record<string, unknown>), {
    owner: 'an external model',
    ...dialect,
    report: options.report,
    ignored: ['kind'],
  });
  return buildModel({
    source: 'external',
    file: file.path,
    at,
    properties,
    dialect,
    // Defaults such as a start or audits are for models that mesh fills.
    defaults: { ...options.defaults, values: {}, preStatements: [], postStatements: [], onVirtualUpdate: [] },
    statements: noStatements,
    columnDescriptions: {},
    inlineAudits: [],
    blueprint: {},
    defaultCatalog: options.defaultCatalog,
    project: options.config.project,
    physicalSchemaMapping: [],
    report: options.report,
  });
}

/** Entries of other gateways are left out; one for this gateway wins over one for all. */
function forGateway(models: readonly Model[], gateway: string): Model[] {
  const mine = models.filter((model) => model.gateway === undefined || model.gateway === gateway.toLowerCase());
  const named = new Set(mine.filter((model) => model.gateway !== undefined).map((model) => model.name));
  return mine.filter((model) => model.gateway !== undefined || !named.has(model.name));
}

function nodePlace(file: ExternalFile, path: CodePath): SourceLocation {
  for (let length = path.length; length >= 0; length--) {
    const node = file.document.getIn(path.slice(0, length), true) as YamlNode | undefined;
    const start = node?.range?.[0];
    if (start !== undefined) return { file: file.path, ...place(file, start) };
  }
  return { file: file.path, line: 1, column: 1 };
}

function place({ lines }: ExternalFile, offset: number) {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
