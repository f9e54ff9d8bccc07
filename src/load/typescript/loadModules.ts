// Compiles and imports project modules. What fails becomes a diagnostic at its place in the source; the others load.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import { registeredModels, type Registered } from '../../model/typescript/definition.ts';
import { compileModules, type CompiledModule, type CompileOptions } from './compileModules.ts';
import { meshModule } from './meshModule.ts';
import { sourceLocation } from './sourceLocation.ts';
import { watchRejections } from './strayRejections.ts';

export interface LoadedModule extends CompiledModule {
  readonly exports: Readonly<Record<string, unknown>>;
  /** Models that its files defined while they were loaded, exported or not. */
  readonly defined: readonly Registered[];
}

export interface LoadModulesResult {
  /** Of the compiled modules. */
  readonly folder: string;
  /** In the order of the files that were asked for. */
  readonly modules: readonly LoadedModule[];
  readonly diagnostics: readonly Diagnostic[];
}

const importSeconds = 30;

/** A module runs once per process, however often it is loaded: what it defined is kept by its compiled file. */
const definedBy = new Map<string, readonly Registered[]>();

export async function loadModules(options: CompileOptions): Promise<LoadModulesResult> {
  const compiled = await compileModules(options);
  const before = registeredModels().length;
  const { value: results, rejections } = await watchRejections(() =>
    Promise.all(compiled.modules.map((module) => importModule(module, options))),
  );
  // A package that was removed since: the compiler knows which import it is.
  if (results.includes('absent')) return loadModules({ ...options, anew: true });
  noteDefinitions(compiled.modules, registeredModels().slice(before), options.root);
  const order = new Map(options.files.map((file, index) => [file, index]));
  const done = results.filter((result) => result !== 'absent');
  const modules = done.flatMap((result) =>
    'exports' in result ? [{ ...result, defined: definedBy.get(result.output) ?? [] }] : [],
  );
  return {
    folder: compiled.folder,
    modules: modules.sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0)),
    diagnostics: [
      ...compiled.diagnostics,
      ...distinct(done.flatMap((result) => ('exports' in result ? [] : [result]))),
      ...rejections.map((reason) => thrownDiagnostic(reason, options.root)),
    ],
  };
}

function noteDefinitions(modules: readonly CompiledModule[], fresh: readonly Registered[], root: string): void {
  const files = new Map(
    fresh.map((registered) => [registered, sourceLocation(registered.definition.stack, root)?.file]),
  );
  for (const { output, inputs } of modules) {
    if (definedBy.has(output)) continue;
    definedBy.set(
      output,
      fresh.filter((registered) => inputs.includes(files.get(registered) ?? '')),
    );
  }
}

/** A helper that throws fails every module that imports it, at one place. */
function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [JSON.stringify([each.message, each.at]), each])).values()];
}

type Imported = Omit<LoadedModule, 'defined'>;

async function importModule(
  module: CompiledModule,
  { root, anew = false }: Pick<CompileOptions, 'root' | 'anew'>,
): Promise<Imported | Diagnostic | 'absent'> {
  const start = { file: module.file, line: 1, column: 1 };
  let timer: NodeJS.Timeout | undefined;
  // A top-level await that never settles would end the process without a word.
  const late = new Promise<Diagnostic>((resolve) => {
    timer = setTimeout(
      () => resolve(diagnostic('MODULE_TIMEOUT', { seconds: importSeconds }, { at: start })),
      importSeconds * 1000,
    );
  });
  try {
    const url = pathToFileURL(module.output).href;
    const loaded = import(/* @vite-ignore */ url).then((exports) => ({
      ...module,
      exports: exports as LoadedModule['exports'],
    }));
    return await Promise.race([loaded, late]);
  } catch (error) {
    if (!anew && error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return 'absent';
    return (await missingExport(error, module, root)) ?? thrownDiagnostic(error, root, start);
  } finally {
    clearTimeout(timer);
  }
}

/** `import { modle } from 'mesh-sql'`: Node says so without a place, as mesh-sql is not compiled with the project. */
async function missingExport(error: unknown, module: CompiledModule, root: string): Promise<Diagnostic | undefined> {
  const [, from, name] =
    /^The requested module '(.+)' does not provide an export named '(.+)'$/.exec(
      error instanceof SyntaxError ? error.message : '',
    ) ?? [];
  if (from !== meshModule.href || name === undefined) return undefined;
  const known = Object.keys((await import(/* @vite-ignore */ meshModule.href)) as object);
  return diagnostic('MODULE_EXPORT_MISSING', { name, known }, { at: importedAt(name, module, root) });
}

function importedAt(name: string, { file, inputs }: CompiledModule, root: string): SourceLocation {
  const word = `(?<![\\w$])${name.replace(/[^\p{L}\p{N}_]/gu, String.raw`\$&`)}(?![\\w$])`;
  const clause = new RegExp(`\\bimport\\s[^;'"]*?${word}[^;'"]*?from\\s*['"]mesh-sql['"]`);
  for (const input of [file, ...inputs]) {
    const path = resolve(root, input);
    // Deleted since it was compiled: the name is what is wrong, not the file.
    if (!existsSync(path)) continue;
    const text = readFileSync(path, 'utf8');
    const found = clause.exec(text);
    if (found === null) continue;
    const offset = found.index + found[0].search(new RegExp(word));
    const before = text.slice(0, offset).split('\n');
    return { file: input, line: before.length, column: before.at(-1)!.length + 1, length: name.length };
  }
  return { file, line: 1, column: 1 };
}

function thrownDiagnostic(error: unknown, root: string, otherwise?: SourceLocation): Diagnostic {
  const detail = error instanceof Error ? error.message : String(error);
  const at = sourceLocation(error instanceof Error ? error.stack : undefined, root) ?? otherwise;
  return diagnostic('MODULE_THROWS', { detail }, { at });
}
