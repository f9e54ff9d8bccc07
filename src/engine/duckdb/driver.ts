// The DuckDB driver, loaded when it is first needed: 65 ms through `require`, 160 ms through `import`.
import { createRequire } from 'node:module';
import { MeshError } from '../../error/meshError.ts';

export type Driver = typeof import('@duckdb/node-api');
export type { DuckDBConnection, DuckDBInstance, DuckDBMaterializedResult, DuckDBType } from '@duckdb/node-api';

let loaded: Driver | undefined;

export function driver(): Driver {
  if (loaded === undefined) {
    try {
      loaded = createRequire(import.meta.url)('@duckdb/node-api') as Driver;
    } catch (cause) {
      throw new MeshError('ENGINE_DRIVER', { detail: (cause as Error).message.split('\n')[0]! }, { cause });
    }
  }
  return loaded;
}
