// Output columns get the names that SQLMesh gives them: `id::INT` is `id`, what has no name is `_col_1` by its place, and
// capitals follow the dialect's rule. DuckDB would call them `CAST(id AS INTEGER)`, `count_star()` and `Id`.
import { applyEdits, identityMap, type Edit, type Edited } from './edit.ts';
import { defaultStrategy, normalizeIdentifier, type NamingOptions } from './identifier.ts';
import { lex } from './lexer.ts';
import { stringValue } from './literal.ts';
import { looseName } from './looseNames.ts';
import { closing, hasColumnsCall, isStar, outputName, type Item } from './outputName.ts';
import { pathColumn } from './pathColumn.ts';
import { isText, isTrivia, isWord, T, tokenStart, tokenText, type Tokens } from './tokens.ts';

/** The query with a name for each column that has none of its own, or one in other capitals. */
export function nameColumns(text: string, naming: NamingOptions = {}): Edited {
  if (!/select/i.test(text)) return { text, map: identityMap };
  const tokens = lex(text, naming.dialect);
  const edits: Edit[] = [];
  const mayBeMany = /columns\s*\(/i.test(text);
  for (const { item, place } of selectItems(tokens)) {
    if (item.length === 0 || (mayBeMany && hasColumnsCall(tokens, item))) continue;
    const loose = looseEdits(tokens, item, naming);
    if (loose !== undefined) {
      edits.push(...loose);
      continue;
    }
    const edit = isStar(tokens, item) ? exceptEdit(tokens, item, naming) : nameEdit(tokens, item, place, naming);
    if (edit !== undefined) edits.push(edit);
  }
  edits.sort((x, y) => x.start - y.start);
  return edits.length === 0 ? { text, map: identityMap } : applyEdits(text, edits);
}

/** The name goes behind its value, with AS before it. */
function looseEdits(tokens: Tokens, item: Item, naming: NamingOptions): Edit[] | undefined {
  const found = looseName(tokens, item, naming.dialect);
  if (found === undefined) return undefined;
  const written = tokenText(tokens, found.token);
  const name =
    tokens.types[found.token] === T.string
      ? quoted(stringValue(written, naming.dialect), naming)
      : (folded(written, naming) ?? written);
  const end = tokens.ends[item[found.to - 1]!]!;
  const last = tokens.ends[item.at(-1)!]!;
  const behind: Edit = { start: end, end: last, text: ` AS ${name}` };
  if (found.from === 0) return [behind];
  return [{ start: tokenStart(tokens, item[0]!), end: tokenStart(tokens, item[found.from]!), text: '' }, behind];
}

/** SQLMesh reads `* EXCEPT (a)` in models of every dialect; DuckDB has EXCLUDE alone. */
function exceptEdit(tokens: Tokens, item: Item, { dialect = 'duckdb' }: NamingOptions): Edit | undefined {
  const except = item.findIndex((i, k) => isWord(tokens, i, 'EXCEPT') && isText(tokens, item[k - 1] ?? -1, '*'));
  if (except === -1 || dialect !== 'duckdb') return undefined;
  return { start: tokenStart(tokens, item[except]!), end: tokens.ends[item[except]!]!, text: 'EXCLUDE' };
}

function nameEdit(tokens: Tokens, item: Item, place: number, naming: NamingOptions): Edit | undefined {
  const end = tokens.ends[item.at(-1)!]!;
  const append = (name: string): Edit => ({ start: end, end, text: ` AS ${name}` });
  const found = pathColumn(tokens, item, naming.dialect) ?? outputName(tokens, item, naming.dialect);
  switch (found.type) {
    case 'alias': {
      const written = tokenText(tokens, found.token);
      const fresh = folded(written, naming);
      // Translators lose aliases behind some literals: `ts + INTERVAL '1 day' later`.
      const isBare = (naming.dialect ?? 'duckdb') !== 'duckdb' && isBareAlias(tokens, item);
      if (isBare) return { start: tokenStart(tokens, found.token), end, text: `AS ${fresh ?? written}` };
      if (fresh === undefined) return undefined;
      return { start: tokenStart(tokens, found.token), end: tokens.ends[found.token]!, text: fresh };
    }
    case 'column': {
      const fresh = folded(tokenText(tokens, found.token), naming);
      return fresh === undefined ? undefined : append(fresh);
    }
    case 'cast': {
      const written = tokenText(tokens, found.token);
      return append(folded(written, naming) ?? written);
    }
    case 'text':
      // DuckDB calls a number as SQLMesh does.
      if (item.length === 1 && tokens.types[item[0]!] === T.number) return undefined;
      return append(quoted(foldedText(found.name, naming), naming));
    case 'none':
      return append(`_col_${place}`);
    case 'unsure':
      return undefined;
  }
}

/** Without AS, right behind a text. */
function isBareAlias(tokens: Tokens, item: Item): boolean {
  return tokens.types[item.at(-2) ?? -1] === T.string;
}

/** Other capitals, in the quotes it wears; undefined when it stays. */
function folded(written: string, naming: NamingOptions): string | undefined {
  if (written.startsWith("'")) return undefined;
  const name = normalizeIdentifier(written, naming.dialect, naming.strategy);
  const [first] = written;
  if (first === '"' || first === '`') {
    const inner = name.replaceAll(first, first + first);
    return `${first}${inner}${first}` === written ? undefined : `${first}${inner}${first}`;
  }
  return first === '[' || name === written ? undefined : name;
}

/** Texts keep their letters where names become capitals. */
function foldedText(text: string, { dialect, strategy = defaultStrategy(dialect) }: NamingOptions): string {
  return strategy === 'uppercase' ? text : normalizeIdentifier(text, dialect, strategy);
}

const backquoting = new Set([
  'bigquery',
  'mysql',
  'spark',
  'spark2',
  'databricks',
  'hive',
  'clickhouse',
  'doris',
  'singlestore',
  'starrocks',
]);

function quoted(name: string, { dialect }: NamingOptions): string {
  const quote = backquoting.has(dialect?.toLowerCase() ?? '') ? '`' : '"';
  return `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;
}

const endings = new Set(
  'FROM WHERE GROUP HAVING ORDER LIMIT OFFSET QUALIFY WINDOW UNION EXCEPT INTERSECT INTO USING SAMPLE'.split(' '),
);

interface PlacedItem {
  readonly item: Item;
  readonly place: number;
}

interface OpenSelect {
  readonly depth: number;
  itemFrom: number;
  place: number;
}

/** The items of all SELECT lists, in one pass: lists may be nested as deep as anybody likes. */
function selectItems(tokens: Tokens): PlacedItem[] {
  const solid = solidTokens(tokens);
  const found: PlacedItem[] = [];
  const open: OpenSelect[] = [];
  let depth = 0;
  const take = (select: OpenSelect, until: number): void => {
    const item = solid.subarray(select.itemFrom, until);
    found.push({ place: select.place, item: select.place === 0 ? withoutDistinct(tokens, item) : item });
    select.itemFrom = until + 1;
    select.place++;
  };
  for (let at = 0; at < solid.length; at++) {
    const i = solid[at]!;
    const select = open.at(-1);
    if (tokens.types[i] === T.punctuation) {
      const code = tokens.text.charCodeAt(tokenStart(tokens, i));
      depth += bracketStep(code);
      if (select === undefined) continue;
      if (depth < select.depth || (depth === select.depth && code === SEMICOLON)) take(open.pop()!, at);
      else if (depth === select.depth && code === COMMA) take(select, at);
    } else if (tokens.types[i] === T.word) {
      if (isWord(tokens, i, 'SELECT')) {
        if (!isField(tokens, solid[at - 1] ?? -1)) open.push({ depth, itemFrom: at + 1, place: 0 });
      } else if (depth === select?.depth && endsList(tokens, solid, at)) take(open.pop()!, at);
    }
  }
  for (const select of open) take(select, solid.length);
  return found;
}

const COMMA = 44;
const SEMICOLON = 59;

function bracketStep(code: number): number {
  if (code === 40 || code === 91 || code === 123) return 1;
  return code === 41 || code === 93 || code === 125 ? -1 : 0;
}

/** Behind one of these a word names a field: `t.limit`, `a:from`. */
function isField(tokens: Tokens, before: number): boolean {
  return isText(tokens, before, '.') || isText(tokens, before, ':');
}

/** Not so `t.limit`, `x AS window`, `* EXCEPT (a)`, WITHIN GROUP and the FROM of IS DISTINCT FROM. */
function endsList(tokens: Tokens, solid: Item, at: number): boolean {
  const length = tokens.ends[solid[at]!]! - tokenStart(tokens, solid[at]!);
  if (length < 4 || length > 9 || !endings.has(tokenText(tokens, solid[at]!).toUpperCase())) return false;
  const before = solid[at - 1] ?? -1;
  if (isField(tokens, before) || isWord(tokens, before, 'AS') || isWord(tokens, before, 'WITHIN')) return false;
  if (isText(tokens, before, '*') && isWord(tokens, solid[at]!, 'EXCEPT')) return isQuery(tokens, solid, at + 1);
  const earlier = solid[at - 2] ?? -1;
  return !(isWord(tokens, before, 'DISTINCT') && (isWord(tokens, earlier, 'IS') || isWord(tokens, earlier, 'NOT')));
}

/** Whether a query stands there, perhaps in brackets: `SELECT * EXCEPT (SELECT …)` is a set operation. */
function isQuery(tokens: Tokens, solid: Item, at: number): boolean {
  let first = at;
  while (isText(tokens, solid[first] ?? -1, '(')) first++;
  const word = solid[first] ?? -1;
  return ['SELECT', 'WITH', 'VALUES', 'ALL', 'DISTINCT', 'TABLE', 'FROM'].some((start) => isWord(tokens, word, start));
}

function solidTokens(tokens: Tokens): Item {
  const solid = new Uint32Array(tokens.count);
  let count = 0;
  for (let i = 0; i < tokens.count; i++) if (!isTrivia(tokens, i)) solid[count++] = i;
  return solid.subarray(0, count);
}

/** DISTINCT ON (…) belongs to the SELECT. */
function withoutDistinct(tokens: Tokens, item: Item): Item {
  if (isWord(tokens, item[0] ?? -1, 'ALL')) return item.subarray(1);
  if (!isWord(tokens, item[0] ?? -1, 'DISTINCT')) return item;
  if (!isWord(tokens, item[1] ?? -1, 'ON')) return item.subarray(1);
  return item.subarray(closing(tokens, item, 2) + 1);
}
