// What one scan collects, and the list of nested parts it still has to look at. A list instead of recursion: depth of
// nesting costs no stack, and an inner part sees the whole of the outer one's aliases.
import type { FunctionReference, TableReference } from '../frontend.ts';
import { normalizeIdentifier, type NormalizationStrategy } from '../identifier.ts';
import { stringValue } from '../literal.ts';
import { splitQuoted, tableNameFromParts } from '../parseTableName.ts';
import { K, isNameKind, spells } from './keyword.ts';
import type { SolidTokens } from './solidTokens.ts';

/** A table that a query reads or a statement writes. */
export interface ScannedTable extends TableReference {
  /** How many parts were written. */
  readonly parts: number;
  /** Span of the alias that was written. */
  readonly aliasStart?: number | undefined;
  readonly aliasEnd?: number | undefined;
  /** Where an alias may be inserted; undefined when one was written or none is possible. */
  readonly aliasAt?: number | undefined;
}

/** The names of CTEs that a part of the query sees, innermost first. */
export interface Scope {
  readonly name: string;
  readonly parent: Scope | undefined;
  /** `USING KEY`: also known as recurring.<name>. */
  readonly keyed?: boolean | undefined;
  /** Whether this name means the CTE depends on rules only the engine knows. */
  readonly uncertain?: boolean | undefined;
}

/** Aliases of tables that an implicit `FROM t, t.list` may refer to. */
export interface Aliases {
  readonly names: Set<string>;
  readonly parent: Aliases | undefined;
}

export interface Part {
  /** `query`: a whole query; `tables`: what stands in parentheses in FROM, first a table. */
  readonly type: 'query' | 'tables';
  readonly from: number;
  readonly to: number;
  readonly scope: Scope | undefined;
  readonly aliases: Aliases | undefined;
}

export interface Scan extends SolidTokens {
  readonly dialect: string | undefined;
  readonly strategy: NormalizationStrategy;
  /** BigQuery and Redshift read `FROM t, t.list` as unnesting. */
  readonly implicitUnnest: boolean;
  readonly parts: Part[];
  readonly tables: ScannedTable[];
  readonly targets: ScannedTable[];
  readonly functions: FunctionReference[];
  /** Set when the scanner cannot answer exactly. */
  doubt: { readonly reason: string; readonly offset: number } | undefined;
}

export interface Level {
  readonly to: number;
  readonly scope: Scope | undefined;
  readonly aliases: Aliases | undefined;
}

/** Gives up; the returned index ends every loop. */
export function ask(scan: Scan, at: number, reason: string): number {
  scan.doubt ??= { reason, offset: scan.start[Math.min(at, scan.count)]! };
  return scan.count;
}

/** Notes the queries that open within tokens [from, to). */
export function pushNested(scan: Scan, from: number, to: number, level: Level): void {
  for (let i = scan.nextQuery[from]!; i < to; i = scan.nextQuery[scan.match[i]! + 1]!) {
    pushPart(scan, 'query', i, level);
  }
}

/** Notes the inside of the parenthesis at `open`. */
export function pushPart(scan: Scan, type: Part['type'], open: number, level: Level): void {
  scan.parts.push({ type, from: open + 1, to: scan.match[open]!, scope: level.scope, aliases: level.aliases });
}

/** Is token `i` this word? For words too rare to have a kind of their own; `word` must be lower case. */
export function isSpelled(scan: Scan, i: number, word: string): boolean {
  if (i >= scan.count || scan.kind[i] === K.quoted) return false;
  const length = scan.end[i]! - scan.start[i]!;
  return length === word.length && spells(scan.text, scan.start[i]!, word);
}

export function textOf(scan: Scan, i: number): string {
  return scan.text.slice(scan.start[i], scan.end[i]);
}

export function nameAt(scan: Scan, i: number): string {
  return normalizeIdentifier(textOf(scan, i), scan.dialect, scan.strategy);
}

/** Index behind the dotted name that begins at `i`. */
export function nameEnd(scan: Scan, i: number): number {
  let at = i + 1;
  while (scan.kind[at] === K.dot && isNameKind(scan.kind[at + 1]!)) at += 2;
  return at;
}

export function lookUp(scope: Scope | undefined, name: string): Scope | undefined {
  for (let s = scope; s !== undefined; s = s.parent) if (s.name === name) return s;
  return undefined;
}

/** The table at tokens [i, end), or undefined when the name means a CTE or has too many parts. */
export function resolveTable(scan: Scan, i: number, end: number, level: Level): ScannedTable | undefined {
  const parts: string[] = [];
  const file = scan.kind[i] === K.string;
  if (file) parts.push(stringValue(textOf(scan, i), scan.dialect));
  for (let k = file ? end : i; k < end; k += 2) {
    if (scan.kind[k] !== K.quoted) parts.push(nameAt(scan, k));
    else
      for (const part of splitQuoted(textOf(scan, k), scan.dialect)) {
        parts.push(normalizeIdentifier(part, scan.dialect, scan.strategy));
      }
  }
  const name = tableNameFromParts(parts);
  if (name === undefined) {
    ask(scan, i, 'a name of more than three parts');
    return undefined;
  }
  if (isCte(scan, i, parts, level)) return undefined;
  return { name, parts: parts.length, start: scan.start[i]!, end: scan.end[end - 1]!, file };
}

function isCte(scan: Scan, i: number, parts: readonly string[], level: Level): boolean {
  const keyed = parts.length === 2 && parts[0]!.toLowerCase() === 'recurring';
  if (parts.length > 1 && !keyed) return false;
  const cte = lookUp(level.scope, parts[keyed ? 1 : 0]!);
  if (cte === undefined || (keyed && cte.keyed !== true)) return false;
  if (cte.uncertain === true) ask(scan, i, 'a recursive CTE of unusual form');
  return true;
}
