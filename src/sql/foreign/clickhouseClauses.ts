// What only ClickHouse has: PREWHERE, `LIMIT n BY`, ARRAY JOIN, aggregates with parameters.
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { hide, refuse, replace, replaceAll, type Pass } from './pass.ts';
import { argumentsAt, closingBracket, type Filling } from './template.ts';

/** For the word at `i`; whether one of these begins there. */
export function clickhouseClause(pass: Pass, i: number): boolean {
  const { tokens } = pass;
  const next = nextSolid(tokens, i + 1);
  if (isWord(tokens, i, 'PREWHERE')) return prewhere(pass, i);
  if (isWord(tokens, i, 'LIMIT')) return limitBy(pass, i);
  if (isWord(tokens, i, 'ARRAY') && isWord(tokens, next, 'JOIN')) return arrayJoin(pass, i, next);
  return isText(tokens, next, '(') && withParameters(pass, i, next);
}

const clauseWords = new Set(
  'PREWHERE WHERE GROUP HAVING WINDOW QUALIFY ORDER LIMIT OFFSET UNION INTERSECT EXCEPT SETTINGS FORMAT'.split(' '),
);

/** The next clause of the same SELECT; a closing bracket or the end where there is none. */
function clauseEnd(tokens: Tokens, from: number): number {
  for (let i = nextSolid(tokens, from + 1), depth = 0; i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')') && depth-- === 0) return i;
    if (depth !== 0 || isText(tokens, previousSolid(tokens, i - 1), '.')) continue;
    if (isText(tokens, i, ';') || (tokens.types[i] === T.word && clauseWords.has(tokenText(tokens, i).toUpperCase())))
      return i;
  }
  return tokens.count;
}

/** A condition that is tried first: `PREWHERE a WHERE b` is `WHERE (a) AND (b)`. */
function prewhere(pass: Pass, i: number): boolean {
  const { tokens, edits } = pass;
  const where = clauseEnd(tokens, i);
  replace(pass, i, isWord(tokens, where, 'WHERE') ? 'WHERE (' : 'WHERE');
  if (!isWord(tokens, where, 'WHERE')) return true;
  replace(pass, where, ') AND (');
  const end = tokens.ends[previousSolid(tokens, clauseEnd(tokens, where) - 1)]!;
  edits.push({ start: end, end, text: ')' });
  return true;
}

/** `LIMIT 2 BY a`: so many rows of each `a`, in the order of ORDER BY. */
function limitBy(pass: Pass, limit: number): boolean {
  const { tokens, edits } = pass;
  const count = nextSolid(tokens, limit + 1);
  let by = nextSolid(tokens, count + 1);
  let skipped = 0;
  let taken = Number(tokenText(tokens, count));
  const second = nextSolid(tokens, by + 1);
  if (isWord(tokens, by, 'OFFSET') || isText(tokens, by, ',')) {
    const other = Number(tokenText(tokens, second));
    [skipped, taken] = isText(tokens, by, ',') ? [taken, other] : [other, taken];
    by = nextSolid(tokens, second + 1);
  }
  if (!isWord(tokens, by, 'BY')) return false;
  const select = selectOf(tokens, limit);
  if (!Number.isInteger(skipped + taken) || select === undefined) return refused(pass, limit);
  const end = clauseEnd(tokens, by);
  const keys = plainText(tokens, by, end);
  const order = orderBefore(tokens, limit);
  const sorted = order === undefined ? '' : plainText(tokens, nextSolid(tokens, order + 1), limit);
  const isDistinct = isWord(tokens, nextSolid(tokens, select + 1), 'DISTINCT');
  if (keys === undefined || sorted === undefined || isDistinct) return refused(pass, limit);
  const row = `ROW_NUMBER() OVER (PARTITION BY ${keys}${sorted === '' ? '' : ` ORDER BY ${sorted}`})`;
  const condition = skipped === 0 ? `${row} <= ${taken}` : `${row} BETWEEN ${skipped + 1} AND ${skipped + taken}`;
  const at = tokenStart(tokens, order ?? limit);
  edits.push({ start: at, end: at, text: `QUALIFY ${condition} ` });
  replaceAll(pass, [limit, previousSolid(tokens, end - 1)], '');
  return true;
}

function refused(pass: Pass, limit: number): boolean {
  refuse(pass, limit, 'LIMIT … BY needs numbers and plain columns, without DISTINCT');
  return true;
}

/** The SELECT of which the clause at `i` is one. */
function selectOf(tokens: Tokens, i: number): number | undefined {
  for (let at = previousSolid(tokens, i - 1), depth = 0; at >= 0; at = previousSolid(tokens, at - 1)) {
    if (isText(tokens, at, ')')) depth++;
    else if (isText(tokens, at, '(') && depth-- === 0) return undefined;
    else if (depth === 0 && ['UNION', 'QUALIFY'].some((word) => isWord(tokens, at, word))) return undefined;
    else if (depth === 0 && isWord(tokens, at, 'SELECT')) return at;
  }
  return undefined;
}

function orderBefore(tokens: Tokens, limit: number): number | undefined {
  for (let at = previousSolid(tokens, limit - 1), depth = 0; at >= 0; at = previousSolid(tokens, at - 1)) {
    if (isText(tokens, at, ')')) depth++;
    else if (isText(tokens, at, '(') && depth-- === 0) return undefined;
    else if (depth === 0 && isWord(tokens, at, 'SELECT')) return undefined;
    else if (depth === 0 && isWord(tokens, at, 'ORDER')) return at;
  }
  return undefined;
}

/** Names and their directions between two tokens; undefined when there is more. */
function plainText(tokens: Tokens, from: number, to: number): string | undefined {
  let last = from;
  for (let i = nextSolid(tokens, from + 1); i < to; i = nextSolid(tokens, i + 1)) {
    const isName = tokens.types[i] === T.word || tokens.types[i] === T.quoted;
    if (!isName && !isText(tokens, i, ',') && !isText(tokens, i, '.')) return undefined;
    last = i;
  }
  return last === from ? undefined : tokens.text.slice(tokens.ends[from], tokens.ends[last]).trim();
}

/** `ARRAY JOIN a AS x, b AS y`: a row for each item, side by side. */
function arrayJoin(pass: Pass, array: number, join: number): boolean {
  const { tokens } = pass;
  const before = previousSolid(tokens, array - 1);
  if (isWord(tokens, before, 'LEFT') || isWord(tokens, before, 'INNER')) return refusedJoin(pass, array);
  const end = clauseEnd(tokens, join);
  const names: string[] = [];
  const lists: string[] = [];
  let first = nextSolid(tokens, join + 1);
  while (first < end) {
    const as = nextSolid(tokens, first + 1);
    const name = nextSolid(tokens, as + 1);
    const isColumn = tokens.types[first] === T.word || tokens.types[first] === T.quoted;
    if (!isColumn || !isWord(tokens, as, 'AS')) return refusedJoin(pass, array);
    lists.push(tokenText(tokens, first));
    names.push(tokenText(tokens, name));
    const comma = nextSolid(tokens, name + 1);
    if (comma < end && !isText(tokens, comma, ',')) return refusedJoin(pass, array);
    first = nextSolid(tokens, comma + 1);
  }
  const rows = hide(pass, (args) => `(SELECT ${args.map((list) => `UNNEST(${list})`).join(', ')})`);
  const text = `CROSS JOIN ${rows}(${lists.join(', ')}) AS mesh_items_${array}(${names.join(', ')})`;
  replaceAll(pass, [array, previousSolid(tokens, end - 1)], text);
  return true;
}

function refusedJoin(pass: Pass, array: number): boolean {
  refuse(pass, array, 'only ARRAY JOIN of columns with names for their items is known: ARRAY JOIN list AS item');
  return true;
}

/** Rows without NULL, sorted, and the one at a part of the way. */
const quantileExact = (level: string, value: string): string =>
  `(LIST_SORT(LIST(${value}) FILTER (WHERE NOT ${value} IS NULL)))[LEAST(CAST(FLOOR(${level} * COUNT(${value})) AS BIGINT) + 1, COUNT(${value}))]`;

/** `quantile(0.5)(x)`: parameters, then arguments. */
const parametric: Readonly<Record<string, (parameters: readonly string[]) => Filling>> = {
  quantile:
    ([level = '0.5']) =>
    ([value]) =>
      `QUANTILE_CONT(${value!}, ${level})`,
  quantiles:
    (levels) =>
    ([value]) =>
      `QUANTILE_CONT(${value!}, [${levels.join(', ')}])`,
  quantileExact:
    ([level = '0.5']) =>
    ([value]) =>
      quantileExact(level, value!),
  topK:
    ([count = '10']) =>
    ([value]) =>
      `APPROX_TOP_K(${value!}, ${count})`,
  groupArray:
    ([count]) =>
    ([value]) =>
      `(LIST(${value!}) FILTER (WHERE NOT ${value!} IS NULL))[1:${count!}]`,
  groupUniqArray:
    ([count]) =>
    ([value]) =>
      `(LIST(DISTINCT ${value!}) FILTER (WHERE NOT ${value!} IS NULL))[1:${count!}]`,
};

const byName = new Map(Object.entries(parametric).map(([name, filling]) => [name.toLowerCase(), filling]));

function withParameters(pass: Pass, name: number, open: number): boolean {
  const { tokens } = pass;
  const inner = nextSolid(tokens, closingBracket(tokens, open) + 1);
  const isCall = isText(tokens, inner, '(') && inner === closingBracket(tokens, open) + 1;
  if (!isCall || isWord(tokens, name, 'IN') || isWord(tokens, name, 'VALUES')) return false;
  const { args } = argumentsAt(tokens, open);
  const filling = byName.get(tokenText(tokens, name).toLowerCase())?.(args);
  const isPlain = args.every((arg) => /^\d+(?:\.\d+)?$/.test(arg));
  if (filling === undefined || !isPlain) refuse(pass, name, 'an aggregate with parameters that is not known');
  else replaceAll(pass, [name, inner], `${hide(pass, filling)}(`);
  return true;
}
