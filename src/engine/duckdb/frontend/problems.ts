// DuckDB's complaints about a user's SQL as SqlProblems, placed in the user's text.
import type { SqlProblem } from '../../../sql/frontend.ts';
import { offsetConverter } from '../../../sql/offsets.ts';
import { hintOf, messageOf, problemFromJson, type DuckDBProblem } from '../errors.ts';
import { nameEnd } from './nameEnd.ts';
import type { Tree } from './tree.ts';

/** What mesh put in front of the text before asking; offsets are moved back by it. */
export interface Asked {
  readonly text: string;
  readonly prefix?: string;
}

/** From the answer of json_serialize_sql or json_serialize_plan. */
export function problemFromAnswer(answer: Tree, asked: Asked): SqlProblem {
  return sqlProblem(problemFromJson(answer as Record<string, string>), asked);
}

function sqlProblem(problem: DuckDBProblem, { text, prefix = '' }: Asked): SqlProblem {
  const category = categoryOf(problem);
  const start = place(problem, category, { text, prefix });
  return {
    message: messageOf(problem),
    category,
    ...(start === undefined ? {} : { start, end: endOf(text, start) }),
    ...(hintOf(problem) === undefined ? {} : { hint: hintOf(problem) }),
  };
}

function place(
  problem: DuckDBProblem,
  category: SqlProblem['category'],
  { text, prefix }: Required<Asked>,
): number | undefined {
  if (problem.position === undefined) return undefined;
  // The prefix is ASCII: as many bytes as code points as UTF-16 units.
  const at = problem.position - prefix.length;
  if (at < 0) return undefined;
  const offsets = offsetConverter(text);
  const unit = category === 'syntax' ? offsets.utf16FromCodePoints(at) : offsets.utf16FromBytes(at);
  return Math.min(unit, text.length);
}

function endOf(text: string, start: number): number {
  return Math.min(text.length, Math.max(start + 1, nameEnd(text, start, 1)));
}

const columnMessages =
  /^(?:Ambiguous reference to column |Referenced column |(?:Table|Values list) ".*" does not have a column |Column ".*" in (?:EXCLUDE|REPLACE) list not found|Column ".*" does not exist on )/;

function categoryOf(problem: DuckDBProblem): SqlProblem['category'] {
  switch (problem.exception.toLowerCase()) {
    case 'parser':
    case 'syntax':
      return 'syntax';
    case 'permission':
    case 'not implemented':
      return 'unsupported';
    case 'catalog':
      if (problem.entry === undefined || problem.entry === 'Table') return 'table';
      if (/Function/i.test(problem.entry)) return 'function';
      return problem.entry === 'Type' ? 'type' : 'other';
    case 'binder':
      if (problem.subtype === 'COLUMN_NOT_FOUND') return 'column';
      if (problem.subtype === 'NO_MATCHING_FUNCTION') return 'function';
      return columnMessages.test(problem.message) ? 'column' : 'binding';
    case 'conversion':
    case 'mismatch type':
      return 'type';
    default:
      return 'other';
  }
}
