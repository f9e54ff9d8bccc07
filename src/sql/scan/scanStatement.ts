// Statements that are not queries: what they read, and which tables they write.
import { K, isNameKind } from './keyword.ts';
import { ask, isSpelled, nameEnd, pushNested, resolveTable, textOf, type Level, type Scan } from './scan.ts';
import { openLevel, scanBody, scanQuery, scanWith } from './scanQuery.ts';
import { scanTable, scanTables } from './scanTables.ts';

/** The whole text: one statement with or without a closing semicolon. */
export function scanStatement(scan: Scan): void {
  const to = scan.kind[scan.count - 1] === K.semicolon ? scan.count - 1 : scan.count;
  const level = openLevel(scan, { to, scope: undefined, aliases: undefined });
  if (to > 0) scanFrom(scan, 0, level);
}

function scanFrom(scan: Scan, from: number, outer: Level): void {
  if (!isNameKind(scan.kind[from]!) && scan.kind[from] !== K.with && scan.kind[from] !== K.reserved) {
    return scanQuery(scan, from, outer);
  }
  let level = outer;
  let i = from;
  if (scan.kind[i] === K.with) {
    const { at, scope } = scanWith(scan, i, level);
    level = { ...level, scope };
    i = at;
  }
  const read =
    isNameKind(scan.kind[i]!) || scan.kind[i] === K.reserved ? readers[textOf(scan, i).toLowerCase()] : undefined;
  if (read === undefined) scanBody(scan, i, level);
  else read(scan, i + 1, level);
}

type Reader = (scan: Scan, i: number, level: Level) => void;

const readers: Readonly<Record<string, Reader | undefined>> = {
  create: scanCreate,
  insert: scanInsert,
  replace: scanInsert,
  delete: scanDelete,
  update: scanUpdate,
  merge: scanMerge,
  copy: scanCopy,
  explain: (scan, i, level) => scanFrom(scan, isSpelled(scan, i, 'analyze') ? i + 1 : i, level),
  call: (scan, i, level) => void scanTable(scan, i, level),
  truncate: (scan, i, level) => scanTargetOnly(scan, scan.kind[i] === K.table ? i + 1 : i, level),
  drop: scanDropOrAlter,
  alter: scanDropOrAlter,
};
for (const word of [
  'set reset pragma install load attach detach use begin start commit rollback abort checkpoint force export import',
  'grant revoke vacuum analyze comment deallocate prepare execute update_extensions',
]
  .join(' ')
  .split(' ')) {
  Object.assign(readers, { [word]: scanExpressions });
}

/** A statement that names no table to read, but may hold subqueries: `SET VARIABLE x = (SELECT …)`. */
function scanExpressions(scan: Scan, i: number, level: Level): void {
  pushNested(scan, i, level.to, level);
}

function scanTargetOnly(scan: Scan, i: number, level: Level): void {
  scanExpressions(scan, target(scan, i, level), level);
}

/** Notes the written table at `i`; returns the index behind its name. */
function target(scan: Scan, i: number, level: Level): number {
  if (!isNameKind(scan.kind[i]!)) return ask(scan, i, 'a statement of unusual form');
  const end = nameEnd(scan, i);
  const table = resolveTable(scan, i, end, { ...level, scope: undefined });
  if (table !== undefined) scan.targets.push(table);
  return end;
}

function skipWords(scan: Scan, from: number, words: readonly string[]): number {
  let i = from;
  while (words.some((word) => isSpelled(scan, i, word))) i++;
  return i;
}

const existsWords = ['if', 'not', 'exists'];

function scanCreate(scan: Scan, from: number, level: Level): void {
  const i = skipWords(scan, from, [
    'or',
    'replace',
    'temp',
    'temporary',
    'persistent',
    'local',
    'global',
    'unlogged',
    'recursive',
    'materialized',
    'transient',
    'external',
    'secure',
  ]);
  const what = textOf(scan, i).toLowerCase();
  const name = skipWords(scan, i + 1, existsWords);
  switch (what) {
    case 'table':
    case 'view':
      return scanCreateAs(scan, name, level);
    case 'macro':
    case 'function':
      return scanCreateMacro(scan, name, level);
    case 'schema':
    case 'sequence':
    case 'type':
    case 'secret':
    case 'database':
      return scanExpressions(scan, i, level);
    case 'index':
    case 'unique': {
      let on = i;
      while (on < level.to && scan.kind[on] !== K.on) on++;
      return scanTargetOnly(scan, on + 1, level);
    }
    default:
      ask(scan, i, `CREATE ${what}`);
  }
}

function scanCreateAs(scan: Scan, name: number, level: Level): void {
  const end = target(scan, name, level);
  let i = end;
  while (i < level.to && scan.kind[i] !== K.as) i = scan.kind[i] === K.open ? scan.match[i]! + 1 : i + 1;
  if (i < level.to) return scanQuery(scan, i + 1, level);
  // No query: only columns. Whatever copies or points at another table is left to the engine.
  for (let k = end; k < level.to; k++) {
    if (isSpelled(scan, k, 'like') || isSpelled(scan, k, 'references') || isSpelled(scan, k, 'clone')) {
      return void ask(scan, k, `CREATE TABLE with ${textOf(scan, k)}`);
    }
  }
  scanExpressions(scan, end, level);
}

function scanCreateMacro(scan: Scan, name: number, level: Level): void {
  let i = nameEnd(scan, name);
  if (scan.kind[i] === K.open) i = scan.match[i]! + 1;
  if (scan.kind[i] !== K.as) return void ask(scan, i, 'a macro of unusual form');
  if (scan.kind[i + 1] === K.table) return scanQuery(scan, i + 2, level);
  scanExpressions(scan, i + 1, level);
}

function scanInsert(scan: Scan, from: number, level: Level): void {
  let i = skipWords(scan, from, ['or', 'replace', 'ignore', 'into', 'overwrite', 'table']);
  i = target(scan, i, level);
  if (scan.kind[i] === K.as) i += 2;
  if (scan.kind[i] === K.open && scan.nextQuery[i] !== i) i = scan.match[i]! + 1;
  i = skipWords(scan, i, ['by', 'name', 'position', 'overriding', 'system', 'user', 'value']);
  if (isSpelled(scan, i, 'default') || isSpelled(scan, i, 'set')) return scanExpressions(scan, i, level);
  scanQuery(scan, i, level);
}

function scanDelete(scan: Scan, from: number, level: Level): void {
  if (scan.kind[from] !== K.from) return void ask(scan, from, 'DELETE of unusual form');
  let i = target(scan, from + 1, level);
  if (scan.kind[i] === K.as) i++;
  if (isNameKind(scan.kind[i]!)) i++;
  if (scan.kind[i] === K.using) i = scanTables(scan, i + 1, level);
  scanExpressions(scan, i, level);
}

function scanUpdate(scan: Scan, from: number, level: Level): void {
  let i = target(scan, from, level);
  if (scan.kind[i] === K.as) i++;
  if (!isSpelled(scan, i, 'set')) i++;
  if (!isSpelled(scan, i, 'set')) return void ask(scan, from, 'UPDATE of unusual form');
  while (i < level.to && (scan.kind[i] !== K.from || scan.kind[i - 1] === K.distinct)) {
    if (scan.kind[i] === K.open || scan.kind[i] === K.openList) {
      pushNested(scan, i, scan.match[i]!, level);
      i = scan.match[i]!;
    }
    i++;
  }
  if (i < level.to) i = scanTables(scan, i + 1, level);
  scanExpressions(scan, i, level);
}

function scanMerge(scan: Scan, from: number, level: Level): void {
  let i = target(scan, scan.kind[from] === K.into ? from + 1 : from, level);
  if (scan.kind[i] === K.as) i++;
  if (isNameKind(scan.kind[i]!)) i++;
  if (scan.kind[i] !== K.using) return void ask(scan, i, 'MERGE of unusual form');
  i = scanTable(scan, i + 1, level);
  if (i < level.to && scan.kind[i] !== K.on && scan.kind[i] !== K.using) {
    return void ask(scan, i, 'MERGE of unusual form');
  }
  scanExpressions(scan, i, level);
}

function scanCopy(scan: Scan, from: number, level: Level): void {
  if (scan.kind[from] === K.open) return scanExpressions(scan, from, level);
  if (!isNameKind(scan.kind[from]!)) return void ask(scan, from, 'COPY of unusual form');
  let end = nameEnd(scan, from);
  if (scan.kind[end] === K.open) end = scan.match[end]! + 1;
  if (scan.kind[end] === K.from) return void target(scan, from, level);
  if (!isSpelled(scan, end, 'to')) return void ask(scan, from, 'COPY of unusual form');
  const table = resolveTable(scan, from, nameEnd(scan, from), level);
  if (table !== undefined) scan.tables.push(table);
}

function scanDropOrAlter(scan: Scan, from: number, level: Level): void {
  const i = skipWords(scan, from, ['materialized']);
  if (scan.kind[i] !== K.table && !isSpelled(scan, i, 'view')) return scanExpressions(scan, i, level);
  scanTargetOnly(scan, skipWords(scan, i + 1, existsWords), level);
}
