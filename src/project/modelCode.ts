// The functions of TypeScript models, from the modules that are stored with their snapshots.
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import { functionsOf } from '../execute/typescript/functionsOf.ts';
import type { ModelCode } from '../execute/typescript/modelCode.ts';
import type { ProjectConfig } from '../load/config/config.ts';
import { isFragment } from '../macro/value.ts';
import type { FunctionModelDefinition } from '../model/typescript/definition.ts';
import type { LoadedModule } from '../load/typescript/loadModules.ts';
import type { CodeUse } from '../model/model.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { packageFolder } from '../util/packageFolder.ts';
import { writableFolder } from '../util/writableFolder.ts';
import type { Project } from './openProject.ts';
import type { CodeLoader } from './storedCode.ts';

export function modelCode(project: Project, loader: CodeLoader, config: ProjectConfig): ModelCode {
  // Made only when something is to be kept there.
  const cacheDir = (): string => writableFolder(resolve(config.root, config.cacheDir));
  let locate: ((stack: string | undefined, root: string) => SourceLocation | undefined) | undefined;
  const roots = new Set<string>();
  /** Its folder counts when it is there: an error of another model may be placed in the meantime. */
  const loadedModule = async (use: CodeUse): Promise<LoadedModule> => {
    const module = await loader.moduleOf(use);
    roots.add(module.folder);
    return module;
  };
  return {
    get cacheDir() {
      return cacheDir();
    },
    variables: config.variables,
    async definitionOf(snapshot) {
      ({ sourceLocation: locate } = await import('../load/typescript/sourceLocation.ts'));
      const use = snapshot.model.code.find((each) => each.type === 'model');
      if (use === undefined)
        throw new MeshError('PROJECT_CODE_MISSING', { name: snapshot.name, file: snapshot.model.file });
      const module = await loadedModule(use);
      const found = definitionFor(functionsOf(module.exports), snapshot);
      if (found === undefined) throw new MeshError('PROJECT_CODE_MISSING', { name: snapshot.name, file: use.file });
      return found;
    },
    async functionOf(use) {
      ({ sourceLocation: locate } = await import('../load/typescript/sourceLocation.ts'));
      const { collectFunctions } = await import('../load/typescript/collectFunctions.ts');
      const module = await loadedModule(use);
      const found = collectFunctions([module], { root: config.root }).found.get(use.name);
      if (found === undefined) throw new MeshError('PROJECT_CODE_MISSING', { name: use.name, file: use.file });
      return found.definition;
    },
    async materializationOf({ name, model }) {
      const use = model.code.find((each) => each.type === 'materialization');
      if (use === undefined) throw new MeshError('PROJECT_CODE_MISSING', { name, file: model.file });
      const { collectMaterializations } = await import('../load/typescript/collectDefinitions.ts');
      const found = collectMaterializations([await loadedModule(use)], { root: config.root }).found.get(use.name);
      if (found === undefined) throw new MeshError('PROJECT_CODE_MISSING', { name: use.name, file: use.file });
      return found;
    },
    locate(error) {
      for (let at: unknown = error; at instanceof Error; at = at.cause) {
        for (const root of [...roots, config.root]) {
          const found = locate?.(at.stack, root);
          if (found !== undefined && !found.file.startsWith(sep)) return found;
        }
      }
      return undefined;
    },
    async returnedAt(run) {
      const { returnedAt } = await import('../load/typescript/returnPlace.ts');
      return returnedAt(run);
    },
    async thread(snapshot) {
      const definition = await this.definitionOf(snapshot);
      const module = await loader.moduleOf(snapshot.model.code.find((each) => each.type === 'model')!);
      const index = functionsOf(module.exports).indexOf(definition);
      return {
        shell: await threadShell(cacheDir(), new URL('../execute/typescript/worker/modelWorker.ts', import.meta.url)),
        module: module.output,
        index,
      };
    },
    worker: (module) => compiledWorker(module, config, cacheDir()),
  };
}

/** By name, blueprint values filled in; a module with one function needs no name. */
function definitionFor(
  definitions: readonly FunctionModelDefinition[],
  { model }: Snapshot,
): FunctionModelDefinition | undefined {
  const [only] = definitions;
  if (definitions.length === 1) return only;
  const names = (name: string): string => {
    const filled = name.replace(/@\{?([A-Za-z_]\w*)\}?/g, (whole, variable: string) => {
      const value = model.blueprint[variable] ?? model.blueprint[variable.toLowerCase()];
      if (isFragment(value)) return value.sqlText;
      return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
    });
    return filled.replaceAll('"', '').toLowerCase();
  };
  const wanted = model.name.replaceAll('"', '').toLowerCase();
  return definitions.find(({ options }) => {
    const name = options.name === undefined ? undefined : names(options.name);
    return name !== undefined && (name === wanted || name.endsWith(`.${wanted}`) || wanted.endsWith(`.${name}`));
  });
}

/** A thread loads plain JavaScript: the module compiled as models are, the program from where mesh runs. */
async function compiledWorker(
  module: URL,
  config: ProjectConfig,
  cacheDir: string,
): Promise<{ shell: URL; module: string }> {
  const given = fileURLToPath(module);
  const inStored = /[\\/]stored[\\/][^\\/]+[\\/]/.exec(given);
  // Only what a model imports is stored with it; a thread's module is named by its address and stands in the project.
  const path = inStored === null ? given : join(config.root, given.slice(inStored.index + inStored[0].length));
  const root = config.root;
  const file = relative(root, path).split(sep).join('/');
  const { compileModules } = await import('../load/typescript/compileModules.ts');
  const { modules, diagnostics } = await compileModules({
    root,
    files: [file],
    cacheDir,
    group: `worker-${file.replaceAll(/[^\w]/g, '-')}`,
  });
  const [compiled] = modules;
  if (compiled === undefined)
    throw new MeshError(
      'RUN_WORKER',
      { worker: file, detail: diagnostics[0]?.message ?? 'it does not compile' },
      { at: diagnostics[0]?.at },
    );
  return {
    shell: await threadShell(cacheDir, new URL('../execute/typescript/batchWorker.ts', import.meta.url)),
    module: compiled.output,
  };
}

async function threadShell(cacheDir: string, program: URL): Promise<URL> {
  const own = import.meta.url.endsWith('.ts');
  const name = program.pathname.split('/execute/typescript/').at(-1)!.replace(/\.ts$/, '');
  // Joined with others this module stands elsewhere; the programs of threads stay where they were compiled.
  if (!own) return new URL(`dist/execute/typescript/${name}.js`, packageFolder);
  // Run from its sources, mesh is compiled for the thread too.
  const { build } = await import('esbuild');
  const outfile = join(cacheDir, `${basename(name)}.mjs`);
  const entry = fileURLToPath(program);
  const external = {
    js: `import { createRequire as meshRequire } from 'node:module'; const require = meshRequire(${JSON.stringify(pathToFileURL(dirname(createRequire(import.meta.url).resolve('esbuild/package.json'))).href)});`,
  };
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    // What it requires lies beside its source.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(entry).href) },
    banner: external,
    logLevel: 'silent',
  });
  return pathToFileURL(outfile);
}
