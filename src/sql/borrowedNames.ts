// Functions of other databases in queries of DuckDB's dialect. SQLMesh reads them in every dialect and writes what the engine
// calls them; DuckDB has none of these names itself.
import { borrowedCall, borrowedCallNames } from './borrowedCalls.ts';
import { borrowedOperator, operatorEdits } from './borrowedOperators.ts';
import { calledNames, type CalledName } from './calls.ts';
import { applyEdits, identityMap, type Edit, type Edited } from './edit.ts';
import { lex } from './lexer.ts';
import { isText, nextSolid, T, tokenText, type Tokens } from './tokens.ts';
import { zonedNames, zonedTime } from './zonedTimes.ts';

const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    approx_distinct: 'APPROX_COUNT_DISTINCT',
    array_join: 'ARRAY_TO_STRING',
    array_max: 'LIST_MAX',
    array_min: 'LIST_MIN',
    array_size: 'ARRAY_LENGTH',
    array_sum: 'LIST_SUM',
    arrayagg: 'ARRAY_AGG',
    date_from_parts: 'MAKE_DATE',
    datefromparts: 'MAKE_DATE',
    day_of_month: 'DAYOFMONTH',
    day_of_week: 'DAYOFWEEK',
    day_of_year: 'DAYOFYEAR',
    endswith: 'ENDS_WITH',
    explode: 'UNNEST',
    generate_uuid: 'UUID',
    iif: 'IF',
    is_inf: 'ISINF',
    is_nan: 'ISNAN',
    json_extract_scalar: 'JSON_EXTRACT_STRING',
    last_day_of_month: 'LAST_DAY',
    logical_and: 'BOOL_AND',
    logical_or: 'BOOL_OR',
    nvl: 'COALESCE',
    parse_json: 'JSON',
    rand: 'RANDOM',
    regexp_like: 'REGEXP_MATCHES',
    safe_cast: 'TRY_CAST',
    signum: 'SIGN',
    sort_array: 'LIST_SORT',
    startswith: 'STARTS_WITH',
    stdev: 'STDDEV',
    timestamp_from_parts: 'MAKE_TIMESTAMP',
    truncate: 'TRUNC',
    unix_micros: 'EPOCH_US',
    unix_millis: 'EPOCH_MS',
    variance_pop: 'VAR_POP',
    variance_samp: 'VARIANCE',
    week_of_year: 'WEEKOFYEAR',
  }),
);

const mentioned = new RegExp(
  `\\b(?:${['current_date', ...zonedNames, ...borrowedCallNames, ...names.keys()].join('|')})\\s*\\(`,
  'i',
);

/** The query with DuckDB's names for them; functions that the project itself defines keep theirs. */
export function engineNames(text: string, isOwn: (name: string) => boolean = () => false): Edited {
  const operators = borrowedOperator.test(text);
  if (!operators && !mentioned.test(text)) return { text, map: identityMap };
  const tokens = lex(text);
  const edits: Edit[] = operators ? operatorEdits(tokens) : [];
  const respell = (part: string): string => engineNames(part, isOwn).text;
  for (const call of calledNames(tokens)) if (!isOwn(call.name)) edits.push(...borrowed(tokens, call, respell));
  if (edits.length === 0) return { text, map: identityMap };
  edits.sort((x, y) => x.start - y.start || Number(x.end > x.start) - Number(y.end > y.start) || y.end - x.end);
  return applyEdits(text, withoutNested(edits));
}

/** What takes the place of a whole call has respelled what stands in there. */
function withoutNested(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  let end = -1;
  for (const edit of edits) {
    if (edit.start < end) continue;
    kept.push(edit);
    end = Math.max(end, edit.end);
  }
  return kept;
}

function borrowed(tokens: Tokens, call: CalledName, respell: (text: string) => string): readonly Edit[] {
  if (tokens.types[call.at] !== T.word) return [];
  const edit = renamed(tokens, call);
  if (edit !== undefined) return [edit];
  const edits = borrowedCall(tokens, call, respell);
  return edits.length > 0 ? edits : zonedTime(tokens, call);
}

function renamed(tokens: Tokens, call: CalledName): Edit | undefined {
  const name = names.get(call.name);
  if (name !== undefined) return { start: call.start, end: tokens.ends[call.at]!, text: name };
  if (call.name !== 'current_date') return undefined;
  // `CURRENT_DATE('Europe/Berlin')`: the day it is there.
  const zone = nextSolid(tokens, call.open + 1);
  if (isText(tokens, zone, ')')) return undefined;
  const text = tokenText(tokens, zone);
  return tokens.types[zone] === T.string && nextSolid(tokens, zone + 1) === call.close
    ? { start: call.start, end: call.end, text: `CAST(CURRENT_TIMESTAMP AT TIME ZONE ${text} AS DATE)` }
    : undefined;
}
