// Finds out the columns of tables that macros asked for: the engine binds the models they come from, parents first.
import type { Dag } from '../graph/dag.ts';
import { ancestors } from '../graph/dag.ts';
import type { Model } from '../model/model.ts';
import type { OutputColumn, SqlFrontend } from '../sql/frontend.ts';
import type { KnownColumns } from './knownColumns.ts';

export interface BindColumnsOptions {
  readonly known: KnownColumns;
  readonly frontend: SqlFrontend;
  /** The model with its macros expanded again, now that the columns of its parents are known. */
  readonly relink: (model: Model) => Promise<Model>;
}

/** Models that had to be linked again, by name. */
export async function bindColumns(
  models: ReadonlyMap<string, Model>,
  waiting: ReadonlyMap<string, ReadonlySet<string>>,
  { dag, ...options }: BindColumnsOptions & { readonly dag: Dag },
): Promise<Map<string, Model>> {
  const wanted = new Set([...waiting.values()].flatMap((names) => [...names]));
  const needed = new Set([...wanted, ...ancestors(dag, wanted), ...waiting.keys()]);
  const relinked = new Map<string, Model>();
  for (const name of dag.order) {
    if (!needed.has(name)) continue;
    let model = models.get(name);
    if (model !== undefined && waiting.has(name)) {
      model = await options.relink(model);
      relinked.set(name, model);
    }
    await define(name, model, options);
  }
  return relinked;
}

async function define(name: string, model: Model | undefined, { known, frontend }: BindColumnsOptions): Promise<void> {
  const declared = known.byName.get(name);
  if (model === undefined) return;
  const columns = declared === undefined ? await describe(model, frontend) : typed(declared);
  if (columns === undefined) {
    await frontend.defineUnknown(model.table, `the columns of ${name} are not known`);
    return;
  }
  known.byName.set(name, columns);
  await frontend.define(model.table, columns);
}

function typed(
  columns: readonly { readonly name: string; readonly type: string | null }[],
): OutputColumn[] | undefined {
  const all = columns.flatMap(({ name, type }) => (type === null ? [] : [{ name, type }]));
  return all.length === columns.length ? all : undefined;
}

async function describe(model: Model, frontend: SqlFrontend): Promise<readonly OutputColumn[] | undefined> {
  const text = model.rendered.query;
  if (text === undefined) return undefined;
  const sql = model.dialect === frontend.dialect ? text : await translated(text, model, frontend);
  const described = sql === undefined ? undefined : await frontend.describe(sql);
  return described?.type === 'columns' ? described.columns : undefined;
}

/** Undefined when the text cannot be translated: whoever runs the model says why. */
async function translated(text: string, model: Model, frontend: SqlFrontend): Promise<string | undefined> {
  const { translate } = await import('../sql/dialect.ts');
  const parse = async (sql: string) => (await frontend.parse([sql]))[0]!;
  try {
    return await translate(text, { from: model.dialect, to: frontend.dialect, parse });
  } catch (error) {
    if (error instanceof Error && error.name === 'MeshError') return undefined;
    throw error;
  }
}
