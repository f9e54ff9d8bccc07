// Compiles a project's modules into the cache: one output per file with shared chunks, and a manifest of what went in, so
// that the next start imports plain JavaScript at once and never loads esbuild.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../../error/diagnostic.ts';
import { hashParts, hashText } from '../../util/hash.ts';
import { writableFolder } from '../../util/writableFolder.ts';
import type { Bundle } from './bundleModules.ts';
import { meshModule } from './meshModule.ts';
import { realFile } from './realPath.ts';

export interface CompiledModule {
  /** Project-relative source file. */
  readonly file: string;
  /** Absolute path of the compiled module. */
  readonly output: string;
  /** Of the module and all of the project that it imports, comments and formatting dropped, with the versions of imported packages. */
  readonly hash: string;
  /** Project-relative files that went into it, itself and tsconfig.json included. */
  readonly inputs: readonly string[];
}

export interface CompileResult {
  /** Of the compiled modules. */
  readonly folder: string;
  readonly modules: readonly CompiledModule[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompileOptions {
  readonly root: string;
  /** Project-relative, `/` between parts. */
  readonly files: readonly string[];
  /** Absolute, or relative to the root. */
  readonly cacheDir: string;
  /** Name of the manifest: the configuration is compiled apart from the project. */
  readonly group: string;
  /** Where the files come from when the root holds copies of them. */
  readonly origin?: string | undefined;
  /** Also where what was compiled before looks as fresh as it was. */
  readonly anew?: boolean | undefined;
}

export interface Manifest {
  readonly key: string;
  /** Absolute or project-relative file → hash of its content; null when it did not exist. */
  readonly inputs: Readonly<Record<string, string | null>>;
  /** Outputs relative to the output folder. */
  readonly modules: readonly CompiledModule[];
  /** All files that were written, relative to the output folder. */
  readonly outputs: readonly string[];
}

/** Raise when the compiled form changes. */
const recipe = 4;

export async function compileModules(options: CompileOptions): Promise<CompileResult> {
  const wanted = resolve(options.root, options.cacheDir, 'modules');
  if (options.files.length === 0) return { folder: wanted, modules: [], diagnostics: [] };
  const folder = writableFolder(wanted);
  const key = hashParts([
    `${recipe}`,
    meshModule.href,
    options.origin ?? '',
    process.versions.node.split('.')[0],
    ...[...options.files].sort().map((file) => `${file} ${realFile(options.root, file)}`),
  ]);
  const manifestFile = join(folder, `${options.group}.json`);
  const known = readManifest(manifestFile);
  if (
    options.anew !== true &&
    known !== undefined &&
    known.key === key &&
    isFresh(known, { root: options.root, folder })
  ) {
    return {
      folder,
      modules: known.modules.map((module) => ({ ...module, output: join(folder, module.output) })),
      diagnostics: [],
    };
  }
  const { bundleModules } = await import('./bundleModules.ts');
  const result = await bundleModules({ ...options, folder });
  for (const file of result.files) writeOnce(join(folder, file.path), file.contents);
  const modules = result.modules.map((module) => placed(module, folder));
  // What failed is tried again at the next start, so only a complete result is remembered.
  if (result.diagnostics.length === 0) {
    const outputs = result.files.map((file) => file.path);
    const manifest: Manifest = {
      key,
      inputs: inputHashes(result, options.root),
      modules: result.modules,
      outputs,
    };
    writeOver(manifestFile, JSON.stringify(manifest));
    removeOld(folder);
  }
  return { folder, modules, diagnostics: result.diagnostics };
}

function placed(module: CompiledModule, folder: string): CompiledModule {
  return { ...module, output: join(folder, module.output) };
}

function readManifest(file: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch {
    // None yet, or damaged: it is a cache.
    return undefined;
  }
}

function isFresh(manifest: Manifest, { root, folder }: { root: string; folder: string }): boolean {
  return (
    Object.entries(manifest.inputs).every(([file, hash]) => contentHash(resolve(root, file)) === hash) &&
    manifest.outputs.every((file) => existsSync(join(folder, file)))
  );
}

function inputHashes({ inputs, versionFiles }: Bundle, root: string): Manifest['inputs'] {
  const surroundings = ['tsconfig.json', 'package.json', ...versionFiles];
  return {
    ...Object.fromEntries([...inputs].map(([file, contents]) => [file, hashText(contents)])),
    ...Object.fromEntries(surroundings.map((file) => [file, contentHash(resolve(root, file))])),
  };
}

function contentHash(file: string): string | null {
  try {
    return hashText(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Names carry a hash of the content, so a file that exists is the same; two processes may write at once. */
function writeOnce(file: string, contents: Uint8Array): void {
  if (existsSync(file) && statSync(file).size === contents.byteLength) return;
  writeOver(file, contents);
}

function writeOver(file: string, contents: Uint8Array | string): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
}

const day = 86_400_000;

/** Outputs that no manifest names; those of the last day stay, another process may be about to import them. */
function removeOld(folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const manifests = names
    .filter((name) => /^[^/\\]+\.json$/.test(name))
    .map((name) => readManifest(join(folder, name)));
  const used = new Set(manifests.flatMap((manifest) => manifest?.outputs ?? []));
  for (const name of names) {
    const file = join(folder, name);
    const isOutput = /\.(mjs|map|tmp)$/.test(name) && !used.has(name.split('\\').join('/'));
    const stat = isOutput ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (stat !== undefined && Date.now() - stat.mtimeMs > day) rmSync(file, { force: true });
  }
}
