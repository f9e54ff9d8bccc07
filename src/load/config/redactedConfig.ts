// A configuration fit to be printed: everything that may be a secret is replaced.
import type { Connection, DuckDBCatalog, Gateway, ProjectConfig } from './config.ts';
import { hidden, hideSecrets, isSecretKey } from './secrets.ts';

/** Keys inside a secret that tell where it is for, not what it is. */
const harmlessInSecret = new Set([
  'name',
  'type',
  'provider',
  'scope',
  'region',
  'endpoint',
  'url_style',
  'use_ssl',
  'urlStyle',
  'useSsl',
]);

export function redactedConfig(config: ProjectConfig): ProjectConfig {
  const gateways = Object.fromEntries(
    Object.entries(config.gateways).map(([name, gateway]) => [name, redactedGateway(gateway)]),
  );
  const { places: _, ...linter } = config.linter;
  return {
    ...config,
    linter,
    gateway: redactedGateway(config.gateway),
    gateways,
    variables: redactedValues(config.variables) as ProjectConfig['variables'],
  };
}

function redactedGateway(gateway: Gateway): Gateway {
  const { stateConnection, testConnection } = gateway;
  return {
    ...gateway,
    connection: redactedConnection(gateway.connection),
    stateConnection: stateConnection && redactedConnection(stateConnection),
    testConnection: testConnection && redactedConnection(testConnection),
    variables: redactedValues(gateway.variables) as Gateway['variables'],
  };
}

function redactedConnection(connection: Connection): Connection {
  return {
    ...connection,
    database: connection.database === undefined ? undefined : hideSecrets(connection.database),
    catalogs: connection.catalogs && mapValues(connection.catalogs, redactedCatalog),
    connectorConfig: redactedValues(connection.connectorConfig) as Connection['connectorConfig'],
    secrets: connection.secrets.map((secret) =>
      mapValues(secret, (value, key) => (harmlessInSecret.has(key) ? value : hidden)),
    ),
    filesystems: connection.filesystems.map((each) =>
      mapValues(each, (value, key) => (harmlessFilesystemKey(key) ? value : hidden)),
    ),
  };
}

function harmlessFilesystemKey(key: string): boolean {
  return key === 'protocol' || key === 'fs';
}

function redactedCatalog(catalog: string | DuckDBCatalog): string | DuckDBCatalog {
  if (typeof catalog === 'string') return hideSecrets(catalog);
  return {
    ...catalog,
    path: hideSecrets(catalog.path),
    ...(catalog.options === undefined
      ? {}
      : { options: redactedValues(catalog.options) as Readonly<Record<string, unknown>> }),
  };
}

function redactedValues(value: unknown, key = ''): unknown {
  if (key !== '' && isSecretKey(key) && value !== null) return hidden;
  if (typeof value === 'string') return hideSecrets(value);
  if (Array.isArray(value)) return value.map((item) => redactedValues(item));
  if (value === null || typeof value !== 'object') return value;
  return mapValues(value as Record<string, unknown>, redactedValues);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A, key: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
