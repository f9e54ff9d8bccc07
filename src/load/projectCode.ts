// The TypeScript of a project: macros, signals and models, compiled together and read from their modules' exports.
import type { Diagnostic, SourceLocation } from '../error/diagnostic.ts';
import type { MacroDefinition } from '../macro/definition.ts';
import type { SignalDefinition } from '../model/typescript/definition.ts';
import type { MaterializationDefinition } from '../model/typescript/materialization.ts';
import type { ProjectConfig } from './config/config.ts';
import type { DiscoveredFiles, Folder, ProjectFile } from './discover.ts';
import type { FoundIn } from './typescript/collectDefinitions.ts';
import type { FoundFunction } from './typescript/collectFunctions.ts';
import type { FoundModel } from './typescript/collectModels.ts';
import type { RememberedReads } from './typescript/rememberedReads.ts';

export interface ProjectCode {
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly signals: ReadonlyMap<string, SignalDefinition & FoundIn>;
  readonly materializations: ReadonlyMap<string, MaterializationDefinition & FoundIn>;
  readonly functions: ReadonlyMap<string, FoundFunction>;
  readonly models: readonly FoundModel[];
  /** What functions are found to read while models are linked; absent without code. */
  readonly reads?: RememberedReads | undefined;
  /** Every module that loaded, by its hash: what a stored snapshot needs to be rendered or run later. */
  readonly modules: ReadonlyMap<string, CodeModule>;
  readonly sourceOfMacro?: ((frame: SourceLocation) => SourceLocation | undefined) | undefined;
}

/** Project-relative files. */
export interface CodeModule {
  readonly file: string;
  /** All that went into it, itself included. */
  readonly inputs: readonly string[];
}

const noCode: ProjectCode = {
  macros: new Map(),
  signals: new Map(),
  materializations: new Map(),
  functions: new Map(),
  models: [],
  modules: new Map(),
};

export interface ProjectCodeOptions {
  readonly config: ProjectConfig;
  readonly source: (file: string) => string | undefined;
  readonly report: (problem: Diagnostic) => void;
}

const isModule = ({ path }: ProjectFile) => /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path);

export async function loadProjectCode(files: DiscoveredFiles, options: ProjectCodeOptions): Promise<ProjectCode> {
  const modulesOf = (folder: Folder) => files.byFolder[folder].filter(isModule).map(({ path }) => path);
  const folders = ['macros', 'signals', 'materializations', 'models'] as const;
  const wanted = folders.flatMap((folder) => modulesOf(folder));
  // A project without code never pays for the compiler's side of things.
  if (wanted.length === 0) return noCode;
  const { root, cacheDir } = options.config;
  const [
    { loadModules },
    { collectMacros, collectMaterializations, collectSignals },
    { collectFunctions },
    { collectModels },
    { RememberedReads },
    { sourceLocation },
  ] = await Promise.all([
    import('./typescript/loadModules.ts'),
    import('./typescript/collectDefinitions.ts'),
    import('./typescript/collectFunctions.ts'),
    import('./typescript/collectModels.ts'),
    import('./typescript/rememberedReads.ts'),
    import('./typescript/sourceLocation.ts'),
  ]);
  const { modules, diagnostics, folder } = await loadModules({ root, files: wanted, cacheDir, group: 'project' });
  const within = (folder: Folder) => modules.filter((module) => module.file.startsWith(`${folder}/`));
  const reads = new RememberedReads({ folder, outputs: modules.map(({ output }) => output) });
  const collecting = { root, source: options.source, reads };
  const macros = collectMacros(within('macros'), collecting);
  const signals = collectSignals(within('signals'), collecting);
  const materializations = collectMaterializations(within('materializations'), collecting);
  const functions = collectFunctions(within('models'), collecting);
  const models = collectModels(within('models'), collecting);
  for (const { diagnostics: found } of [{ diagnostics }, macros, signals, materializations, functions, models])
    for (const problem of found) options.report(problem);
  return {
    reads,
    macros: macros.found,
    signals: signals.found,
    materializations: materializations.found,
    functions: functions.found,
    models: models.models,
    modules: new Map(modules.map(({ hash, file, inputs }) => [hash, { file, inputs }])),
    sourceOfMacro: ({ file, line, column }) => sourceLocation(`(${file}:${line}:${column})`, root),
  };
}
