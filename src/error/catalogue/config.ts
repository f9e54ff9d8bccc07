import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

const list = (words: readonly string[]): string => words.join(', ');

export const configErrors = {
  CONFIG_MISSING: define<{
    folder: string;
    searchedUpwards: boolean;
    exists: boolean;
    counterpart?: string | undefined;
  }>({
    message: (d) => {
      if (!d.exists) return `the folder ${d.folder} does not exist`;
      return d.searchedUpwards
        ? `no mesh.config.ts, mesh.config.yaml or config.yaml in ${d.folder} or any folder above it`
        : `no mesh.config.ts, mesh.config.yaml or config.yaml in ${d.folder}`;
    },
    hint: (d) => d.counterpart ?? 'start a project with `mesh init`, or name its folder with `--project <dir>`',
  }),
  CONFIG_NO_FOLDER: define<{ path: string }>({
    message: (d) => `${d.path} is a file, not the folder of a project`,
    hint: () => 'name the folder with `--project <dir>`, a configuration file with `--config <file>`',
  }),
  CONFIG_FILE_MISSING: define<{ file: string }>({
    message: (d) => `the configuration file ${d.file} does not exist`,
  }),
  CONFIG_FILE_UNREADABLE: define<{ file: string; detail: string }>({
    message: (d) => `${d.file} cannot be read: ${d.detail}`,
  }),
  CONFIG_TWO_FILES: define<{ folder: string; files: readonly string[] }>({
    message: (d) => `${d.folder} holds ${d.files.length} configuration files: ${list(d.files)}`,
    hint: () => 'keep one of them, or name the one to use with `--config <file>`',
  }),
  CONFIG_PYTHON: define<{ file: string }>({
    message: (d) => `${d.file} is a Python configuration, which mesh does not run`,
    hint: () =>
      "write it as mesh.config.ts: `import { defineConfig } from 'mesh-sql'; export default defineConfig({ … })` with the same keys in camelCase",
  }),
  CONFIG_SYNTAX: define<{ detail: string }>({
    message: (d) => `this configuration does not parse: ${d.detail}`,
  }),
  CONFIG_TEMPLATE: define<{ detail: string }>({
    message: (d) => `this template expression cannot be used here: ${d.detail}`,
    hint: () =>
      "this is Jinja: `{{ env_var('NAME', 'default') }}`, `{% if %}` and filters work; `{% raw %}` keeps braces as they are",
  }),
  CONFIG_ENV_MISSING: define<{ name: string }>({
    message: (d) => `the environment variable ${d.name} is not set`,
    hint: (d) => `set it, put it into .env, or give a default: env_var('${d.name}', 'value')`,
  }),
  CONFIG_NO_EXPORT: define<{ file: string }>({
    message: (d) => `${d.file} has no default export that is a configuration`,
    hint: () => 'end it with `export default defineConfig({ … })`',
  }),
  CONFIG_UNKNOWN_KEY: define<{
    key: string;
    path: string;
    known: readonly string[];
    counterpart: string | undefined;
  }>({
    message: (d) => (d.path === '' ? `${d.key} is not a configuration key` : `${d.path} has no key ${d.key}`),
    hint: (d) => d.counterpart ?? didYouMean(d.key, d.known) ?? `known: ${d.known.join(', ')}`,
  }),
  CONFIG_DUPLICATE_KEY: define<{ key: string; first: string }>({
    message: (d) =>
      d.key === d.first ? `${d.key} is given twice` : `${d.key} is given twice: it is the same key as ${d.first}`,
  }),
  CONFIG_UNSUPPORTED_KEY: define<{ key: string; why: string }>({
    message: (d) => `mesh does not support ${d.key}: ${d.why}`,
  }),
  CONFIG_IGNORED_KEY: define<{ key: string; why: string }>({
    message: (d) => `${d.key} has no effect in mesh: ${d.why}`,
  }),
  CONFIG_VALUE: define<{ key: string; expected: string; got: string }>({
    message: (d) => `${d.key} must be ${d.expected}, not ${d.got}`,
  }),
  CONFIG_CHOICE: define<{ key: string; got: string; known: readonly string[] }>({
    message: (d) => `${d.key} must be one of ${list(d.known)}, not ${d.got}`,
    hint: (d) => didYouMean(d.got, d.known),
  }),
  CONFIG_CONFLICT: define<{ detail: string }>({
    message: (d) => d.detail,
  }),
  CONFIG_GATEWAY_UNKNOWN: define<{ name: string; from: string; known: readonly string[] }>({
    message: (d) => `there is no gateway named ${d.name} (named by ${d.from})`,
    hint: (d) => didYouMean(d.name, d.known) ?? (d.known.length > 0 ? `the gateways are ${list(d.known)}` : undefined),
  }),
  CONFIG_ENGINE_UNSUPPORTED: define<{ key: string; engine: string; others: readonly string[] }>({
    message: (d) => `${d.key} is a ${d.engine} connection, and mesh runs on duckdb only so far`,
    hint: (d) => {
      const slip = didYouMean(d.engine, ['duckdb']);
      if (slip !== undefined) return slip;
      // Another gateway may be of the same kind: the data can stay where it is.
      if (d.key.endsWith('state_connection'))
        return 'leave it out to keep the state beside the data, or use `type: duckdb`';
      return d.others.length > 0
        ? `choose another gateway with \`--gateway ${d.others[0]}\``
        : 'add a gateway with `type: duckdb` and choose it with `--gateway`';
    },
  }),
  CONFIG_NO_CONNECTION: define<Record<string, never>>({
    message: () =>
      'no gateway and no connection is configured: an in-memory database is used, which forgets everything',
    hint: () => 'add a gateway: `gateways: { local: { connection: { type: duckdb, database: warehouse.db } } }`',
  }),
  CONFIG_INVALID: define<{ count: number }>({
    message: (d) => (d.count === 1 ? 'the configuration has a problem' : `the configuration has ${d.count} problems`),
  }),
};
