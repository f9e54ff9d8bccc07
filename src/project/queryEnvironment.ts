// `mesh query`: SQL over an environment's views; names are those of models, whatever the environment calls them.
import { readTables } from '../execute/readTables.ts';
import { swapTables } from '../execute/swapTables.ts';
import { MeshError } from '../error/meshError.ts';
import type { RowStream } from '../engine/value.ts';
import { keyOf } from '../plan/intervalLookup.ts';
import { PROD, type EnvironmentMember } from '../snapshot/environment.ts';
import { sanitizeEnvironmentName } from '../snapshot/tableNaming.ts';
import { lex } from '../sql/lexer.ts';
import { isText, nextSolid } from '../sql/tokens.ts';
import { canonicalName, quotedName, type TableName } from '../sql/tableName.ts';
import { knownEnvironment } from './environmentAdmin.ts';
import type { Project } from './openProject.ts';

export interface EnvironmentQuery {
  readonly sql: string;
  readonly environment: string | undefined;
}

/** `use` is given the rows as they come. */
export async function queryEnvironment<T>(
  project: Project,
  query: EnvironmentQuery,
  use: (rows: RowStream) => Promise<T>,
): Promise<T> {
  const text = await textOfQuery(project, query);
  const engine = await project.engine();
  const session = await engine.session();
  const interrupt = (): void => session.interrupt();
  project.stop.addEventListener('abort', interrupt);
  try {
    return await session.stream(text, use);
  } finally {
    project.stop.removeEventListener('abort', interrupt);
    await session.close();
  }
}

/** The query with the environment's views in the place of models' names. */
export async function textOfQuery(project: Project, { sql, environment }: EnvironmentQuery): Promise<string> {
  if (isEmpty(sql)) throw new MeshError('CLI_MISSING_ARGUMENT', { argument: 'sql', command: 'mesh query' });
  return environment === undefined ? inDefault(project, sql) : inEnvironment(project, sql, environment);
}

/** Nothing but comments and semicolons. */
function isEmpty(sql: string): boolean {
  const tokens = lex(sql);
  let i = nextSolid(tokens, 0);
  while (i < tokens.count && isText(tokens, i, ';')) i = nextSolid(tokens, i + 1);
  return i >= tokens.count;
}

/**
 * Names mean the default environment's views: written as they are, a schema named like the database's catalog would be
 * ambiguous. Texts that are no query (SHOW TABLES) and names of anything else stay as they are.
 */
async function inDefault(project: Project, sql: string): Promise<string> {
  const name = sanitizeEnvironmentName((await project.config()).defaultTargetEnvironment);
  if ((await (await project.state()).environment(name)) === undefined) return sql;
  const [parsed] = await (await project.frontend()).parse([sql]);
  return parsed?.type === 'query' ? inEnvironment(project, sql, name) : sql;
}

/** The text with every model's name replaced by its view in the environment, or by the table the environment reads. */
export async function inEnvironment(project: Project, sql: string, environment: string): Promise<string> {
  const { members } = await knownEnvironment(project, environment);
  const catalog = await project.defaultCatalog();
  const byName = new Map(members.map((m) => [m.name, m]));
  const tables = await readTables(sql, 'query', project.frontend);
  // In a schema named like the catalog a name that is no model would be called ambiguous instead of unknown.
  const isAmbiguous = members.some(({ view }) => view?.schema === catalog);
  const named = tables.map((table) => ({ table, member: byName.get(canonicalName(table.name, catalog)) }));
  const inProd = await shownByProd(
    project,
    named.flatMap(({ member }) => (member === undefined || member.promoted ? [] : [member])),
  );
  const swaps = named.map(({ table, member }) => {
    const { name } = table;
    const unknown = isAmbiguous && name.catalog === undefined && name.schema === catalog ? { ...name, catalog } : null;
    const shown = member === undefined ? unknown : (inProd.get(member.name) ?? shownBy(member));
    return { ...table, replacement: shown === null ? undefined : quotedName(shown) };
  });
  return swapTables(sql, swaps).text;
}

function shownBy(member: EnvironmentMember): EnvironmentMember['view'] {
  if (member.promoted && member.view !== null) return member.view;
  return member.uses === 'preview' ? member.preview : member.physical;
}

/** Of what a plan left out of the environment, and so never computed: what prod shows, as for whoever looks for its view. */
async function shownByProd(
  project: Project,
  members: readonly EnvironmentMember[],
): Promise<ReadonlyMap<string, TableName>> {
  if (members.length === 0) return new Map();
  const state = await project.state();
  const computed = await state.intervals(members.map((member) => keyOf(member, member.uses)));
  const empty = members.filter((_, i) => computed[i]!.length === 0);
  const prod = empty.length === 0 ? undefined : await state.environment(PROD);
  const views = new Map((prod?.members ?? []).flatMap((m) => (m.view === null ? [] : [[m.name, m.view] as const])));
  return new Map(empty.flatMap(({ name }) => (views.has(name) ? [[name, views.get(name)!] as const] : [])));
}
