// The environment's part in a configuration: the `.env` file and `MESH__A__B=value` for any key `a.b`.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { MeshError } from '../../error/meshError.ts';
import { mapNode, mergeNodes, scalarNode, type ConfigNode } from './node.ts';

/** A writable environment: `process.env`, or a test's own. */
export type Env = Record<string, string | undefined>;

/** Adds what `.env` says to the environment; what is set already stays. A file that was named must exist. */
export function loadDotenv(root: string, named: string | undefined, env: Env): void {
  const file = resolve(root, named ?? '.env');
  if (!existsSync(file)) {
    if (named !== undefined) throw new MeshError('CONFIG_FILE_MISSING', { file: named });
    return;
  }
  addToEnvironment(parseEnv(readFileSync(file, 'utf8')), env);
}

export function addToEnvironment(values: Readonly<Env>, env: Env): void {
  for (const [name, value] of Object.entries(values)) if (env[name] === undefined) env[name] = value;
}

/** SQLMesh's prefix first: mesh's own wins over it. */
const prefixes = ['SQLMESH__', 'MESH__'];

export async function environmentNode(env: Readonly<Env>): Promise<ConfigNode | undefined> {
  let result: ConfigNode | undefined;
  for (const prefix of prefixes) {
    const names = Object.keys(env).filter((name) => name.startsWith(prefix) && name.length > prefix.length);
    for (const name of names.sort()) {
      const path = name
        .slice(prefix.length)
        .split('__')
        .map((part) => (/^[a-z][a-z\d]*[A-Z]/.test(part) ? part : part.toLowerCase()));
      const node = nested(path, await valueNode(env[name] ?? '', name));
      result = result === undefined ? node : mergeNodes(result, node);
    }
  }
  return result;
}

function nested(path: readonly string[], value: ConfigNode): ConfigNode {
  return path.reduceRight<ConfigNode>((node, key) => mapNode([{ key, at: value.at, value: node }], value.at), value);
}

/** Numbers, true, false, null, lists and maps count as such; everything else is text. */
async function valueNode(text: string, variable: string): Promise<ConfigNode> {
  const at = { file: `$${variable}`, line: 1, column: 1 };
  const plain = text.trim();
  if (/^[[{]/.test(plain)) {
    const { parse } = await import('yaml');
    try {
      return nodeFromPlain(parse(plain), at);
    } catch {
      return scalarNode(text, at);
    }
  }
  if (/^(true|false|null)$/i.test(plain)) return scalarNode(JSON.parse(plain.toLowerCase()), at);
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(plain)) return scalarNode(Number(plain), at);
  return scalarNode(text, at);
}

function nodeFromPlain(value: unknown, at: ConfigNode['at']): ConfigNode {
  if (Array.isArray(value))
    return { content: { type: 'list', items: value.map((item) => nodeFromPlain(item, at)) }, at };
  if (value === null || typeof value !== 'object') return scalarNode(value, at);
  return mapNode(
    Object.entries(value).map(([key, item]) => ({ key, at, value: nodeFromPlain(item, at) })),
    at,
  );
}
