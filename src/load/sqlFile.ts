// One .sql file → the models, audits and metrics it defines.
import { diagnostic } from '../error/diagnostic.ts';
import { buildModel } from '../model/buildModel.ts';
import type { AuditDefinition, Model, Values } from '../model/model.ts';
import { metricProperties } from '../model/property/auditProperties.ts';
import { modelProperties } from '../model/property/modelProperties.ts';
import { readProperties } from '../model/property/specification.ts';
import { locate, type SourceText } from '../model/sourceText.ts';
import type { BlockItem } from '../sql/splitStatements.ts';
import type { TableName } from '../sql/tableName.ts';
import { tokenStart, T } from '../sql/tokens.ts';
import { readAuditItems } from './auditItems.ts';
import { readBlueprints } from './blueprints.ts';
import { expandEntries } from './blockProperties.ts';
import { projectTimeFormat, propertyExpander, type DefinitionContext } from './definitionContext.ts';
import { readFileStatements } from './fileStatements.ts';
import { blockEntries, parseFile, type ParsedFile } from './parsedFile.ts';

export interface SqlFileContents {
  readonly models: readonly Model[];
  /** Of files that hold nothing but audits. */
  readonly audits: readonly AuditDefinition[];
  readonly metrics: number;
}

export interface SqlFileOptions extends DefinitionContext {
  readonly nameFromPath?: TableName | undefined;
  /** What a file of this folder must hold. */
  readonly expects: 'model' | 'audit' | 'metric';
}

const nothing: SqlFileContents = { models: [], audits: [], metrics: 0 };

export function readSqlFile(source: SourceText, options: SqlFileOptions): SqlFileContents {
  const parsed = parseFile(source, options);
  if (!reportUnclosed(parsed, options)) return nothing;
  const blocks = parsed.items.filter((item) => item.type === 'block');
  const model = blocks.find((block) => block.name === 'MODEL');
  if (model !== undefined) return { ...nothing, models: modelsOf(parsed, model, options) };
  const metrics = blocks.filter((block) => block.name === 'METRIC');
  for (const metric of metrics) readMetric(parsed, metric, options);
  const audits = readAuditItems(parsed, parsed.items, options);
  if (blocks.length === 0 && options.expects !== 'metric') {
    const at = { file: source.file, line: 1, column: 1 };
    const code = options.expects === 'audit' ? 'AUDIT' : 'MODEL';
    options.report(diagnostic('MODEL_BLOCK_MISSING', { file: source.file, block: code }, { at }));
  }
  return { models: [], audits, metrics: metrics.length };
}

function reportUnclosed({ source, tokens }: ParsedFile, options: DefinitionContext): boolean {
  const last = tokens.count - 1;
  if (last < 0 || tokens.types[last] !== T.unterminated) return true;
  const start = tokenStart(tokens, last);
  const sign = source.text.slice(start, start + 2);
  const what = sign === '/*' ? 'comment' : /^["`[]/.test(sign) ? 'quoted name' : 'string';
  options.report(diagnostic('MODEL_FILE_UNCLOSED', { what }, { at: locate(source, start, start + 1) }));
  return false;
}

function readMetric(parsed: ParsedFile, block: BlockItem, options: DefinitionContext): void {
  const entries = blockEntries(parsed, block, options);
  if (entries === undefined) return;
  const at = locate(parsed.source, block.startOffset, block.startOffset + block.name.length);
  const { given } = readProperties(metricProperties, entries, {
    owner: 'METRIC',
    ...parsed.dialect,
    report: options.report,
  });
  for (const property of ['name', 'expression']) {
    if (!given.has(property))
      options.report(diagnostic('MODEL_PROPERTY_MISSING', { property, owner: 'METRIC' }, { at }));
  }
}

function modelsOf(parsed: ParsedFile, block: BlockItem, options: SqlFileOptions): Model[] {
  const entries = blockEntries(parsed, block, options);
  if (entries === undefined) return [];
  const { dialect } = parsed.dialect;
  const given = entries.find(({ key }) => key === 'blueprints');
  const blueprints =
    given === undefined
      ? [noBlueprint]
      : readBlueprints(given.value, {
          dialect,
          expander: () => propertyExpander(options, dialect, noBlueprint),
          report: options.report,
        });
  const surroundings = readFileStatements(parsed, block, options);
  const models: Model[] = [];
  const report = blueprints !== undefined && blueprints.length > 1 ? onceEach(options.report) : options.report;
  for (const blueprint of blueprints ?? []) {
    const expanded = expandEntries(entries, {
      dialect,
      expander: () => propertyExpander(options, dialect, blueprint),
      report,
    });
    const properties = readProperties(modelProperties, expanded, { owner: 'MODEL', ...parsed.dialect, report });
    const model = buildModel({
      source: 'sql',
      file: parsed.source.file,
      at: locate(parsed.source, block.startOffset, block.startOffset + block.name.length),
      properties,
      dialect: parsed.dialect,
      defaults: options.defaults,
      ...surroundings,
      blueprint,
      nameFromPath: options.nameFromPath,
      defaultCatalog: options.defaultCatalog,
      project: options.config.project,
      timeColumnFormat: projectTimeFormat(options.config),
      physicalSchemaMapping: options.physicalSchemaMapping,
      report,
    });
    if (model !== undefined) models.push(model.kind.name === 'SEED' ? { ...model, source: 'seed' } : model);
  }
  return models;
}

const noBlueprint: Values = {};

/** A mistake in a block with a hundred blueprints is one mistake. */
function onceEach(report: DefinitionContext['report']): DefinitionContext['report'] {
  const seen = new Set<string>();
  return (problem) => {
    const key = JSON.stringify([problem.code, problem.message, problem.at]);
    if (seen.has(key)) return;
    seen.add(key);
    report(problem);
  };
}
