// ambiguousorinvalidcolumn: the engine cannot tell which column is meant.
import { columnHint } from '../columnHint.ts';
import type { Rule } from '../rule.ts';

export const ambiguousOrInvalidColumn: Rule = {
  name: 'ambiguousorinvalidcolumn',
  summary: 'every column exists and is meant without doubt',
  explanation:
    'The query names a column that none of its tables has, or that several of them have. It would fail when it runs; this rule ' +
    'says so before. Put the table in front of an ambiguous column, correct the spelling of an unknown one.',
  severity: 'error',
  check(model, context) {
    const problem = context.problem(model.name);
    const view = context.query(model);
    if (problem === undefined || view === undefined || problem.category !== 'column') return [];
    const start = problem.start;
    const at = start === undefined ? model.query!.at : view.placeOfRendered(start, problem.end ?? start + 1);
    return [{ message: problem.message, at, hint: columnHint(model, problem, context.columns) }];
  },
};
