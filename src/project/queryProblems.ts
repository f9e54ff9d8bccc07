// What binding the changed models found wrong with their queries. One that the engine cannot even parse is refused at its
// place before anything runs; one that names what its tables have not got, or puts it together wrongly, is told, and fails when it is applied.
import { diagnostic, type Diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import { nearest } from '../error/nearest.ts';
import { refuse } from '../error/refuse.ts';
import { ancestors, buildDag } from '../graph/dag.ts';
import { columnHint } from '../lint/columnHint.ts';
import { queryView } from '../lint/queryView.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import type { Plan, PlanNote } from '../plan/plan.ts';
import type { SqlFrontend, SqlProblem } from '../sql/frontend.ts';

export interface QueryProblemsInput {
  readonly models: ReadonlyMap<string, Model>;
  readonly problems: ReadonlyMap<string, SqlProblem>;
  readonly queryOf: (model: Model) => Promise<string | undefined>;
}

export async function refuseUnreadable({
  frontend,
  ...input
}: QueryProblemsInput & { readonly frontend: () => Promise<SqlFrontend> }): Promise<void> {
  const found: Diagnostic[] = [];
  for (const { model, text } of await queriesWith(({ category }) => category === 'syntax', input)) {
    const [parsed] = await (await frontend()).parse([text]);
    if (parsed?.type !== 'problem' || parsed.problem.category !== 'syntax') continue;
    const { message, hint } = parsed.problem;
    const at = placeOf(model, text, parsed.problem) ?? model.at;
    found.push(diagnostic('SQL_SYNTAX', { detail: message }, { at, hint }));
  }
  refuse(found);
}

/** Warnings only: tables and functions may be there, by other hands, when the plan is applied. */
export async function bindWarnings({
  columnsOf,
  ...input
}: QueryProblemsInput & { readonly columnsOf: (parent: string) => Columns | undefined }): Promise<PlanNote[]> {
  const told = await queriesWith(isTold, input);
  return told.map(({ model, text, problem }): PlanNote => {
    const at = placeOf(model, text, problem);
    const hint = columnHint(model, problem, columnsOf);
    const place = at === undefined ? '' : ` (${at.file}:${at.line}:${at.column})`;
    return {
      severity: 'warning',
      model: model.name,
      text: `${problem.message.replaceAll(/\s*\n\s*/g, ' ')}${place}${hint === undefined ? '' : `; ${hint}`}`,
    };
  });
}

/** Its ALTERs cannot be taken back when a view over the table turns out to want what they dropped. */
export async function refuseDroppedReads({ stages }: Plan, input: QueryProblemsInput): Promise<void> {
  const migrations = stages.flatMap((stage) => (stage.type === 'migrateTables' ? stage.tables : []));
  const lost = migrations.flatMap(({ snapshot, changes }) =>
    changes.flatMap((change) => (change.type === 'drop' ? [{ from: snapshot.name, column: change.column }] : [])),
  );
  const retyped = migrations.filter(({ changes }) => changes.some(({ type }) => type === 'alterType'));
  if (lost.length + retyped.length === 0) return;
  const dag = buildDag([...input.models.values()]);
  for (const { model, text, problem } of await queriesWith(isTold, input)) {
    const above = ancestors(dag, [model.name]);
    const at = placeOf(model, text, problem);
    // Only a view is made over the table before all is switched; what has a table of its own fails when it is next due.
    const other = retyped.find(({ snapshot }) => model.kind.name === 'VIEW' && above.has(snapshot.name));
    if (other !== undefined && problem.category !== 'column') {
      const data = { model: other.snapshot.name, reader: model.name, detail: problem.message };
      throw new MeshError('PLAN_RETYPED_COLUMN_READ', data, { at });
    }
    const quoted = /"([^"]+)"/.exec(problem.message)?.[1]?.toLowerCase();
    const found = lost.find(({ from, column }) => above.has(from) && column.toLowerCase() === quoted);
    if (found === undefined) continue;
    const data = { model: found.from, column: found.column, reader: model.name };
    throw new MeshError('PLAN_DROPPED_COLUMN_READ', data, { at });
  }
}

/** A function that is missing may be a macro of the database, unless its name is nearly that of a known one. */
function isTold({ category, message, hint }: SqlProblem): boolean {
  if (category !== 'function') return category === 'column' || category === 'binding';
  const missing = /Function with name (\S+) does not exist/.exec(message)?.[1];
  const near = /^did you mean (\S+)\?$/.exec(hint ?? '')?.[1];
  return missing === undefined || (near !== undefined && nearest(missing, [near]) !== undefined);
}

async function queriesWith(
  isWanted: (problem: SqlProblem) => boolean,
  { models, problems, queryOf }: QueryProblemsInput,
): Promise<{ readonly model: Model; readonly text: string; readonly problem: SqlProblem }[]> {
  const found = [];
  for (const [name, problem] of problems) {
    const model = isWanted(problem) ? models.get(name) : undefined;
    const text = model === undefined ? undefined : await queryOf(model);
    if (model !== undefined && text !== undefined) found.push({ model, text, problem });
  }
  return found;
}

/** A place in translated text is none in the file. */
function placeOf(model: Model, text: string, { start, end }: SqlProblem): SourceLocation | undefined {
  const view = text === model.rendered.query ? queryView(model) : undefined;
  return view === undefined || start === undefined
    ? model.query?.at
    : view.placeOfRendered(start, Math.max(end ?? 0, start + 1));
}
