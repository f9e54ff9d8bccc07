// A project's files → models, their graph and every problem found. Nothing here throws for what a user wrote.
import { auditsByName } from './modelAudits.ts';
import { relative } from 'node:path';
import { diagnostic, hasErrors, type Diagnostic } from '../error/diagnostic.ts';
import { checkColumns } from '../model/checkModel.ts';
import type { ExpandContext } from '../model/expandModel.ts';
import type { Model } from '../model/model.ts';
import { readModelDefaults, type ModelDefaultsRead } from '../model/modelDefaults.ts';
import { createdMacros } from '../sql/createdMacros.ts';
import type { FunctionShape, SqlFrontend } from '../sql/frontend.ts';
import { checkProject } from './checkProject.ts';
import type { ProjectConfig } from './config/config.ts';
import { cacheKey, recordFiles } from './cache/recordFiles.ts';
import { cachePath, LoadCache } from './cache/loadCache.ts';
import { countTests } from './countTests.ts';
import { defaultCatalog } from './defaultCatalog.ts';
import type { DefinitionContext } from './definitionContext.ts';
import { discoverFiles } from './discover.ts';
import { readExternalModels } from './externalModels.ts';
import { FileTexts } from './fileTexts.ts';
import { functionShapes } from './functionShapes.ts';
import { ignoredFiles } from './ignoredFiles.ts';
import { readJinjaMacros } from './jinjaMacros.ts';
import { linkAll } from './linkAll.ts';
import type { LinkOptions } from './linkModels.ts';
import { macrosFor } from '../jinja/library.ts';
import { KnownColumns } from './knownColumns.ts';
import type { LoadedProject } from './loadedProject.ts';
import { duplicateNames, readAuditFiles, readMetricFiles, readModelFiles } from './loadModels.ts';
import { modelFromOptions, type CodeModel } from './modelsFromCode.ts';
import { loadProjectCode, type ProjectCode } from './projectCode.ts';
import { reportPythonFiles } from './pythonFiles.ts';
import { readSeedColumns, type SeedOptions } from './seed/readSeed.ts';
import { linkStandaloneAudits } from './standaloneAudits.ts';

export interface LoadOptions {
  /** Opened only when a text needs the engine's parser. */
  readonly frontend?: (() => Promise<SqlFrontend>) | undefined;
}

export async function loadProject(config: ProjectConfig, options: LoadOptions = {}): Promise<LoadedProject> {
  const diagnostics: Diagnostic[] = [];
  const report = (problem: Diagnostic) => void diagnostics.push(problem);
  const texts = new FileTexts(config.root);
  const ignored = await ignoredFiles(config.root, config.ignorePatterns);
  const files = discoverFiles({ root: config.root, ignored, report });
  reportPythonFiles(files, report);
  const code = await loadProjectCode(files, { config, source: (file) => texts.read(file), report });
  const jinjaMacros = readJinjaMacros(files.byFolder.macros, { text: (file) => texts.read(file), report });
  const context = definitionContext(config, { macros: code.macros, jinjaMacros, report });
  const reading = { ...context, texts };
  const auditFiles = readAuditFiles(files, reading);
  const cache = new LoadCache({
    path: cachePath(config.root, config.cacheDir),
    key: cacheKey(config, code, auditFiles),
    report,
  });
  const sql = readModelFiles(files, cache, reading);
  const fromCode = code.models.flatMap((found) =>
    modelFromOptions(found, { ...context, source: (file) => texts.read(file) }),
  );
  const external = await readExternalModels(files.external, {
    ...context,
    remember: (file, text) => texts.keep(file, text),
  });
  const all: CodeModel[] = [
    ...sql.files.flatMap(({ models, linked }) => models.map((model) => ({ model, linked }))),
    ...fromCode,
    ...external.map((model) => ({ model })),
  ];
  const enabled = all.filter(({ model }) => model.enabled);
  const unique = duplicateNames(enabled, report).map((each) => ({
    ...each,
    model: each.linked === true ? each.model : withSeed(each.model, { root: config.root, report }),
  }));
  const audits = auditsByName([...auditFiles, ...sql.audits], report);
  const functions = functionShapes(code.functions);
  const linking: LinkOptions = {
    defaultCatalog: context.defaultCatalog,
    audits: new Map([...audits].filter(([, audit]) => !audit.standalone)),
    expandContext: expandContext(context, code),
    known: new KnownColumns(
      unique.map(({ model }) => model),
      context.defaultCatalog,
    ),
    code,
    variables: config.variables,
    frontend: withFunctions(options.frontend, functions),
    report,
  };
  const { models, dag, dependent } = await linkAll(unique, linking);
  const standaloneAudits = await linkStandaloneAudits(
    [...audits.values()].filter((audit) => audit.standalone),
    linking,
  );
  if (sql.audits.length === 0) recordFiles(cache, sql.files, { models, dependent, diagnostics, texts });
  const gateways = [...Object.keys(config.gateways), ...Object.keys(config.unsupportedGateways), config.gateway.name];
  code.reads?.save();
  const { signals, materializations } = code;
  checkProject({ models, dag, signals, materializations, gateways, report });
  if (models.size === 0 && !hasErrors(diagnostics)) {
    report(diagnostic('MODEL_NONE', { folder: 'models/' }, { severity: 'warning' }));
  }
  return {
    config,
    models,
    standaloneAudits: new Map(standaloneAudits.map((audit) => [audit.name, audit])),
    dag,
    diagnostics: withoutRepeats(diagnostics).sort(byPlace),
    macros: code.macros,
    jinjaMacrosFor: (template) => macrosFor(template, jinjaMacros),
    signals: code.signals,
    functions,
    codeModules: code.modules,
    counts: {
      macros: code.macros.size,
      audits: audits.size,
      tests: countTests(files.byFolder.tests, (file) => texts.read(file)),
      signals: code.signals.size,
      seeds: [...models.values()].filter((model) => model.source === 'seed').length,
      metrics: readMetricFiles(files, reading),
    },
    columnsOf: (table, model = context.defaults.dialect) => linking.known.find(table, model),
    fileText: (file) => texts.read(file),
    contentKeys: () => cache.contentKeys(),
  };
}

function withFunctions(
  frontend: LoadOptions['frontend'],
  functions: readonly FunctionShape[],
): LoadOptions['frontend'] {
  if (frontend === undefined || functions.length === 0) return frontend;
  return async () => {
    const made = await frontend();
    await made.defineFunctions(functions);
    return made;
  };
}

function definitionContext(
  config: ProjectConfig,
  { macros, jinjaMacros, report }: Pick<DefinitionContext, 'macros' | 'jinjaMacros' | 'report'>,
): DefinitionContext {
  return {
    config,
    defaults: withMode(
      readModelDefaults(config.modelDefaults, {
        file: configFile(config),
        places: config.modelDefaultPlaces,
        report,
      }),
      config,
    ),
    defaultCatalog: defaultCatalog(config.gateway.connection),
    physicalSchemaMapping: config.physicalSchemaMapping.map(([pattern, schema]) => [new RegExp(pattern), schema]),
    macros,
    jinjaMacros,
    report,
  };
}

function withMode(defaults: ModelDefaultsRead, { virtualEnvironmentMode: mode }: ProjectConfig): ModelDefaultsRead {
  if (mode === 'full') return defaults;
  return { ...defaults, values: { virtual_environment_mode: mode, ...defaults.values } };
}

function expandContext(context: DefinitionContext, code: ProjectCode): ExpandContext {
  return {
    stage: 'loading',
    variables: context.config.variables,
    gateway: context.config.gateway.name,
    defaultCatalog: context.defaultCatalog,
    macros: code.macros,
    functions: code.functions,
    createdBefore: createdMacros(context.config.beforeAll),
    sourceOfMacro: code.sourceOfMacro,
  };
}

function withSeed(model: Model, options: SeedOptions): Model {
  if (model.kind.name !== 'SEED') return model;
  const seedColumns = readSeedColumns(model, model.kind, options);
  if (seedColumns === undefined) return model;
  const known = seedColumns.map((column) => column.name);
  checkColumns(model, known, options.report);
  return { ...model, seedColumns };
}

/** A seed or fragment that several models use has each of its problems once. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const key = ({ code, message, at }: Diagnostic): string => `${code} ${at?.file} ${at?.line}:${at?.column} ${message}`;
  return [...new Map(diagnostics.map((problem) => [key(problem), problem])).values()];
}

/** As a reader goes through the project; what has no place comes last. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.at === undefined || b.at === undefined) return Number(a.at === undefined) - Number(b.at === undefined);
  if (a.at.file !== b.at.file) return a.at.file < b.at.file ? -1 : 1;
  return a.at.line - b.at.line || a.at.column - b.at.column;
}

function configFile(config: ProjectConfig): string {
  const [first] = config.files;
  return first === undefined ? 'mesh.config.ts' : relative(config.root, first).replaceAll('\\', '/');
}
