// One query level: WITH, then the body with its FROM clauses; nested queries are noted for later.
import { K, isNameKind } from './keyword.ts';
import {
  ask,
  isSpelled,
  nameAt,
  nameEnd,
  pushNested,
  resolveTable,
  textOf,
  type Level,
  type Part,
  type Scan,
  type Scope,
} from './scan.ts';
import { scanTable, scanTables } from './scanTables.ts';

export function scanPart(scan: Scan, part: Part): void {
  const level = openLevel(scan, part);
  if (part.type === 'query') scanQuery(scan, part.from, level);
  else continueQuery(scan, scanTables(scan, part.from, level), level);
}

/** A query level of its own within the given one. */
export function openLevel(scan: Scan, outer: Level): Level {
  const aliases = scan.implicitUnnest ? { names: new Set<string>(), parent: outer.aliases } : undefined;
  return { to: outer.to, scope: outer.scope, aliases };
}

/** A query that fills tokens [from, level.to). */
export function scanQuery(scan: Scan, from: number, level: Level): void {
  if (scan.kind[from] !== K.with) return scanBody(scan, from, level);
  const body = scanWith(scan, from, level);
  scanBody(scan, body.at, { ...level, scope: body.scope });
}

/** Index behind the WITH list that begins at `from`, and what the query behind it sees. */
export function scanWith(scan: Scan, from: number, level: Level): { at: number; scope: Scope | undefined } {
  const { kind, match } = scan;
  let i = from + 1;
  const recursive = isSpelled(scan, i, 'recursive') && kind[i + 1] !== K.as && kind[i + 1] !== K.open;
  if (recursive) i++;
  let { scope } = level;
  for (;;) {
    const nameIndex = i;
    if (!isNameKind(kind[i]!)) return { at: ask(scan, i, 'a CTE of unusual form'), scope };
    i++;
    if (kind[i] === K.open) i = match[i]! + 1;
    const keyed = kind[i] === K.using && isSpelled(scan, i + 1, 'key') && kind[i + 2] === K.open;
    if (keyed) i = match[i + 2]! + 1;
    if (kind[i++] !== K.as) return { at: ask(scan, nameIndex, 'a CTE of unusual form'), scope };
    if (kind[i] === K.not) i++;
    if (isSpelled(scan, i, 'materialized')) i++;
    if (kind[i] !== K.open) return { at: ask(scan, nameIndex, 'a CTE of unusual form'), scope };
    const cte: Scope = { name: nameAt(scan, nameIndex), parent: scope, keyed };
    if (recursive) pushRecursive(scan, i, cte, level);
    else scan.parts.push({ type: 'query', from: i + 1, to: match[i]!, scope, aliases: level.aliases });
    scope = cte;
    i = match[i]! + 1;
    if (kind[i] !== K.comma) return { at: i, scope };
    i++;
  }
}

/**
 * DuckDB makes a recursion of a UNION only: its right side sees the CTE, before it the name means what it means outside.
 */
function pushRecursive(scan: Scan, bodyOpen: number, cte: Scope, level: Level): void {
  const { kind, match } = scan;
  const push = (from: number, to: number, scope: Scope | undefined): void => {
    scan.parts.push({ type: 'query', from, to, scope, aliases: level.aliases });
  };
  let open = bodyOpen;
  while (kind[open + 1] === K.open && match[open + 1] === match[open]! - 1) open++;
  const to = match[open]!;
  if (kind[open + 1] === K.with) return push(open + 1, to, { ...cte, uncertain: true });
  const top = topSetOperation(scan, open + 1, to);
  const operand = top === undefined ? 0 : operandStart(scan, top);
  if (top === undefined || !isSpelled(scan, top, 'union') || isSpelled(scan, operand - 1, 'name')) {
    return push(open + 1, to, cte.parent);
  }
  push(open + 1, top, cte.parent);
  push(operand, to, cte);
}

/** The set operation that is carried out last: INTERSECT binds tighter than the others, which go from left to right. */
function topSetOperation(scan: Scan, from: number, to: number): number | undefined {
  let top: number | undefined;
  for (let i = from; i < to; i++) {
    if (scan.kind[i] === K.open || scan.kind[i] === K.openList) i = scan.match[i]!;
    else if (isSetOperation(scan, i)) {
      if (top === undefined || isSpelled(scan, top, 'intersect') || !isSpelled(scan, i, 'intersect')) top = i;
    }
  }
  return top;
}

/** BigQuery's `* EXCEPT (a, b)` is none. */
function isSetOperation(scan: Scan, i: number): boolean {
  if (scan.kind[i] !== K.setOperation) return false;
  const columns = scan.kind[i - 1] === K.star && scan.kind[i + 1] === K.open && scan.nextQuery[i + 1] !== i + 1;
  return !columns || !isSpelled(scan, i, 'except');
}

/** Behind `UNION ALL BY NAME`. */
function operandStart(scan: Scan, setOperation: number): number {
  let i = setOperation + 1;
  if (isSpelled(scan, i, 'all') || scan.kind[i] === K.distinct) i++;
  if (isSpelled(scan, i, 'by') && isSpelled(scan, i + 1, 'name')) i += 2;
  return i;
}

/** The body of a query: one or more operands of set operations with what follows them. */
export function scanBody(scan: Scan, from: number, level: Level): void {
  if (scan.kind[from] === K.open) {
    // In `(WITH a … SELECT …) ORDER BY (SELECT … FROM a)` DuckDB's ORDER BY belongs to the inner query.
    const behind = scan.match[from]! + 1;
    if (scan.kind[behind] === K.clause && scan.nextQuery[behind]! < level.to) {
      return void ask(scan, behind, 'a subquery behind a query in parentheses');
    }
  }
  continueQuery(scan, scanOperand(scan, from, level), level);
}

function continueQuery(scan: Scan, from: number, level: Level): void {
  const { kind, match } = scan;
  let i = from;
  while (i < level.to) {
    switch (kind[i]) {
      case K.open:
      case K.openList:
        pushNested(scan, i, match[i]!, level);
        i = match[i]! + 1;
        break;
      case K.from:
        i = isDistinctFrom(scan, i) ? i + 1 : scanTables(scan, i + 1, level);
        break;
      case K.setOperation:
        i = isSetOperation(scan, i) ? scanOperand(scan, operandStart(scan, i), level) : i + 1;
        break;
      case K.minus:
        i = kind[i + 1] === K.select && scan.dialect !== 'duckdb' ? scanOperand(scan, i + 1, level) : i + 1;
        break;
      case K.as:
        // Any word may be an alias here, also FROM.
        i += kind[i + 1]! >= K.values || kind[i + 1] === K.name ? 2 : 1;
        break;
      case K.with:
        i = isWithSuffix(scan, i) ? i + 2 : ask(scan, i, 'WITH inside of a query');
        break;
      case K.semicolon:
        i = i + 1 < level.to ? ask(scan, i, 'more than one statement') : i + 1;
        break;
      case K.table:
      case K.join:
      case K.lateral:
      case K.into:
        i = ask(scan, i, `${textOf(scan, i)} outside of a FROM clause`);
        break;
      default:
        i++;
    }
  }
}

function isDistinctFrom(scan: Scan, i: number): boolean {
  return scan.kind[i - 1] === K.distinct && (scan.kind[i - 2] === K.is || scan.kind[i - 2] === K.not);
}

const withSuffixes = ['no', 'data', 'ties', 'rollup', 'cube', 'totals'];

function isWithSuffix(scan: Scan, i: number): boolean {
  return withSuffixes.some((word) => isSpelled(scan, i + 1, word));
}

/** The first words of an operand; returns where its rest goes on. */
function scanOperand(scan: Scan, i: number, level: Level): number {
  const { kind } = scan;
  switch (kind[i]) {
    case K.select:
    case K.from:
    case K.open:
      return i;
    case K.values:
      return kind[i + 1] === K.open ? i + 1 : ask(scan, i, 'VALUES of unusual form');
    case K.table:
      return scanBareTable(scan, i + 1, level);
    case K.describe:
      return scanDescribe(scan, i + 1, level);
    case K.pivot:
      return scanPivot(scan, i + 1, level);
    default:
      return ask(scan, i, 'a statement that is no query');
  }
}

/** `TABLE t`: no alias may follow. */
function scanBareTable(scan: Scan, i: number, level: Level): number {
  if (!isNameKind(scan.kind[i]!) && scan.kind[i] !== K.string) return ask(scan, i, 'TABLE without a name');
  const end = nameEnd(scan, i);
  if (scan.kind[end] === K.open) return ask(scan, i, 'TABLE of unusual form');
  const table = resolveTable(scan, i, end, level);
  if (table !== undefined) scan.tables.push(table);
  return end;
}

/** DESCRIBE, SHOW and SUMMARIZE: of a table, of a query, or of the catalog. */
function scanDescribe(scan: Scan, i: number, level: Level): number {
  const { kind } = scan;
  if (i >= level.to || kind[i] === K.semicolon) return i;
  if (kind[i] === K.with) return ask(scan, i, 'DESCRIBE of unusual form');
  if (kind[i] === K.table) return scanBareTable(scan, i + 1, level);
  if (kind[i] === K.reserved && isSpelled(scan, i, 'all') && isSpelled(scan, i + 1, 'tables')) return i + 2;
  if (!isNameKind(kind[i]!) && kind[i] !== K.string) return scanOperand(scan, i, level);
  const end = nameEnd(scan, i);
  if (end === i + 1 && isCatalogWord(nameAt(scan, i))) {
    // SHOW TABLES FROM s
    return kind[end] === K.from ? level.to : end;
  }
  return scanBareTable(scan, i, level);
}

function isCatalogWord(name: string): boolean {
  return ['tables', 'databases', 'schemas', 'variables'].includes(name.toLowerCase());
}

/** The statement form `PIVOT t ON a IN (…) USING sum(b)`. */
function scanPivot(scan: Scan, from: number, level: Level): number {
  const { kind } = scan;
  let i = scanTable(scan, from, level);
  // A join here could own the ON that follows.
  if (kind[i] === K.join || kind[i] === K.joinKind || kind[i] === K.comma) return ask(scan, i, 'PIVOT of a join');
  while (i < level.to && kind[i] !== K.setOperation && kind[i] !== K.semicolon && kind[i] !== K.from) {
    if (kind[i] === K.open || kind[i] === K.openList) {
      pushNested(scan, i, scan.match[i]!, level);
      i = scan.match[i]!;
    }
    i++;
  }
  return kind[i] === K.from && i < level.to ? ask(scan, i, 'FROM behind PIVOT') : i;
}
