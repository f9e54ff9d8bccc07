// The one user of esbuild: bundles the project's own files, leaves packages to Node, and works out the code hash of each module.
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, BuildOptions, BuildResult, Loader, Message, Metafile, Plugin } from 'esbuild';
import { diagnostic, type Diagnostic } from '../../error/diagnostic.ts';
import { hashParts, hashText } from '../../util/hash.ts';
import type { CompiledModule } from './compileModules.ts';
import { meshModule, meshModuleUrl } from './meshModule.ts';
import { nearImport } from './nearImport.ts';
import { PackageVersions } from './packageVersion.ts';
import { realFile, realRoot } from './realPath.ts';

export interface Bundle {
  /** `output` is relative to the folder. */
  readonly modules: readonly CompiledModule[];
  readonly files: readonly { readonly path: string; readonly contents: Uint8Array }[];
  /** Project-relative (or absolute, outside of the project) file → the text that was compiled. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Absolute paths of what said the versions of packages, or might have. */
  readonly versionFiles: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface BundleOptions {
  readonly root: string;
  readonly files: readonly string[];
  readonly folder: string;
  /** Where the files come from when the root holds copies of them: `import.meta.url` names the originals. */
  readonly origin?: string | undefined;
}

type Esbuild = typeof import('esbuild');
type Built = BuildResult<{ metafile: true; write: false }>;

interface Sources {
  /** Absolute path → text. */
  readonly texts: Map<string, string>;
  /** Absolute path of an importer → `name@version` of the packages it imports. */
  readonly packages: Map<string, Set<string>>;
  readonly versions: PackageVersions;
}

export async function bundleModules({ root, files, folder, origin }: BundleOptions): Promise<Bundle> {
  const esbuild = await import('esbuild');
  const versions = new PackageVersions(realRoot(root));
  const sources: Sources = { texts: new Map(), packages: new Map(), versions };
  const names = new Map(files.map((file) => [file, realFile(root, file)]));
  const options: BundleOptions = { root: realRoot(root), files: [...new Set(names.values())], folder, origin };
  const { built, diagnostics } = await buildWhatCompiles(esbuild, options, sources);
  if (built === undefined) return { modules: [], files: [], inputs: new Map(), versionFiles: [], diagnostics };
  const compiled = await modulesFromMetafile(esbuild, built.metafile, { ...options, sources });
  const modules = files.flatMap((file) => {
    const module = compiled.get(names.get(file)!);
    return module === undefined ? [] : [{ ...module, file, inputs: [...new Set([file, ...module.inputs])].sort() }];
  });
  return {
    modules,
    files: built.outputFiles.map(({ path, contents }) => ({ path: posix(relative(folder, path)), contents })),
    inputs: new Map(Object.keys(built.metafile.inputs).flatMap((input) => sourceText(input, options.root, sources))),
    versionFiles: [...versions.asked],
    diagnostics,
  };
}

function sourceText(input: string, root: string, sources: Sources): [string, string][] {
  const path = resolve(root, input);
  const text = sources.texts.get(path);
  return text === undefined ? [] : [[input.startsWith('..') ? path : input, text]];
}

/** One build for all. When it fails, files with an error of their own are left out; an error in a helper takes one build per file. */
async function buildWhatCompiles(
  esbuild: Esbuild,
  options: BundleOptions,
  sources: Sources,
): Promise<{ built: Built | undefined; diagnostics: readonly Diagnostic[] }> {
  const problems = new Map<string, Diagnostic>();
  const attempt = async (files: readonly string[]): Promise<Built | BuildFailure> => {
    try {
      return await build(esbuild, { ...options, files }, sources);
    } catch (error) {
      if (!isBuildFailure(error)) throw error;
      for (const message of error.errors) {
        const problem = diagnosticFromMessage(message, { root: options.root, entry: files[0]! });
        problems.set(JSON.stringify(problem), problem);
      }
      return error;
    }
  };
  let files = options.files;
  while (files.length > 0) {
    const result = await attempt(files);
    if (!isBuildFailure(result)) return { built: result, diagnostics: [...problems.values()] };
    const broken = new Set(result.errors.map((error) => error.location?.file));
    const sound = files.filter((file) => !broken.has(file));
    const next = sound.length < files.length ? sound : await buildable(files, attempt);
    // Each for itself compiles and all together do not: nothing here can tell why.
    if (next.length === files.length) throw result;
    files = next;
  }
  return { built: undefined, diagnostics: [...problems.values()] };
}

async function buildable(
  files: readonly string[],
  attempt: (files: readonly string[]) => Promise<Built | BuildFailure>,
): Promise<string[]> {
  const sound: string[] = [];
  for (const file of files) if (!isBuildFailure(await attempt([file]))) sound.push(file);
  return sound;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

function diagnosticFromMessage(message: Message, { root, entry }: { root: string; entry: string }): Diagnostic {
  const { location, text, notes } = message;
  const at =
    location === null
      ? { file: entry, line: 1, column: 1 }
      : { file: location.file, line: location.line, column: location.column + 1, length: Math.max(1, location.length) };
  const missing = /^Could not resolve "(.+)"/.exec(text)?.[1];
  if (missing !== undefined) {
    const near = nearImport(missing, { root, importer: at.file });
    const hint = near === undefined || near === missing ? undefined : `did you mean ${near}?`;
    return diagnostic('MODULE_IMPORT_MISSING', { name: missing }, { at, hint });
  }
  return diagnostic(
    'MODULE_COMPILE',
    { detail: text },
    { at, hint: notes.map((note) => note.text).join('; ') || undefined },
  );
}

async function build(esbuild: Esbuild, bundling: BundleOptions, sources: Sources): Promise<Built> {
  const { root, files, folder } = bundling;
  const options: BuildOptions = {
    absWorkingDir: root,
    entryPoints: files.map((file) => `./${file}`),
    outbase: root,
    outdir: folder,
    entryNames: '[dir]/[name]-[hash]',
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    keepNames: true,
    loader: { '.sql': 'text' },
    define: {
      'import.meta.url': '__meshUrl',
      'import.meta.filename': '__meshFilename',
      'import.meta.dirname': '__meshDirname',
    },
    plugins: [projectFiles(sources, bundling)],
    logLevel: 'silent',
  };
  return esbuild.build({ ...options, metafile: true, write: false });
}

const loaders: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
};

/** `mesh-sql` is the running mesh, packages stay imports, project files keep their own `import.meta.url`. */
function projectFiles(sources: Sources, { root, origin }: BundleOptions): Plugin {
  return {
    name: 'project-files',
    setup(build) {
      build.onResolve({ filter: /^mesh-sql(\/|$)/ }, ({ path }) => {
        const url = meshModuleUrl(path);
        return meshModule.isSource ? { path: resolve(url.pathname) } : { path: url.href, external: true };
      });
      build.onResolve({ filter: /^[^./\\]/ }, async ({ path, pluginData, ...args }) => {
        if (pluginData === 'resolving' || args.kind === 'entry-point' || /^[A-Za-z]:[\\/]/.test(path)) return undefined;
        const found = await build.resolve(path, { ...args, with: args.with, pluginData: 'resolving' });
        if (found.errors.length > 0 || found.external || !found.path.includes(`${sep}node_modules${sep}`)) return found;
        const versionOf = (file: string): string =>
          sources.versions.of({ specifier: path, importer: args.importer, file });
        if (!args.importer.startsWith(meshModule.folder)) notePackage(sources, args.importer, versionOf(found.path));
        return { path: pathToFileURL(found.path).href, external: true };
      });
      build.onLoad({ filter: /\.[cm]?[jt]sx?$|\.json$|\.sql$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        sources.texts.set(path, text);
        const loader = loaders[extname(path)];
        return loader === undefined ? undefined : { contents: withOwnUrl(text, ownPath(path, root, origin)), loader };
      });
    },
  };
}

function notePackage(sources: Sources, importer: string, version: string): void {
  const versions = sources.packages.get(importer) ?? new Set();
  sources.packages.set(importer, versions.add(version));
}

function ownPath(path: string, root: string, origin: string | undefined): string {
  return origin !== undefined && path.startsWith(`${root}${sep}`) ? join(origin, relative(root, path)) : path;
}

const asksForPlace = /import\.meta\.(url|filename|dirname)/;

/** On the first line, so that line numbers stay. */
function withOwnUrl(text: string, path: string): string {
  if (!asksForPlace.test(text)) return text;
  const values = { __meshUrl: pathToFileURL(path).href, __meshFilename: path, __meshDirname: resolve(path, '..') };
  const declarations = Object.entries(values).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `const ${declarations.join(',')};${text}`;
}

type MetafileOptions = BundleOptions & { readonly sources: Sources };

async function modulesFromMetafile(
  esbuild: Esbuild,
  metafile: Metafile,
  options: MetafileOptions,
): Promise<ReadonlyMap<string, CompiledModule>> {
  const { root, folder, sources } = options;
  // A stored copy of the module is compiled with the settings of its project.
  const settings = ['tsconfig.json'].filter((file) => existsSync(join(root, file)));
  const normalized = new Map<string, string>();
  for (const input of Object.keys(metafile.inputs)) {
    const path = resolve(root, input);
    const text = sources.texts.get(path);
    if (text !== undefined && !isMeshOwn(path))
      normalized.set(input, hashText(await normalizedCode(esbuild, text, path)));
  }
  const modules = new Map<string, CompiledModule>();
  for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint === undefined) continue;
    const inputs = [...closure(entryPoint, metafile)].filter((input) => normalized.has(input)).sort();
    const packages = inputs.flatMap((input) => [...(sources.packages.get(resolve(root, input)) ?? [])]);
    const others = inputs.filter((input) => input !== entryPoint).map((input) => normalized.get(input));
    // Moved, such code finds other files.
    const places = inputs.filter((input) => asksForPlace.test(sources.texts.get(resolve(root, input))!));
    const hash = hashParts([normalized.get(entryPoint), ...others, ...[...new Set(packages)].sort(), ...places]);
    const file = posix(relative(folder, join(root, output)));
    modules.set(entryPoint, { file: entryPoint, output: file, hash, inputs: [...inputs, ...settings] });
  }
  return modules;
}

function isMeshOwn(path: string): boolean {
  return meshModule.isSource && path.startsWith(meshModule.folder);
}

function closure(entry: string, metafile: Metafile): Set<string> {
  const seen = new Set<string>();
  const open = [entry];
  for (let input = open.pop(); input !== undefined; input = open.pop()) {
    if (seen.has(input)) continue;
    seen.add(input);
    for (const imported of metafile.inputs[input]?.imports ?? []) if (!imported.external) open.push(imported.path);
  }
  return seen;
}

/** Comments, formatting and types dropped. The settings are fixed, so that nothing but the code counts. */
async function normalizedCode(esbuild: Esbuild, text: string, path: string): Promise<string> {
  const loader = loaders[extname(path)];
  if (loader === undefined) return text;
  const { code } = await esbuild.transform(text, {
    loader,
    minifyWhitespace: true,
    legalComments: 'none',
    target: 'esnext',
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, verbatimModuleSyntax: true } },
  });
  return code;
}

function posix(path: string): string {
  return path.split(sep).join('/');
}
