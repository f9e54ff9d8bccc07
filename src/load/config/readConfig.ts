// From a folder to its ProjectConfig: environment variables over the personal configuration over the project's file.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { extname, join, relative, sep } from 'node:path';
import { hasErrors, type Diagnostic } from '../../error/diagnostic.ts';
import { MeshError } from '../../error/meshError.ts';
import type { ProjectConfig } from './config.ts';
import { addToEnvironment, environmentNode, loadDotenv, type Env } from './environment.ts';
import type { FieldContext } from './field.ts';
import { findConfig, type FoundConfig } from './findConfig.ts';
import type { WantedGateway } from './gateways.ts';
import { invalidConfig } from './invalidConfig.ts';
import { entryOf, mergeNodes, plainValue, type ConfigNode } from './node.ts';
import { projectConfigFromNode } from './projectConfig.ts';
import { readYamlConfig, type ReadDocument } from './yaml.ts';

export interface ReadConfigOptions {
  /** `--project`: the project's folder; otherwise the nearest one upwards that has a configuration. */
  readonly project?: string | undefined;
  /** `--gateway`; `MESH_GATEWAY` comes after it, `default_gateway` after that. */
  readonly gateway?: string | undefined;
  /** `--config`: this file instead of the folder's. */
  readonly file?: string | undefined;
  /** `--dotenv`: instead of the `.env` beside the configuration. */
  readonly dotenv?: string | undefined;
  /** `process.env` if not given. Variables of `.env` and `env_vars` are added to it. */
  readonly env?: Env | undefined;
  /** The user's home, where personal configuration lies. */
  readonly home?: string | undefined;
}

export interface ReadConfigResult {
  readonly config: ProjectConfig;
  /** Problems that leave a usable configuration, errors among them: nothing may be run before `hasErrors` is asked. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Throws when nothing can be loaded: no file, one that does not parse, no gateway that works. */
export async function readConfig(from: string, options: ReadConfigOptions = {}): Promise<ReadConfigResult> {
  const env = options.env ?? process.env;
  const found = findConfig({ from, project: options.project, file: options.file });
  loadDotenv(found.root, options.dotenv, env);
  const context: FieldContext = { diagnostics: [...found.diagnostics] };
  const { node, files } = await mergedNode(found, { env, home: options.home ?? homedir(), context });
  const gateway = wantedGateway(options.gateway, env);
  const config = node && projectConfigFromNode(node, { root: found.root, files, gateway }, context);
  if (config === undefined) throw invalidConfig(context.diagnostics);
  return { config, diagnostics: context.diagnostics };
}

interface MergeOptions {
  readonly env: Env;
  readonly home: string;
  readonly context: FieldContext;
}

async function mergedNode(
  found: FoundConfig,
  { env, home, context }: MergeOptions,
): Promise<{ node: ConfigNode | undefined; files: readonly string[] }> {
  const personal = personalFiles(home);
  const nodes: ConfigNode[] = [];
  let readable = true;
  for (const file of [...personal, found.file]) {
    const { node, diagnostics } = await readFile(file, found.root, env);
    context.diagnostics.push(...diagnostics);
    if (node === undefined) readable &&= !hasErrors(diagnostics);
    else {
      nodes.push(node);
      setVariables(node, env);
    }
  }
  if (!readable) return { node: undefined, files: [] };
  const project = nodes.pop();
  const fromEnvironment = await environmentNode(env);
  const layers = [project, ...nodes, fromEnvironment].filter((node) => node !== undefined);
  return { node: layers.reduce((under, over) => mergeNodes(under, over)), files: [found.file, ...personal] };
}

/** `env_vars` of a file are set before the next file is read, so that its `env_var()` sees them. */
function setVariables(node: ConfigNode, env: Env): void {
  const variables = entryOf(node, 'envVars')?.value;
  if (variables?.content.type !== 'map') return;
  const values = variables.content.entries.map((entry) => [entry.key, String(plainValue(entry.value))]);
  addToEnvironment(Object.fromEntries(values) as Env, env);
}

async function readFile(file: string, root: string, env: Env): Promise<ReadDocument> {
  const shown = shownPath(file, root);
  if (!/^\.ya?ml$/.test(extname(file))) {
    const { readModuleConfig } = await import('./moduleConfig.ts');
    return readModuleConfig(file, root);
  }
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new MeshError('CONFIG_FILE_UNREADABLE', { file: shown, detail }, { cause });
  }
  return readYamlConfig(source.replace(/^\uFEFF/, ''), shown, env);
}

/** Relative to the project where the file lies in it. */
function shownPath(file: string, root: string): string {
  const path = relative(root, file);
  return path.startsWith('..') ? file : path.split(sep).join('/');
}

/** SQLMesh's first: mesh's own wins over it. */
function personalFiles(home: string): readonly string[] {
  const names = ['config.yaml', 'config.yml', 'sqlmesh.yaml', 'sqlmesh.yml', 'mesh.config.yaml', 'mesh.config.yml'];
  return ['.sqlmesh', '.mesh'].flatMap((folder) => {
    const file = names.map((name) => join(home, folder, name)).find((path) => existsSync(path));
    return file === undefined ? [] : [file];
  });
}

function wantedGateway(option: string | undefined, env: Readonly<Env>): WantedGateway | undefined {
  if (option !== undefined) return { name: option, from: '--gateway' };
  for (const from of ['MESH_GATEWAY', 'SQLMESH_GATEWAY']) {
    const name = env[from];
    if (name !== undefined && name !== '') return { name, from };
  }
  return undefined;
}
