// A plan is not made of queries that the engine cannot even parse: they are shown at their places before anything runs.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { refuse } from '../error/refuse.ts';
import { queryView } from '../lint/queryView.ts';
import type { Model } from '../model/model.ts';
import type { SqlFrontend, SqlProblem } from '../sql/frontend.ts';

export interface UnreadableInput {
  readonly models: ReadonlyMap<string, Model>;
  /** What binding the changed models found. */
  readonly problems: ReadonlyMap<string, SqlProblem>;
  readonly queryOf: (model: Model) => Promise<string | undefined>;
  readonly frontend: () => Promise<SqlFrontend>;
}

export async function refuseUnreadable({ models, problems, queryOf, frontend }: UnreadableInput): Promise<void> {
  const found: Diagnostic[] = [];
  for (const [name, { category }] of problems) {
    const model = models.get(name);
    const text = category === 'syntax' && model !== undefined ? await queryOf(model) : undefined;
    if (model === undefined || text === undefined) continue;
    const [parsed] = await (await frontend()).parse([text]);
    if (parsed?.type === 'problem' && parsed.problem.category === 'syntax')
      found.push(syntaxError(model, text, parsed.problem));
  }
  refuse(found);
}

/** A place in translated text is none in the file. */
function syntaxError(model: Model, text: string, { start, end, message, hint }: SqlProblem): Diagnostic {
  const view = text === model.rendered.query ? queryView(model) : undefined;
  const at =
    view === undefined || start === undefined ? model.query?.at : view.placeOfRendered(start, end ?? start + 1);
  return diagnostic('SQL_SYNTAX', { detail: message }, { at: at ?? model.at, hint });
}
