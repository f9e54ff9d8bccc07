// Keys of other tools' configurations, and keys at the wrong place, with what is written here instead.
type Counterparts = Readonly<Record<string, string>>;

const perModel = 'properties of all models stand in model_defaults, those of one in its MODEL block';
const perGateway =
  'connections stand in gateways: `gateways: { local: { connection: { type: duckdb, database: warehouse.db } } }`';
const fixedFolders = 'folders have fixed names: models, seeds, macros, audits, tests';
const useless = 'leave it out: mesh needs nothing of that sort';

const ofRoot: Counterparts = {
  configversion: useless,
  database: perGateway,
  macropaths: fixedFolders,
  modelpaths: fixedFolders,
  models: perModel,
  name: 'write project',
  onrunend: 'write after_all',
  onrunstart: 'write before_all',
  outputs: perGateway,
  profile: perGateway,
  requiredbtversion: useless,
  seedpaths: fixedFolders,
  seeds: perModel,
  snapshots: perModel,
  target: 'write default_gateway for the connection, default_target_environment for the environment',
  testpaths: fixedFolders,
  tests: perModel,
  type: perGateway,
  vars: 'write variables',
  version: useless,
};
const ofGateway: Counterparts = {
  catalogs: 'it belongs one level deeper: `connection: { catalogs: { … } }`',
  database: 'it belongs one level deeper: `connection: { type: duckdb, database: … }`',
  type: 'it belongs one level deeper: `connection: { type: duckdb, database: … }`',
};
const ofConnection: Counterparts = {
  attach: 'write catalogs: several databases by name',
  config: 'write connector_config',
  file: 'write database',
  path: 'write database',
  schema: 'the schema of a table stands in the name of its model',
  settings: 'write connector_config',
  threads: 'write concurrent_tasks for models at the same time, connector_config: { threads: … } for DuckDB',
};
const ofDefaults: Counterparts = {
  materialized: 'write kind',
  schema: 'the schema of a table stands in the name of its model',
};

/** `path` is that of the map which holds the key; the root's is empty. */
export function keyCounterpart(path: string, key: string): string | undefined {
  const counterparts = counterpartsIn(path);
  const plain = key.replace(/[_+-]/g, '').toLowerCase();
  return Object.hasOwn(counterparts, plain) ? counterparts[plain] : undefined;
}

function counterpartsIn(path: string): Counterparts {
  if (path === '') return ofRoot;
  if (/^gateways?\.[^.]+$/i.test(path)) return ofGateway;
  if (/connection$/i.test(path)) return ofConnection;
  return /^model_?defaults$/i.test(path) ? ofDefaults : {};
}
