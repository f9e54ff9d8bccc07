// Models that TypeScript defines → the same Model objects as from SQL files, through the same readers and checks.
import { diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { buildModel, noStatements, type ModelStatements } from '../model/buildModel.ts';
import { readDialect, type DialectSetting } from '../model/dialects.ts';
import { kindFacts } from '../model/kinds/index.ts';
import type { Model, Statement, Values } from '../model/model.ts';
import { entriesFromObject, type PropertyEntry } from '../model/property/entries.ts';
import { texts } from '../model/property/expressions.ts';
import { modelProperties } from '../model/property/modelProperties.ts';
import { text } from '../model/property/scalar.ts';
import { readProperties, specification } from '../model/property/specification.ts';
import { codeValue, type CodeValue } from '../model/property/value.ts';
import { readBlueprints } from './blueprints.ts';
import { expandEntries } from './blockProperties.ts';
import { projectTimeFormat, propertyExpander, type DefinitionContext } from './definitionContext.ts';
import type { FunctionReads } from './functionCalls.ts';
import { readFileStatements } from './fileStatements.ts';
import { parseFile } from './parsedFile.ts';
import { checkRunOptions, runOptions } from './runOptions.ts';
import type { FoundModel } from './typescript/collectModels.ts';

/** A model on its way into the graph. */
export interface CodeModel {
  readonly model: Model;
  /** Linked by an earlier load. */
  readonly linked?: boolean | undefined;
  /** What a function reads besides its declared `dependsOn`; absent for SQL models. */
  readonly reads?: FunctionReads | undefined;
}

export interface CodeModelContext extends DefinitionContext {
  readonly source: (file: string) => string | undefined;
}

const statementOptions = {
  pre_statements: specification(texts(text)),
  post_statements: specification(texts(text)),
  on_virtual_update: specification(texts(text)),
};

/** One model for each set of blueprint values; what is wrong is reported. */
export function modelFromOptions(found: FoundModel, context: CodeModelContext): CodeModel[] {
  const object = codeValue(found.options, (path) => (path.length === 0 ? found.at : found.place(path)));
  const entries = entriesFromObject(object, found.options);
  const dialect = dialectOf(entries, context);
  const blueprints = blueprintsOf(entries, dialect, context);
  const models: CodeModel[] = [];
  for (const blueprint of blueprints ?? []) {
    const model = modelOf(found, { entries, dialect, blueprint }, context);
    if (model === undefined) continue;
    models.push({ model, ...(found.type === 'function' ? { reads: readsOf(found, model) } : {}) });
  }
  return models;
}

interface Variant {
  readonly entries: readonly PropertyEntry[];
  readonly dialect: DialectSetting;
  readonly blueprint: Values;
}

function modelOf(found: FoundModel, variant: Variant, context: CodeModelContext): Model | undefined {
  const { report } = context;
  const { dialect, blueprint } = variant;
  const entries = expandEntries(variant.entries, {
    dialect: dialect.dialect,
    expander: () => propertyExpander(context, dialect.dialect, blueprint),
    report,
  });
  const isFunction = found.type === 'function';
  const properties = readProperties(modelProperties, entries, {
    owner: 'a model',
    ...dialect,
    report,
    ignored: [...Object.keys(statementOptions), ...(isFunction ? runOptions : [])],
  });
  const model = buildModel({
    source: isFunction ? 'typescript' : 'sql',
    file: found.at.file,
    at: found.at,
    properties,
    dialect,
    defaults: context.defaults,
    ...surroundings(found, variant, context),
    blueprint,
    defaultCatalog: context.defaultCatalog,
    project: context.config.project,
    timeColumnFormat: projectTimeFormat(context.config),
    physicalSchemaMapping: context.physicalSchemaMapping,
    report,
  });
  if (model === undefined) return undefined;
  if (isFunction && !checkFunction(model, context)) return undefined;
  if (isFunction) checkRunOptions(found, model, report);
  return { ...model, ...(isFunction ? { code: [codeUse(model, found)] } : {}) };
}

function codeUse(model: Model, { file, hash }: FoundModel) {
  return { name: model.name, type: 'model', file, hash, metadataOnly: false } as const;
}

function checkFunction(model: Model, { report }: CodeModelContext): boolean {
  const { kind, name } = model;
  if (!kindFacts(kind).functionModels) {
    const at = model.positions['kind'] ?? model.at;
    report(diagnostic('MODEL_KIND_FUNCTION', { kind: kind.name, name }, { at }));
    return false;
  }
  if (model.columns === undefined && kind.name !== 'FULL') {
    const hint = `columns may be left out for kind FULL only, where the first rows tell the types`;
    report(diagnostic('MODEL_PROPERTY_MISSING', { property: 'columns', owner: name }, { at: model.at, hint }));
  }
  return true;
}

function surroundings(found: FoundModel, variant: Variant, context: CodeModelContext) {
  const given = statementsFromOptions(variant, context);
  if (found.type === 'function')
    return { statements: { ...noStatements, ...given }, columnDescriptions: {}, inlineAudits: [] };
  const own = readSqlText(found.text, found.at, {
    ...context,
    defaults: { ...context.defaults, dialect: variant.dialect },
  });
  return {
    ...own,
    statements: {
      ...own.statements,
      preStatements: [...given.preStatements, ...own.statements.preStatements],
      postStatements: [...own.statements.postStatements, ...given.postStatements],
      onVirtualUpdate: [...own.statements.onVirtualUpdate, ...given.onVirtualUpdate],
    },
  };
}

/** The text is read like the part of a `.sql` file behind its block; it is placed where the source shows the same text. */
function readSqlText(sql: string, at: SourceLocation, context: CodeModelContext) {
  const file = context.source(at.file);
  const start = file?.indexOf(sql) ?? -1;
  const before = start < 0 ? '' : blankExceptLines(file!.slice(0, start));
  const padding = start < 0 ? '\n'.repeat(at.line - 1) : before;
  const parsed = parseFile({ file: at.file, text: padding + sql }, context);
  return readFileStatements(parsed, undefined, context);
}

function blankExceptLines(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function statementsFromOptions({ entries, dialect }: Variant, context: CodeModelContext) {
  const own = entries.filter(({ key }) => Object.hasOwn(statementOptions, key));
  const { values } = readProperties(statementOptions, own, { owner: 'a model', ...dialect, report: context.report });
  const placed = (key: keyof typeof statementOptions): Statement[] => {
    const at = own.find((entry) => entry.key === key)?.keyAt ?? { file: '', line: 1, column: 1 };
    return (values[key] ?? []).map((sql) => ({ sql, at }));
  };
  return {
    preStatements: placed('pre_statements'),
    postStatements: placed('post_statements'),
    onVirtualUpdate: placed('on_virtual_update'),
  } satisfies Partial<ModelStatements>;
}

function dialectOf(entries: readonly PropertyEntry[], context: CodeModelContext): DialectSetting {
  const entry = entries.find(({ key }) => key === 'dialect');
  const value = (entry?.value as CodeValue | undefined)?.value;
  if (typeof value !== 'string') return context.defaults.dialect;
  return readDialect(value, { at: entry?.keyAt, report: context.report }) ?? context.defaults.dialect;
}

const noBlueprint: Values = {};

function blueprintsOf(
  entries: readonly PropertyEntry[],
  { dialect }: DialectSetting,
  context: CodeModelContext,
): readonly Values[] | undefined {
  const given = entries.find(({ key }) => key === 'blueprints');
  if (given === undefined) return [noBlueprint];
  const expander = () => propertyExpander(context, dialect, noBlueprint);
  return readBlueprints(given.value, { dialect, expander, report: context.report });
}

function readsOf(found: FoundModel & { type: 'function' }, { name }: Model): FunctionReads {
  return {
    tables: found.reads.self === true ? [...found.reads.tables, name] : found.reads.tables,
    queries: found.reads.queries.map((query) => query.text),
    registered: found.reads.registered,
    variables: found.reads.variables,
  };
}
