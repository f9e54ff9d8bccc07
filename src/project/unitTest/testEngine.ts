// The database that unit tests run in: in memory, or a file for those who want to look at it afterwards.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import type { Project } from '../openProject.ts';

export interface KeptDatabase {
  readonly keepIn?: string | undefined;
  /** Of the file in that folder, or of the folder of its catalog. */
  readonly name: string;
  /** What it is called in SQL. */
  readonly catalog?: string | undefined;
}

/** In memory or kept, with the extensions and settings of the gateway's test connection, or of its own. */
export async function openTestEngine(project: Project, { keepIn, name, catalog }: KeptDatabase): Promise<Engine> {
  const { root, gateway } = await project.config();
  const connection = gateway.testConnection ?? gateway.connection;
  const { openDuckDB } = await import('../../engine/duckdb/duckdbEngine.ts');
  const database = keepIn === undefined ? ':memory:' : keptFile(keepIn, name, catalog);
  return openDuckDB({
    root,
    ...(catalog === undefined ? { database } : { catalogs: { [catalog]: database } }),
    extensions: connection.extensions,
    connectorConfig: connection.connectorConfig,
    secrets: connection.secrets,
  });
}

/** DuckDB calls a file's catalog by its name, and views name their catalog: so a catalog's file has its name. */
function keptFile(keepIn: string, name: string, catalog: string | undefined): string {
  const plain = name.replace(/[^\w.-]/g, '_');
  const folder = catalog === undefined ? keepIn : join(keepIn, plain);
  mkdirSync(folder, { recursive: true });
  return join(folder, `${catalog ?? plain}.duckdb`);
}
