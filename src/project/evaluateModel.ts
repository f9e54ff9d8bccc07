// `mesh evaluate`: the rows a model's query gives now. Nothing is written: models without a table are read through their queries.
import type { ResultTable } from '../engine/value.ts';
import { MeshError } from '../error/meshError.ts';
import { located } from '../execute/sourcePlace.ts';
import { ancestors } from '../graph/dag.ts';
import { callsTableFunctions } from '../model/callsTableFunctions.ts';
import type { Model } from '../model/model.ts';
import { quoteIdentifier } from '../sql/tableName.ts';
import type { Project } from './openProject.ts';
import { registerFunctions } from './registerFunctions.ts';
import { renderModel, type RenderedScene, type RenderModelRequest } from './renderModel.ts';

export interface EvaluateRequest extends Omit<RenderModelRequest, 'expand'> {
  readonly limit: number;
}

export async function evaluateModel(project: Project, request: EvaluateRequest): Promise<ResultTable> {
  const { limit } = request;
  const queryOf = (model: Model): Promise<string> => seedQuery(project, model);
  const rendered = await renderModel(project, { ...request, expand: 'undeployed', queryOf });
  const query =
    rendered.query ?? (rendered.model.kind.name === 'SEED' ? await seedQuery(project, rendered.model) : undefined);
  const isFunction = rendered.model.source === 'typescript';
  if (query === undefined && !isFunction)
    throw new MeshError('CLI_NOT_A_QUERY', { model: rendered.model.name, kind: rendered.model.kind.name });
  const { models, dag, config } = await project.loadValid();
  const read = [...ancestors(dag, [rendered.model.name]), rendered.model.name].flatMap(
    (name) => models.get(name) ?? [],
  );
  const engine = await project.engine();
  await registerFunctions(engine, config, read);
  const session = await engine.session();
  const interrupt = (): void => session.interrupt();
  project.stop.addEventListener('abort', interrupt);
  try {
    if (isFunction || read.some(callsTableFunctions)) {
      const { evaluateFunction } = await import('./evaluateFunction.ts');
      return await evaluateFunction(project, session, { scene: withCodeOf(rendered.scene, read), query, limit });
    }
    return await session.table(`SELECT * FROM (\n${query}\n) LIMIT ${limit}`);
  } catch (error) {
    throw located(error, rendered.places, rendered.model.query?.at);
  } finally {
    project.stop.removeEventListener('abort', interrupt);
    await session.close();
  }
}

/** Queries of models above stand in the place of their tables, with the functions they call and the tables those read. */
function withCodeOf(scene: RenderedScene, read: readonly Model[]): RenderedScene {
  const { snapshot } = scene;
  const calling = read.filter((model) => model.name !== snapshot.name && callsTableFunctions(model));
  const { model } = snapshot;
  const code = [...model.code, ...calling.flatMap((each) => each.code.filter(({ type }) => type === 'tableFunction'))];
  const parents = [...new Set([...model.parents, ...calling.flatMap((each) => each.parents)])];
  return { ...scene, snapshot: { ...snapshot, model: { ...model, code, parents } } };
}

/** The rows of a seed file as a query. */
async function seedQuery(project: Project, model: Model): Promise<string> {
  const { readSeedRows } = await import('../load/seed/readSeed.ts');
  const { columns, rows } = readSeedRows(model, { root: (await project.config()).root });
  const text = (value: string | null): string => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
  const tuples = [...rows].map((row) => `(${row.map(text).join(', ')})`);
  const names = columns.map((column) => quoteIdentifier(column.name));
  const list = columns.map((column, i) => `CAST(${names[i]} AS ${column.type}) AS ${names[i]}`).join(', ');
  if (tuples.length === 0)
    return `SELECT ${columns.map((column, i) => `CAST(NULL AS ${column.type}) AS ${names[i]}`).join(', ')} WHERE FALSE`;
  return `SELECT ${list} FROM (VALUES ${tuples.join(',\n')}) AS seed(${names.join(', ')})`;
}
