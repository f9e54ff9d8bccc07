// Puts physical tables in the place of model names by span edits; the rest of the user's text stays as it is.
import { applyEdits, type Edit, type Edited } from '../sql/edit.ts';
import { lex } from '../sql/lexer.ts';
import {
  isText,
  isWord,
  nextSolid,
  previousSolid,
  T,
  tokenEnd,
  tokenStart,
  tokenText,
  type Tokens,
} from '../sql/tokens.ts';
import { quoteIdentifier, type TableName } from '../sql/tableName.ts';
import { stringValue } from '../sql/literal.ts';
import { tableAliases, type ColumnChain, type TableAliases } from './tableAliases.ts';
import { tableScopes } from './tableScopes.ts';

export interface SwappedReference {
  readonly name: TableName;
  readonly start: number;
  readonly end: number;
  /** What stands there instead: a quoted name or a bracketed query; undefined leaves it. */
  readonly replacement: string | undefined;
  /** Where an alias may go: known to the scanner; `unknown` when only the engine could read the text. */
  readonly aliasAt: number | undefined | 'unknown';
}

/** Words that may follow a table and are no alias. */
const afterTable = new Set(
  (
    'ON USING WHERE GROUP ORDER HAVING LIMIT OFFSET JOIN LEFT RIGHT FULL INNER OUTER CROSS NATURAL ASOF POSITIONAL SEMI ANTI UNION EXCEPT ' +
    'INTERSECT WINDOW QUALIFY TABLESAMPLE PIVOT UNPIVOT SELECT FETCH FOR LATERAL SET RETURNING VALUES WHEN AT WITH DEFAULT TO FROM'
  ).split(' '),
);

/** Words before a table name that is read, so that an alias may follow it. */
const beforeRead = new Set(['FROM', 'JOIN', 'PIVOT', 'UNPIVOT', 'USING']);

export function swapTables(text: string, references: readonly SwappedReference[]): Edited {
  const swaps = references.filter((r) => r.replacement !== undefined);
  if (swaps.length === 0) return applyEdits(text, []);
  const tokens = lex(text);
  const edits: Edit[] = [];
  const columns = columnChains(tokens, new Set(references.map((r) => r.start)));
  const aliases = tableAliases({
    unnamed: references.filter((r) => aliasPlace(tokens, r) !== undefined),
    columns,
    scopes: tableScopes(tokens),
    tokenOf: (reference) => tokenAt(tokens, reference.start),
  });
  for (const swap of swaps) {
    edits.push({ start: swap.start, end: swap.end, text: swap.replacement! });
    const at = aliasPlace(tokens, swap);
    if (at !== undefined) edits.push({ start: at, end: at, text: ` AS ${quoteIdentifier(aliases.of(swap))}` });
  }
  edits.push(...qualifiedColumns(tokens, { swaps, columns, aliases }));
  return applyEdits(text, edits);
}

function aliasPlace(tokens: Tokens, swap: SwappedReference): number | undefined {
  if (swap.aliasAt !== 'unknown') return swap.aliasAt;
  return aliasNeeded(tokens, swap) ? swap.end : undefined;
}

function tokenAt(tokens: Tokens, offset: number): number {
  let low = 0;
  let high = tokens.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokenEnd(tokens, middle) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Columns may be written `orders.id`: without an alias of its own a swapped table gets its old name as one. */
function aliasNeeded(tokens: Tokens, swap: SwappedReference): boolean {
  const before = previousSolid(tokens, tokenAt(tokens, swap.start) - 1);
  const reads =
    before >= 0 &&
    (isText(tokens, before, ',') ||
      isText(tokens, before, '(') ||
      beforeRead.has(tokenText(tokens, before).toUpperCase()));
  if (!reads) return false;
  const next = nextSolid(tokens, tokenAt(tokens, swap.end));
  if (next >= tokens.count) return true;
  if (tokens.types[next] === T.quoted) return false;
  if (tokens.types[next] !== T.word) return true;
  return !isWord(tokens, next, 'AS') && afterTable.has(tokenText(tokens, next).toUpperCase());
}

/** `a.b` and longer outside of FROM: a column, perhaps with its table, schema and catalog. */
function columnChains(tokens: Tokens, spans: ReadonlySet<number>): ColumnChain[] {
  const chains: ColumnChain[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.types[i] !== T.word && tokens.types[i] !== T.quoted) continue;
    const chain = dottedChain(tokens, i);
    if (chain.length > 1 && !spans.has(tokenStart(tokens, i)))
      chains.push({ tokens: chain, parts: chain.map((t) => partText(tokens, t)) });
    i = chain.at(-1)!;
  }
  return chains;
}

interface Qualified {
  readonly swaps: readonly SwappedReference[];
  readonly columns: readonly ColumnChain[];
  readonly aliases: TableAliases;
}

/** `shop.orders.id` outside of FROM: the schema is gone after the swap, the alias is what is left of the name. */
function qualifiedColumns(tokens: Tokens, { swaps, columns, aliases }: Qualified): Edit[] {
  const names = new Map<string, string>();
  for (const { name } of swaps) {
    if (name.schema === undefined) continue;
    names.set(`${name.schema}.${name.table}`, name.table);
    if (name.catalog !== undefined) names.set(`${name.catalog}.${name.schema}.${name.table}`, name.table);
  }
  if (names.size === 0) return [];
  return columns.flatMap((column) => {
    const [first] = column.tokens;
    for (const length of [3, 2, 1]) {
      if (column.tokens.length <= length) continue;
      const key = column.parts.slice(0, length).join('.');
      const alias = length === 1 ? aliases.ofBare(column) : aliases.at(first!, key);
      const table = length === 1 ? alias : names.has(key) ? (alias ?? names.get(key)) : undefined;
      if (table === undefined) continue;
      const end = tokenEnd(tokens, column.tokens[length - 1]!);
      return [{ start: tokenStart(tokens, first!), end, text: quoteIdentifier(table) }];
    }
    return [];
  });
}

/** Indexes of the name tokens of `a.b.c`. */
function dottedChain(tokens: Tokens, from: number): number[] {
  const chain = [from];
  for (let i = from; isText(tokens, i + 1, '.');) {
    const next = i + 2;
    const type = tokens.types[next];
    if (next >= tokens.count || (type !== T.word && type !== T.quoted)) break;
    chain.push(next);
    i = next;
  }
  return chain;
}

function partText(tokens: Tokens, i: number): string {
  const text = tokenText(tokens, i);
  return (
    tokens.types[i] === T.quoted
      ? stringValue(`'${text.slice(1, -1).replaceAll("'", "''")}'`).replaceAll('""', '"')
      : text
  ).toLowerCase();
}
