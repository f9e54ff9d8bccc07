// Snowflake's `LATERAL FLATTEN(input => list, outer => TRUE) f` and `TABLE(FLATTEN(list)) f`: items of a list or of an object.
import { stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { endOfTable } from './apply.ts';
import { hide, refuse, replaceAll, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

interface Options {
  readonly path?: string;
  readonly isOuter: boolean;
  readonly mode: string;
}

const booleans = new Set(['TRUE', 'FALSE']);

/** `open` is the bracket behind FLATTEN. */
export function flatten(pass: Pass, name: number, open: number): void {
  const { tokens } = pass;
  const close = closingBracket(tokens, open);
  const options: { path?: string; isOuter: boolean; mode: string } = { isOuter: false, mode: 'BOTH' };
  for (const { first, sign, last } of argumentsOf(tokens, open, close)) {
    const value = nextSolid(tokens, sign + 1);
    const written = tokenText(tokens, value).toUpperCase();
    const key = sign === first ? 'INPUT' : tokenText(tokens, first).toUpperCase();
    const isPlain = value === last && (booleans.has(written) || tokens.types[value] === T.string);
    if (key === 'INPUT') {
      if (sign !== first) replaceAll(pass, [first, sign], '');
      continue;
    }
    if (!isPlain || (key === 'RECURSIVE' && written !== 'FALSE'))
      return refuse(pass, first, `${key.toLowerCase()} of FLATTEN must be known, and recursive is not`);
    if (key === 'OUTER') options.isOuter = written === 'TRUE';
    else if (key === 'MODE') options.mode = stringValue(tokenText(tokens, value), 'snowflake').toUpperCase();
    else if (key === 'PATH') options.path = stringValue(tokenText(tokens, value), 'snowflake');
    withoutArgument(pass, { first, last, close });
  }
  replaceAll(
    pass,
    [name, name],
    hide(pass, ([input]) => items(input!, options)),
  );
  joinedToAll(pass, name, close);
  withoutTable(pass, name, close);
}

/** `LEFT JOIN LATERAL FLATTEN(…) f` needs no ON there. */
function joinedToAll({ tokens, edits }: Pass, name: number, close: number): void {
  const open = previousSolid(tokens, name - 1);
  const isTable = isText(tokens, open, '(');
  const first = isTable ? previousSolid(tokens, open - 1) : name;
  const before = previousSolid(tokens, first - 1);
  const join = isWord(tokens, before, 'LATERAL') ? previousSolid(tokens, before - 1) : before;
  const how = previousSolid(tokens, join - 1);
  if (!isWord(tokens, join, 'JOIN') || isWord(tokens, how, 'CROSS') || isWord(tokens, how, 'NATURAL')) return;
  const last = endOfTable(tokens, first) ?? (isTable ? nextSolid(tokens, close + 1) : close);
  const next = nextSolid(tokens, last + 1);
  if (isWord(tokens, next, 'ON') || isWord(tokens, next, 'USING')) return;
  edits.push({ start: tokens.ends[last]!, end: tokens.ends[last]!, text: ' ON TRUE' });
}

/** `TABLE(f(x))` is `f(x)`. */
export function withoutTable(pass: Pass, name: number, close: number): void {
  const { tokens } = pass;
  const open = previousSolid(tokens, name - 1);
  const table = previousSolid(tokens, open - 1);
  if (!isText(tokens, open, '(') || !isWord(tokens, table, 'TABLE')) return;
  replaceAll(pass, [table, open], '');
  const outer = nextSolid(tokens, close + 1);
  replaceAll(pass, [outer, outer], '');
}

interface Argument {
  readonly first: number;
  /** The arrow; `first` itself for an argument without a name. */
  readonly sign: number;
  readonly last: number;
}

function argumentsOf(tokens: Tokens, open: number, close: number): Argument[] {
  const found: Argument[] = [];
  let first = nextSolid(tokens, open + 1);
  const take = (end: number): void => {
    const arrow = nextSolid(tokens, first + 1);
    found.push({ first, sign: isText(tokens, arrow, '=>') ? arrow : first, last: previousSolid(tokens, end - 1) });
    first = nextSolid(tokens, end + 1);
  };
  closingBracket(tokens, open, take);
  take(close);
  return found;
}

/** With the comma in front of it or, for the first one, behind it. */
function withoutArgument(
  pass: Pass,
  { first, last, close }: { readonly first: number; readonly last: number; readonly close: number },
): void {
  const { tokens } = pass;
  const comma = previousSolid(tokens, first - 1);
  if (isText(tokens, comma, ',')) return replaceAll(pass, [comma, last], '');
  const next = nextSolid(tokens, last + 1);
  replaceAll(pass, [first, next < close ? next : last], '');
}

function items(input: string, { path, isOuter, mode }: Options): string {
  const json = path === undefined ? `TO_JSON(${input})` : `(TO_JSON(${input}) -> '$.${path.replaceAll("'", "''")}')`;
  const type = `JSON_TYPE(${json})`;
  const of = (array: string, object: string): string => {
    const cases = [
      mode === 'OBJECT' ? '' : ` WHEN ${type} = 'ARRAY' THEN ${array}`,
      mode === 'ARRAY' ? '' : ` WHEN ${type} = 'OBJECT' THEN ${object}`,
    ];
    return `CASE${cases.join('')} END`;
  };
  const values = of(`${json} -> '$[*]'`, `${json} -> '$.*'`);
  // A row without an item, when there is none.
  const listed = isOuter ? `CASE WHEN LEN(${values}) > 0 THEN ${values} ELSE [NULL] END` : values;
  const names = mode === 'ARRAY' ? '[]' : `CASE WHEN ${type} = 'OBJECT' THEN JSON_KEYS(${json}) ELSE [] END`;
  const places =
    mode === 'OBJECT'
      ? '[]::BIGINT[]'
      : `CASE WHEN ${type} = 'ARRAY' THEN RANGE(CAST(JSON_ARRAY_LENGTH(${json}) AS BIGINT)) ELSE [] END`;
  const item = `SELECT UNNEST(${names}) AS "key", UNNEST(${places}) AS "index", UNNEST(${listed}) AS "value", ${json} AS "this"`;
  return `(SELECT "key", COALESCE("key", CONCAT('[', "index", ']')) AS "path", "index", "value", "this" FROM (${item}))`;
}

/** Names of the tables that FLATTEN makes. */
export function flattened(tokens: Tokens): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i < tokens.count; i++) {
    const open = nextSolid(tokens, i + 1);
    if (!isWord(tokens, i, 'FLATTEN') || !isText(tokens, open, '(')) continue;
    let name = nextSolid(tokens, closingBracket(tokens, open) + 1);
    if (isText(tokens, name, ')')) name = nextSolid(tokens, name + 1);
    if (isWord(tokens, name, 'AS')) name = nextSolid(tokens, name + 1);
    names.add(name < tokens.count ? tokenText(tokens, name).toUpperCase() : '');
    names.add('');
  }
  return names;
}

/** `f.value::STRING`: the text of the item, which JSON has in quotes. Whether it was that. */
export function itemAsText(pass: Pass, value: number, tables: ReadonlySet<string>): boolean {
  const { tokens } = pass;
  const dot = previousSolid(tokens, value - 1);
  const isQualified = isText(tokens, dot, '.');
  const first = isQualified ? previousSolid(tokens, dot - 1) : value;
  const isItem = isWord(tokens, value, 'VALUE') && isTextCast(tokens, first, value);
  if (!isItem || !tables.has(isQualified ? tokenText(tokens, first).toUpperCase() : '')) return false;
  const text = `${hide(pass, ([item]) => `(${item!} ->> '$')`)}(${tokens.text.slice(tokenStart(tokens, first), tokens.ends[value])})`;
  replaceAll(pass, [first, value], text);
  return true;
}

const texts = new Set(['STRING', 'VARCHAR', 'TEXT', 'CHAR', 'NVARCHAR', 'CHARACTER']);

/** Whether what goes from `first` to `last` is cast to a text. */
export function isTextCast(tokens: Tokens, first: number, last: number): boolean {
  const sign = nextSolid(tokens, last + 1);
  const type = nextSolid(tokens, sign + 1);
  if (type >= tokens.count || !texts.has(tokenText(tokens, type).toUpperCase())) return false;
  if (isText(tokens, sign, '::')) return true;
  const open = previousSolid(tokens, first - 1);
  const cast = previousSolid(tokens, open - 1);
  return (
    isWord(tokens, sign, 'AS') &&
    isText(tokens, open, '(') &&
    (isWord(tokens, cast, 'CAST') || isWord(tokens, cast, 'TRY_CAST'))
  );
}
