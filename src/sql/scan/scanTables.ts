// The FROM clause: tables, joins, aliases and what may follow a table.
import { foldCase, unquote } from '../identifier.ts';
import { stringValue } from '../literal.ts';
import { K, isNameKind } from './keyword.ts';
import {
  ask,
  isSpelled,
  lookUp,
  nameAt,
  nameEnd,
  pushNested,
  pushPart,
  resolveTable,
  textOf,
  type Level,
  type Scan,
  type ScannedTable,
} from './scan.ts';

/** Reads a list of tables and joins from `i`; returns the index of the word that ends the FROM clause. */
export function scanTables(scan: Scan, from: number, level: Level): number {
  const { kind } = scan;
  let i = scanTable(scan, from, level);
  while (i < level.to) {
    const k = kind[i]!;
    if (k === K.comma && endsList(scan, i + 1, level)) return i + 1;
    if (k === K.comma || k === K.join) i = scanTable(scan, i + 1, level);
    else if (k === K.joinKind) i = afterJoinKind(scan, i, level);
    else if (k === K.on || k === K.using) {
      if (endsClause(scan, i)) return i;
      i = scanCondition(scan, i + 1, level);
    } else if (isClauseEnd(k)) return i;
    else if (k === K.name && isSpelled(scan, i, 'minus')) return i;
    else return ask(scan, i, `${textOf(scan, i)} behind a table`);
  }
  return i;
}

function isClauseEnd(k: number): boolean {
  return k === K.clause || k === K.setOperation || k === K.select || k === K.semicolon || k === K.with || k === K.minus;
}

/** DuckDB allows a comma behind the last table. */
function endsList(scan: Scan, i: number, level: Level): boolean {
  return i >= level.to || scan.kind[i] === K.clause || scan.kind[i] === K.setOperation;
}

/** ON CONFLICT and USING SAMPLE belong to the statement, not to a join. */
function endsClause(scan: Scan, i: number): boolean {
  if (scan.kind[i] === K.using) return isSpelled(scan, i + 1, 'sample');
  if (isSpelled(scan, i + 1, 'conflict')) return scan.kind[i + 2] === K.open || isSpelled(scan, i + 2, 'do');
  return isSpelled(scan, i + 1, 'duplicate') && isSpelled(scan, i + 2, 'key');
}

function afterJoinKind(scan: Scan, i: number, level: Level): number {
  // CROSS APPLY and OUTER APPLY of T-SQL.
  return isSpelled(scan, i + 1, 'apply') ? scanTable(scan, i + 2, level) : i + 1;
}

/** The expression behind ON, or the list behind USING. */
function scanCondition(scan: Scan, from: number, level: Level): number {
  const { kind, match } = scan;
  let i = from;
  while (i < level.to) {
    const k = kind[i]!;
    if (k === K.open || k === K.openList) {
      pushNested(scan, i, match[i]!, level);
      i = match[i]! + 1;
    } else if (k === K.comma || k === K.join || k === K.on || k === K.using || isClauseEnd(k)) return i;
    else if (k === K.from) {
      if (kind[i - 1] !== K.distinct) return ask(scan, i, 'FROM behind a join');
      i++;
    } else if (k === K.pivot) i = scanPivotSuffix(scan, i, level);
    else if (k === K.table || k === K.lateral || k === K.into) return ask(scan, i, 'a join condition of unusual form');
    else i++;
  }
  return i;
}

/** One table with everything that belongs to it; returns the index behind it. */
export function scanTable(scan: Scan, from: number, level: Level): number {
  const { kind } = scan;
  let i = kind[from] === K.lateral ? from + 1 : from;
  if (i >= level.to) return ask(scan, i, 'a FROM clause without a table');
  let prefix: number | undefined;
  if (kind[i + 1] === K.colon && (isNameKind(kind[i]!) || kind[i] === K.string)) {
    prefix = i;
    i += 2;
  }
  const k = kind[i]!;
  if (k === K.open) {
    const isQuery = scan.nextQuery[i] === i;
    pushPart(scan, isQuery ? 'query' : 'tables', i, level);
    return scanSuffix(scan, scan.match[i]! + 1, { prefix }, level);
  }
  if (k === K.values && kind[i + 1] === K.open) return scanValues(scan, i + 1, level);
  if (k === K.table && kind[i + 1] === K.open) return scanTableFunction(scan, i, level);
  if (k === K.only && kind[i + 1] !== K.open) i++;
  if (kind[i] === K.string) return scanSuffix(scan, i + 1, { prefix, table: { from: i, to: i + 1 } }, level);
  // Words such as LEFT or TRIM are functions when a parenthesis follows.
  if (!isNameKind(kind[i]!) && !(kind[i] === K.joinKind && kind[i + 1] === K.open)) {
    return ask(scan, i, `${textOf(scan, i)} where a table was expected`);
  }
  const end = nameEnd(scan, i);
  if (kind[end] !== K.open) return scanSuffix(scan, end, { prefix, table: { from: i, to: end } }, level);
  if (isSpelled(scan, i, 'identifier')) return ask(scan, i, 'IDENTIFIER(…)');
  return scanCall(scan, i, end, level);
}

function scanCall(scan: Scan, i: number, open: number, level: Level): number {
  pushFunction(scan, i, open);
  pushNested(scan, open + 1, scan.match[open]!, level);
  return scanSuffix(scan, scan.match[open]! + 1, {}, level);
}

/** Known by its last part, as engines list functions. */
function pushFunction(scan: Scan, first: number, open: number): void {
  scan.functions.push({ name: foldCase(unquote(textOf(scan, open - 1))), start: scan.start[first]! });
}

/** `TABLE(flatten(…))`, as Snowflake and Trino write it. */
function scanTableFunction(scan: Scan, i: number, level: Level): number {
  const inner = i + 2;
  const open = isNameKind(scan.kind[inner]!) ? nameEnd(scan, inner) : inner;
  const end = scan.match[i + 1]!;
  if (scan.kind[open] !== K.open || scan.match[open] !== end - 1) return ask(scan, i, 'TABLE(…)');
  for (let k = inner; k < end; k++) if (scan.kind[k] === K.table) return ask(scan, k, 'TABLE(…) as an argument');
  pushFunction(scan, inner, open);
  pushNested(scan, open + 1, end, level);
  return scanSuffix(scan, end + 1, {}, level);
}

/** `FROM VALUES (1), (2) t`: the commas between rows are not commas between tables. */
function scanValues(scan: Scan, open: number, level: Level): number {
  let i = open;
  for (;;) {
    pushNested(scan, i + 1, scan.match[i]!, level);
    i = scan.match[i]! + 1;
    if (scan.kind[i] !== K.comma) return scanSuffix(scan, i, {}, level);
    if (scan.kind[i + 1] !== K.open) return ask(scan, i, 'a comma behind VALUES');
    i++;
  }
}

interface Item {
  /** Token of an alias written before the table, DuckDB's `x: t`. */
  readonly prefix?: number | undefined;
  /** Tokens of the name when the item is a table. */
  readonly table?: { readonly from: number; readonly to: number };
}

/** Alias, column names, samples, PIVOT … behind a table. */
function scanSuffix(scan: Scan, from: number, item: Item, level: Level): number {
  const { kind, match } = scan;
  let i = from;
  if (kind[i] === K.star && item.table !== undefined) i++;
  let aliasAt: number | undefined = scan.end[i - 1];
  let alias = item.prefix;
  let pivoted = false;
  while (i < level.to) {
    const k = kind[i]!;
    if (k === K.as || (isNameKind(k) && !isSuffixWord(scan, i))) {
      const at = k === K.as ? i + 1 : i;
      if ((alias !== undefined && !pivoted) || !isAlias(scan, at)) return ask(scan, at, 'an alias of unusual form');
      if (!pivoted) alias = at;
      i = at + 1;
      if (kind[i] === K.open) {
        const columns = i;
        i = match[i]! + 1;
        if (isSpelled(scan, at, 'match_recognize')) return ask(scan, at, 'MATCH_RECOGNIZE');
        if (scan.nextQuery[columns]! < i) return ask(scan, columns, 'a query among column names');
      }
    } else if (k === K.at && kind[i + 1] === K.open) {
      pushNested(scan, i + 1, match[i + 1]!, level);
      i = match[i + 1]! + 1;
      if (alias === undefined) aliasAt = scan.end[i - 1];
    } else if (k === K.tableSample) i = sampleEnd(scan, i + 1);
    else if (k === K.with && isSpelled(scan, i + 1, 'ordinality')) i += 2;
    else if (k === K.with && kind[i + 1] === K.open && isTsql(scan)) i = match[i + 1]! + 1;
    else if (k === K.pivot) {
      if (item.table !== undefined && !pivoted) record(scan, item.table, { alias, aliasAt }, level);
      pivoted = true;
      i = scanPivotSuffix(scan, i, level);
    } else break;
  }
  if (item.table !== undefined && !pivoted) record(scan, item.table, { alias, aliasAt }, level);
  if (alias !== undefined && item.table === undefined) level.aliases?.names.add(nameAt(scan, alias));
  return i;
}

function isTsql(scan: Scan): boolean {
  return scan.dialect === 'tsql' || scan.dialect === 'fabric';
}

/** MINUS between two queries reads like an alias. */
function isSuffixWord(scan: Scan, i: number): boolean {
  return scan.kind[i] === K.minus && scan.dialect !== 'duckdb' && scan.kind[i + 1] === K.select;
}

function isAlias(scan: Scan, i: number): boolean {
  const k = scan.kind[i]!;
  return isNameKind(k) || (k === K.string && scan.kind[i - 1] === K.as);
}

/** `TABLESAMPLE 10%`, `TABLESAMPLE reservoir(10 ROWS) REPEATABLE (3)`, `TABLESAMPLE 10 PERCENT (bernoulli)`. */
function sampleEnd(scan: Scan, from: number): number {
  const { kind, match } = scan;
  let i = from;
  if (kind[i] === K.number) {
    i++;
    if (kind[i] === K.operator || isSpelled(scan, i, 'percent') || isSpelled(scan, i, 'rows')) i++;
  } else if (kind[i] === K.name && kind[i + 1] === K.open) i++;
  if (kind[i] === K.open) i = match[i]! + 1;
  if (isSpelled(scan, i, 'repeatable') && kind[i + 1] === K.open) i = match[i + 1]! + 1;
  return i > from ? i : ask(scan, from, 'a sample of unusual form');
}

/** `PIVOT (…)` and `UNPIVOT INCLUDE NULLS (…)` behind a table. */
function scanPivotSuffix(scan: Scan, from: number, level: Level): number {
  let i = from + 1;
  if (scan.kind[i] === K.include || scan.kind[i] === K.exclude) i += 2;
  if (scan.kind[i] !== K.open) return ask(scan, from, 'PIVOT of unusual form');
  pushNested(scan, i, scan.match[i]!, level);
  return scan.match[i]! + 1;
}

function record(
  scan: Scan,
  place: { readonly from: number; readonly to: number },
  alias: { readonly alias: number | undefined; readonly aliasAt: number | undefined },
  level: Level,
): void {
  const { from, to } = place;
  const unnested = isUnnested(scan, from, to, level);
  level.aliases?.names.add(nameAt(scan, alias.alias ?? to - 1));
  if (unnested) return;
  const table = resolveTable(scan, from, to, level);
  if (table !== undefined) scan.tables.push(withAlias(scan, table, alias));
}

function withAlias(
  scan: Scan,
  table: ScannedTable,
  { alias, aliasAt }: { readonly alias: number | undefined; readonly aliasAt: number | undefined },
): ScannedTable {
  if (alias === undefined) return { ...table, aliasAt };
  const text = textOf(scan, alias);
  const name = scan.kind[alias] === K.string ? stringValue(text, scan.dialect) : nameAt(scan, alias);
  return { ...table, alias: name, aliasStart: scan.start[alias]!, aliasEnd: scan.end[alias]! };
}

/** `FROM t, t.list`: the first part is an alias of this query or an outer one. */
function isUnnested(scan: Scan, from: number, to: number, level: Level): boolean {
  if (!scan.implicitUnnest || to - from < 3) return false;
  const first = nameAt(scan, from);
  for (let a = level.aliases; a !== undefined; a = a.parent) if (a.names.has(first)) return true;
  return lookUp(level.scope, first) !== undefined;
}
