// The outermost select lists of a query, read from its tokens: what is selected, under which name, and where it stands.
import { closingBracketIndex, type Solid, solidTokens } from './solid.ts';
import { T, type Tokens } from '../sql/tokens.ts';

export interface Projection {
  readonly start: number;
  readonly end: number;
  /** `*` or `t.*`, with the qualifier as written. */
  readonly star?: { readonly qualifier: string; readonly modifier: string | undefined } | undefined;
  /** Output name, quotes removed; undefined when it has none of its own. */
  readonly name?: string | undefined;
  readonly hasMacro: boolean;
}

/** One operand of a set operation, or the whole query. */
export interface SelectList {
  /** Empty for FROM-first queries without SELECT: everything is selected. */
  readonly projections: readonly Projection[];
  readonly isImplicitStar: boolean;
  readonly start: number;
}

/** Operands in order. Empty when the text is no query whose lists can be seen (VALUES, a macro call). */
export function selectLists(tokens: Tokens): SelectList[] {
  const solids = solidTokens(tokens);
  return operands(solids, 0, solids.length);
}

const setOperators = new Set(['UNION', 'INTERSECT', 'EXCEPT']);
const listEnds = new Set(
  'FROM INTO WHERE GROUP HAVING WINDOW QUALIFY ORDER LIMIT OFFSET UNION INTERSECT EXCEPT USING'.split(' '),
);
const clauseMacros = new Set(['JOIN', 'WHERE', 'GROUP_BY', 'HAVING', 'ORDER_BY', 'LIMIT']);

function operands(solids: readonly Solid[], from: number, to: number): SelectList[] {
  const found: SelectList[] = [];
  let start = from;
  for (let i = from; i <= to; i++) {
    const solid = solids[i];
    if (i === to || isSetOperator(solids, i)) {
      found.push(...operand(solids, start, i));
      start = i + 1;
      continue;
    }
    const close = closingBracketIndex(solids, i);
    if (close !== undefined && solid !== undefined) i = Math.min(close, to - 1);
  }
  return found;
}

/** `* EXCEPT (…)` of BigQuery is no set operation. */
function isSetOperator(solids: readonly Solid[], i: number): boolean {
  return setOperators.has(solids[i]!.word) && solids[i - 1]?.text !== '*';
}

function operand(solids: readonly Solid[], from: number, to: number): SelectList[] {
  let first = from;
  while (first < to && ['ALL', 'DISTINCT', 'BY', 'NAME'].includes(solids[first]!.word)) first++;
  if (first >= to) return [];
  if (solids[first]!.text === '(') {
    const close = closingBracketIndex(solids, first);
    return close === undefined ? [] : operands(solids, first + 1, close);
  }
  let fromAt: number | undefined;
  for (let i = first; i < to; i++) {
    if (solids[i]!.word === 'SELECT') return [readList(solids, i, to)];
    if (solids[i]!.word === 'FROM' && solids[i - 1]?.word !== 'DISTINCT') fromAt ??= i;
    i = closingBracketIndex(solids, i) ?? i;
  }
  if (fromAt === undefined) return [];
  return [{ projections: [], isImplicitStar: true, start: solids[fromAt]!.start }];
}

function readList(solids: readonly Solid[], select: number, to: number): SelectList {
  let i = select + 1;
  if (solids[i]?.word === 'ALL') i++;
  if (solids[i]?.word === 'DISTINCT') {
    i++;
    if (solids[i]?.word === 'ON') i = (closingBracketIndex(solids, i + 1) ?? i) + 1;
  }
  const projections: Projection[] = [];
  let begin = i;
  for (; i <= to; i++) {
    const isEnd = i === to || endsList(solids, i, begin);
    if (isEnd || solids[i]!.text === ',') {
      if (i > begin) projections.push(projection(solids.slice(begin, i)));
      begin = i + 1;
      if (isEnd) break;
      continue;
    }
    i = closingBracketIndex(solids, i) ?? i;
  }
  return { projections, isImplicitStar: false, start: solids[select]!.start };
}

function endsList(solids: readonly Solid[], i: number, begin: number): boolean {
  const { word, type } = solids[i]!;
  if (type === T.at) return i > begin && clauseMacros.has(solids[i + 1]?.word ?? '');
  if (!listEnds.has(word)) return false;
  if (word === 'FROM') return solids[i - 1]?.word !== 'DISTINCT';
  if (word === 'EXCEPT') return solids[i - 1]?.text !== '*';
  // `t.order`, `1 AS limit`
  return solids[i - 1]?.text !== '.' && solids[i - 1]?.word !== 'AS';
}

function projection(parts: readonly Solid[]): Projection {
  const start = parts[0]!.start;
  const end = parts.at(-1)!.end;
  const hasMacro = parts.some((part) => part.type === T.at);
  const star = starOf(parts);
  if (star !== undefined) return { start, end, star, hasMacro };
  const name = nameOf(parts);
  return { start, end, hasMacro, ...(name === undefined ? {} : { name }) };
}

function starOf(parts: readonly Solid[]): Projection['star'] {
  let i = 0;
  let qualifier = '';
  while (isNamePart(parts[i]) && parts[i + 1]?.text === '.') {
    qualifier += `${parts[i]!.text}.`;
    i += 2;
  }
  if (parts[i]?.text !== '*') return undefined;
  const next = parts[i + 1];
  if (next !== undefined && next.word === '') return undefined;
  return { qualifier, modifier: next?.word };
}

function isNamePart(part: Solid | undefined): boolean {
  return part !== undefined && (part.type === T.word || part.type === T.quoted);
}

/** Before these a last word is no alias: `NOT a`, `x IS NULL`, `sum(a) OVER w`. */
const bindsToNext = new Set(
  'NOT AND OR IS LIKE ILIKE IN BETWEEN THEN ELSE WHEN CASE FROM COLLATE OVER ESCAPE ZONE SIMILAR TO GLOB NULLS FOR IF TIME'.split(
    ' ',
  ),
);
const neverAlias = new Set(['END', 'NULL', 'TRUE', 'FALSE', 'CURRENT_DATE', 'CURRENT_TIMESTAMP', 'ISNULL', 'NOTNULL']);
const units = /^(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND|WEEK|QUARTER|MILLISECOND|MICROSECOND|DECADE|CENTURY|MILLENNIUM)S?$/;

function nameOf(parts: readonly Solid[]): string | undefined {
  if (isNamePart(parts[0]) && parts[1]?.text === ':') return parts[0]!.name;
  if (parts.every((part, i) => (i % 2 === 0 ? isNamePart(part) : part.text === '.')) && parts.length % 2 === 1) {
    const only = parts.at(-1)!;
    return parts.length === 1 && neverAlias.has(only.word) ? undefined : only.name;
  }
  const last = parts.at(-1)!;
  const before = parts.at(-2);
  if (before === undefined) return undefined;
  if (before.word === 'AS' && (isNamePart(last) || last.type === T.string)) return last.name;
  return isImplicitAlias(parts, last, before) ? last.name : undefined;
}

function isImplicitAlias(parts: readonly Solid[], last: Solid, before: Solid): boolean {
  if (!isNamePart(last) || neverAlias.has(last.word) || bindsToNext.has(before.word)) return false;
  if (units.test(last.word) && parts.at(-3)?.word === 'INTERVAL') return false;
  const isValueEnd = [T.word, T.quoted, T.string, T.number, T.parameter].some((type) => type === before.type);
  return isValueEnd || before.text === ')' || before.text === ']' || before.text === '}';
}
