// Code of snapshots: saved with them as source files, and loaded again from there, so that `run` never sees changed files.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MeshError } from '../error/meshError.ts';
import type { ProjectConfig } from '../load/config/config.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import type { LoadedModule } from '../load/typescript/loadModules.ts';
import type { MacroDefinition } from '../macro/definition.ts';
import type { CodeUse, Model } from '../model/model.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { StateStore } from '../state/stateStore.ts';
import { hashText } from '../util/hash.ts';
import { writableFolder } from '../util/writableFolder.ts';
import type { Project } from './openProject.ts';

/** The source files of one module: those of the project that it imports too. */
interface StoredModule {
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Saves the modules of new snapshots that the state does not have yet. */
export async function saveCode(
  state: StateStore,
  loaded: LoadedProject,
  snapshots: readonly Snapshot[],
): Promise<void> {
  const wanted = new Set(snapshots.flatMap((s) => s.model.code.map((use) => use.hash)));
  if (wanted.size === 0) return;
  const known = await state.modules([...wanted]);
  const modules = [...wanted].flatMap((hash) => {
    const module = known.has(hash) ? undefined : moduleNow(loaded, hash);
    return module === undefined ? [] : [{ hash, text: JSON.stringify(module) }];
  });
  await state.saveModules(null, modules);
}

/** A module as the project's files have it. */
function moduleNow({ codeModules, config }: LoadedProject, hash: string): StoredModule | undefined {
  const module = codeModules.get(hash);
  if (module === undefined) return undefined;
  const files = module.inputs.map((file) => [file, readFileSync(resolve(config.root, file), 'utf8')]);
  return { entry: module.file, files: Object.fromEntries(files) as StoredModule['files'] };
}

/** With the folder that it was written out to. */
export type WrittenModule = LoadedModule & { readonly folder: string };

export interface CodeLoader {
  macrosOf(model: Model): Promise<ReadonlyMap<string, MacroDefinition>>;
  moduleOf(use: CodeUse): Promise<WrittenModule>;
}

/** Each module is written out and imported once per process. With `files` those of the project count, stored or not. */
export function storedCode(project: Project, files?: LoadedProject): CodeLoader {
  const loaded = new Map<string, Promise<WrittenModule>>();
  const read = async ({ name, file, hash }: CodeUse): Promise<StoredModule> => {
    const now = files === undefined ? undefined : moduleNow(files, hash);
    if (now !== undefined) return now;
    const text = (await (await project.state()).modules([hash])).get(hash);
    if (text === undefined) throw new MeshError('PROJECT_CODE_MISSING', { name, file });
    return JSON.parse(text) as StoredModule;
  };
  const moduleOf = (use: CodeUse): Promise<WrittenModule> => {
    const found = loaded.get(use.hash) ?? loadStored(project, use, read);
    loaded.set(use.hash, found);
    return found;
  };
  const macros = new Map<string, Promise<ReadonlyMap<string, MacroDefinition>>>();
  return {
    moduleOf,
    macrosOf: (model) => {
      const uses = model.code.filter((use) => use.type === 'macro');
      const key = uses.map((use) => use.hash).join();
      const found = macros.get(key) ?? collect(project, uses, moduleOf);
      macros.set(key, found);
      return found;
    },
  };
}

async function collect(
  project: Project,
  uses: readonly CodeUse[],
  moduleOf: CodeLoader['moduleOf'],
): Promise<ReadonlyMap<string, MacroDefinition>> {
  if (uses.length === 0) return new Map();
  const { collectMacros } = await import('../load/typescript/collectDefinitions.ts');
  const { root } = await project.config();
  const modules = [...new Map(uses.map((use) => [use.hash, use])).values()];
  const loaded: LoadedModule[] = [];
  for (const use of modules) loaded.push(await moduleOf(use));
  return collectMacros(loaded, { root, source: () => undefined }).found;
}

/** A hash says nothing of the place of a file, unless its code asks for that: the same module may have stood elsewhere. */
function storedFolder({ root, cacheDir }: ProjectConfig, { hash, file }: Pick<CodeUse, 'hash' | 'file'>): string {
  return join(writableFolder(resolve(root, cacheDir)), 'stored', `${hash}-${hashText(file).slice(0, 8)}`);
}

async function loadStored(
  project: Project,
  use: CodeUse,
  read: (use: CodeUse) => Promise<StoredModule>,
): Promise<WrittenModule> {
  const config = await project.config();
  let { file } = use;
  let folder = storedFolder(config, use);
  if (!existsSync(folder)) {
    const stored = await read(use);
    // Where the code was when it was stored.
    file = stored.entry;
    folder = storedFolder(config, { ...use, file });
    if (!existsSync(folder)) writeOut(stored, folder);
  }
  const { loadModules } = await import('../load/typescript/loadModules.ts');
  const { modules, diagnostics } = await loadModules({
    root: folder,
    files: [file],
    cacheDir: join(folder, '.compiled'),
    group: 'stored',
    origin: config.root,
  });
  const [module] = modules;
  if (module === undefined) {
    throw new MeshError(
      'PROJECT_CODE_BROKEN',
      { name: use.name, file, detail: diagnostics[0]?.message ?? 'it exports nothing' },
      { at: diagnostics[0]?.at },
    );
  }
  return { ...module, folder };
}

/** Written beside and renamed, so that two processes may do it at once. */
function writeOut(stored: StoredModule, folder: string): void {
  const draft = `${folder}.${process.pid}`;
  for (const [file, content] of Object.entries(stored.files)) {
    const path = join(draft, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}
