// A project's files → models, their graph and every problem found. Nothing here throws for what a user wrote.
import { relative } from 'node:path';
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { buildDag, type Dag } from '../graph/dag.ts';
import type { MacroDefinition } from '../macro/definition.ts';
import type { AuditDefinition, Model } from '../model/model.ts';
import { readModelDefaults } from '../model/modelDefaults.ts';
import type { SqlFrontend } from '../sql/frontend.ts';
import type { ProjectConfig } from './config/config.ts';
import { defaultCatalog } from './defaultCatalog.ts';
import { discoverFiles } from './discover.ts';
import { ignoredFiles } from './ignoredFiles.ts';
import type { LoadedProject } from './loadedProject.ts';
import { linkModels } from './linkModels.ts';
import { duplicateNames, readSqlDefinitions, type ReadDefinitionsOptions } from './loadModels.ts';
import { reportPythonFiles } from './pythonFiles.ts';

export interface LoadOptions {
  /** Opened only when a text needs the engine's parser. */
  readonly frontend?: (() => Promise<SqlFrontend>) | undefined;
}

export async function loadProject(config: ProjectConfig, options: LoadOptions = {}): Promise<LoadedProject> {
  const diagnostics: Diagnostic[] = [];
  const report = (problem: Diagnostic) => void diagnostics.push(problem);
  const texts = new Map<string, string>();
  const ignored = await ignoredFiles(config.root, config.ignorePatterns);
  const files = discoverFiles({ root: config.root, ignored, report });
  reportPythonFiles(files, report);
  const catalog = defaultCatalog(config.gateway.connection);
  const macros = new Map<string, MacroDefinition>();
  const context: ReadDefinitionsOptions = {
    config,
    defaults: readModelDefaults(config.modelDefaults, { file: configFile(config), report }),
    defaultCatalog: catalog,
    physicalSchemaMapping: config.physicalSchemaMapping.map(([pattern, schema]) => [new RegExp(pattern), schema]),
    macros,
    report,
    remember: (file, text) => void texts.set(file, text),
  };
  const definitions = readSqlDefinitions(files, context);
  const enabled = definitions.models.filter((model) => model.enabled);
  const unique = duplicateNames(enabled, report);
  const audits = auditsByName(definitions.audits, report);
  const linked = await linkModels(unique, {
    defaultCatalog: catalog,
    audits: new Map([...audits].filter(([, audit]) => !audit.standalone)),
    expandContext: () => ({
      stage: 'loading',
      variables: config.variables,
      gateway: config.gateway.name,
      defaultCatalog: catalog,
      macros,
    }),
    frontend: options.frontend,
    report,
  });
  const models = new Map(linked.sort(byName).map((model) => [model.name, model]));
  const dag = buildDag(linked);
  reportCycles(dag, models, report);
  return {
    config,
    models,
    standaloneAudits: new Map([...audits].filter(([, audit]) => audit.standalone)),
    dag,
    diagnostics,
    counts: {
      macros: macros.size,
      audits: audits.size,
      tests: 0,
      signals: 0,
      seeds: linked.filter((model) => model.source === 'seed').length,
    },
    fileText: (file) => texts.get(file),
  };
}

function byName(a: Model, b: Model): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function configFile(config: ProjectConfig): string {
  const [first] = config.files;
  return first === undefined ? 'mesh.config.ts' : relative(config.root, first).replaceAll('\\', '/');
}

function auditsByName(
  audits: readonly AuditDefinition[],
  report: (problem: Diagnostic) => void,
): Map<string, AuditDefinition> {
  const found = new Map<string, AuditDefinition>();
  for (const audit of audits) {
    const first = found.get(audit.name);
    if (first === undefined) found.set(audit.name, audit);
    else {
      const related = [{ message: 'the other one', at: first.at }];
      report(diagnostic('MODEL_AUDIT_DUPLICATE', { name: audit.name }, { at: audit.at, related }));
    }
  }
  return found;
}

function reportCycles(dag: Dag, models: ReadonlyMap<string, Model>, report: (problem: Diagnostic) => void): void {
  for (const path of dag.cycles) {
    const places = path.slice(0, -1).flatMap((name) => {
      const model = models.get(name);
      return model === undefined ? [] : [{ message: name, at: model.positions['query'] ?? model.at }];
    });
    report(diagnostic('MODEL_CYCLE', { path }, { at: places[0]?.at, related: places.slice(1) }));
  }
}
