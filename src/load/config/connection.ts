// A connection of a gateway: DuckDB's options with their defaults. Other engines are named in an error.
import { diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import type { Connection, DuckDBCatalog, DuckDBConnection } from './config.ts';
import {
  anything,
  count,
  flag,
  ignored,
  listOf,
  mapOf,
  record,
  silent,
  snakeCase,
  text,
  unsupported,
  type Field,
  type FieldContext,
} from './field.ts';
import { unsetVariable } from './template.ts';
import { canonicalKey, entryOf, plainValue, type ConfigNode } from './node.ts';

type Extension = DuckDBConnection['extensions'][number];

const extensionOptions = record({ name: text, repository: text, forceInstall: flag });

const extension: Field<Extension> = (node, path, context) => {
  if (node.content.type !== 'map') return text(node, path, context);
  const options = extensionOptions(node, path, context);
  if (options === undefined) return undefined;
  const { name, repository, forceInstall } = options;
  if (name === undefined) {
    context.diagnostics.push(
      diagnostic('CONFIG_VALUE', { key: `${path}.name`, expected: 'a text', got: 'nothing' }, { at: node.at }),
    );
    return undefined;
  }
  return {
    name,
    ...(repository === undefined ? {} : { repository }),
    ...(forceInstall === undefined ? {} : { forceInstall }),
  };
};

const catalog: Field<string | DuckDBCatalog> = (node, path, context) => {
  if (node.content.type !== 'map') return text(node, path, context);
  const values = mapOf(anything)(node, path, context);
  if (values === undefined) return undefined;
  const known = Object.fromEntries(Object.entries(values).map(([key, value]) => [canonicalKey(key), value]));
  const { type, path: file, readOnly, ...rest } = known;
  if (typeof file !== 'string') {
    const got = file === undefined ? 'nothing' : typeof file;
    context.diagnostics.push(
      diagnostic('CONFIG_VALUE', { key: `${path}.path`, expected: 'a text', got }, { at: node.at }),
    );
    return undefined;
  }
  const options = Object.fromEntries(Object.entries(rest).map(([key, value]) => [snakeCase(key), value]));
  return {
    path: file,
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof readOnly === 'boolean' ? { readOnly } : {}),
    ...(Object.keys(options).length > 0 ? { options } : {}),
  };
};

const setting: Field<string | number | boolean> = (node, path, context) => {
  const value = anything(node, path, context);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value;
  // A list or map becomes DuckDB's text of it: `allowed_directories: [a, b]`.
  return value === undefined || value === null ? undefined : JSON.stringify(value).replaceAll('"', "'");
};

/** A list of secrets, or a map of name → secret. */
const secrets: Field<readonly Readonly<Record<string, unknown>>[]> = (node, path, context) => {
  const one = mapOf(anything);
  if (node.content.type !== 'map') return listOf(one)(node, path, context);
  // A single secret written without the list: { type: s3, region: … }.
  if (entryOf(node, 'type')?.value.content.type === 'scalar') return listOf(one)(node, path, context);
  return Object.entries(mapOf(one)(node, path, context) ?? {}).map(([name, secret]) => ({ name, ...secret }));
};

export const connectionFields = {
  type: text,
  database: text,
  catalogs: mapOf(catalog),
  extensions: listOf(extension),
  connectorConfig: mapOf(setting),
  secrets,
  filesystems: listOf(mapOf(anything)),
  concurrentTasks: count,
  registerComments: flag,
  lockTimeout: count,
  readOnly: flag,
  prePing: silent,
  prettySql: silent,
  sharedConnection: silent,
  displayName: silent,
  catalogTypeOverrides: ignored('the types of catalogs are asked from the engine'),
  schemaDifferOverrides: unsupported('schema changes follow on_destructive_change and on_additive_change'),
  token: unsupported('MotherDuck cannot be used yet'),
};

const readDuckDB = record(connectionFields);

export interface ConnectionContext extends FieldContext {
  /** Names of gateways that would work instead. */
  readonly otherGateways: readonly string[];
}

export function engineOf(node: ConfigNode): string | undefined {
  const type = entryOf(node, 'type')?.value;
  const name = type === undefined ? undefined : plainValue(type);
  return typeof name === 'string' ? name.toLowerCase() : undefined;
}

/** Whatever is wrong in a connection, neither its values nor its lines are shown. */
export function readConnection(node: ConfigNode, path: string, context: ConnectionContext): Connection | undefined {
  const own: ConnectionContext = { ...context, diagnostics: [], secret: true };
  const connection = readParts(node, path, own);
  for (const problem of own.diagnostics) {
    context.diagnostics.push(problem.at === undefined ? problem : { ...problem, at: { ...problem.at, secret: true } });
  }
  return connection;
}

function readParts(node: ConfigNode, path: string, context: ConnectionContext): Connection | undefined {
  const engine = node.content.type === 'map' ? (engineOf(node) ?? 'duckdb') : 'duckdb';
  if (engine !== 'duckdb')
    return unsupportedConnection(node, { path, engine, at: entryOf(node, 'type')?.value.at }, context);
  const values = readDuckDB(node, path, context);
  if (values === undefined) return undefined;
  const { database, catalogs } = values;
  if (database !== undefined && /^(md|motherduck):/i.test(database)) {
    return unsupportedConnection(
      node,
      { path, engine: 'motherduck', at: entryOf(node, 'database')?.value.at },
      context,
    );
  }
  if (database !== undefined && catalogs !== undefined) {
    const detail = `${path} has both database and catalogs`;
    const at = entryOf(node, 'catalogs')?.at;
    context.diagnostics.push(
      diagnostic(
        'CONFIG_CONFLICT',
        { detail },
        { at, hint: 'the first of the catalogs is the default one: put the database there' },
      ),
    );
  }
  return {
    type: 'duckdb',
    database: database === ':memory:' || database === '' ? undefined : database,
    catalogs,
    extensions: values.extensions ?? [],
    connectorConfig: values.connectorConfig ?? {},
    secrets: values.secrets ?? [],
    filesystems: values.filesystems ?? [],
    concurrentTasks: Math.max(1, values.concurrentTasks ?? 4),
    registerComments: values.registerComments ?? true,
    lockTimeout: values.lockTimeout ?? 30,
    readOnly: values.readOnly ?? false,
  };
}

/** The graph, the SQL and the types of such a project can still be looked at. */
function unsupportedConnection(
  node: ConfigNode,
  { path, engine, at }: { path: string; engine: string; at: SourceLocation | undefined },
  context: ConnectionContext,
): Connection {
  const data = { key: path, engine, others: context.otherGateways };
  context.diagnostics.push(diagnostic('CONFIG_ENGINE_UNSUPPORTED', data, { at, severity: 'warning' }));
  // What three-part names begin with: the database of Postgres, the project of BigQuery.
  const catalog = ['database', 'catalog', 'project']
    .map((key) => entryOf(node, key)?.value)
    .find((value) => value !== undefined);
  const name = catalog === undefined ? undefined : plainValue(catalog);
  return {
    ...inMemoryConnection,
    database: typeof name === 'string' && unsetVariable(name) === undefined ? name : undefined,
    unsupported: { ...data, at },
  };
}

export const inMemoryConnection: Connection = {
  type: 'duckdb',
  database: undefined,
  catalogs: undefined,
  extensions: [],
  connectorConfig: {},
  secrets: [],
  filesystems: [],
  concurrentTasks: 4,
  registerComments: true,
  lockTimeout: 30,
  readOnly: false,
};
