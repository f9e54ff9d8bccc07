// `mesh info`: what a project consists of, and whether its database answers.
import { relative } from 'node:path';
import { hasErrors, type Diagnostic } from '../error/diagnostic.ts';
import { isMeshError } from '../error/meshError.ts';
import { redactedConfig } from '../load/config/redactedConfig.ts';
import type { Project } from './openProject.ts';

export interface ProjectInfo {
  readonly root: string;
  /** Relative to the root where they lie below it. */
  readonly configFiles: readonly string[];
  readonly gateway: string;
  readonly engine: string;
  readonly database: string;
  /** Its connection as configured, without secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly models: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly diagnostics: readonly Diagnostic[];
  readonly connection: ConnectionCheck | undefined;
}

export type ConnectionCheck =
  | { readonly status: 'ok'; readonly version: string }
  /** A database file that the first plan makes. */
  | { readonly status: 'not made yet' }
  | { readonly status: 'failed'; readonly code: string; readonly message: string };

export async function projectInfo(
  project: Project,
  { skipConnection }: { skipConnection: boolean },
): Promise<ProjectInfo> {
  const config = redactedConfig(await project.config());
  const loaded = await project.load();
  const { connection, name } = config.gateway;
  const kinds: Record<string, number> = {};
  for (const model of loaded.models.values()) kinds[model.kind.name] = (kinds[model.kind.name] ?? 0) + 1;
  return {
    root: config.root,
    configFiles: config.files.map((file) => shortPath(config.root, file)),
    gateway: name,
    engine: connection.type,
    database: databaseOf(connection),
    settings: Object.fromEntries(Object.entries(connection).filter(([, value]) => value !== undefined)),
    models: loaded.models.size,
    kinds: Object.fromEntries(Object.entries(kinds).sort(([a], [b]) => (a < b ? -1 : 1))),
    counts: { ...loaded.counts },
    diagnostics: [...(await project.configDiagnostics()), ...loaded.diagnostics],
    connection: skipConnection ? undefined : await checkConnection(project),
  };
}

export function isHealthy({ diagnostics, connection }: ProjectInfo): boolean {
  return !hasErrors(diagnostics) && connection?.status !== 'failed';
}

async function checkConnection(project: Project): Promise<ConnectionCheck> {
  if (!(await project.hasDatabase())) return { status: 'not made yet' };
  try {
    const session = await (await project.engine()).session();
    try {
      const [row] = await session.query<{ version: string }>('SELECT version() AS version');
      return { status: 'ok', version: row?.version ?? 'unknown' };
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!isMeshError(error)) throw error;
    return { status: 'failed', code: error.code, message: error.message };
  }
}

function databaseOf(connection: {
  readonly database?: string | undefined;
  readonly catalogs?: object | undefined;
}): string {
  if (connection.database !== undefined) return connection.database;
  const catalogs = Object.keys(connection.catalogs ?? {});
  return catalogs.length > 0 ? catalogs.join(', ') : 'in memory';
}

function shortPath(root: string, file: string): string {
  const path = relative(root, file);
  return path.startsWith('..') ? file : path.replaceAll('\\', '/');
}
