// The configuration of a project that says nothing, for tests of single files.
import type { ProjectConfig } from '../../src/load/config/config.ts';

const gateway = {
  name: 'local',
  connection: {
    type: 'duckdb',
    database: 'db.duckdb',
    extensions: [],
    connectorConfig: {},
    secrets: [],
    filesystems: [],
    concurrentTasks: 1,
    registerComments: true,
    lockTimeout: 10,
    readOnly: false,
  },
  stateSchema: 'mesh_state',
  variables: {},
  modelDefaults: {},
} as const;

export const projectConfig = {
  root: '/',
  files: [],
  gateway,
  gateways: { local: gateway },
  modelDefaults: {},
  variables: {},
  ignorePatterns: [],
  physicalSchemaMapping: [],
  inferModelNames: false,
} as unknown as ProjectConfig;
