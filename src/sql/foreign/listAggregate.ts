// Aggregates that make a list or a text and that the translator does not read or gets wrong: `GROUP_CONCAT(a ORDER BY b
// SEPARATOR '|')`, DISTINCT with ORDER BY, IGNORE NULLS, LIMIT. Their parts travel as arguments.
import type { Edit } from '../edit.ts';
import { quoteString, stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { closingBracket, type Filling } from './template.ts';

export interface ListAggregate {
  readonly edits: readonly Edit[];
  readonly filling: Filling;
}

/** The last token of `COLLECT_LIST(x) FILTER (…) OVER w`, whose NULLs are left out besides; undefined without FILTER. */
export function filteredList(tokens: Tokens, call: Call): number | undefined {
  const close = closingBracket(tokens, call.open);
  const isList = lists.has(tokenText(tokens, call.name).toUpperCase()) && nullsAreLeftOut.has(call.dialect);
  const filter = nextSolid(tokens, close + 1);
  if (!isList || !isWord(tokens, filter, 'FILTER')) return undefined;
  const last = closingBracket(tokens, nextSolid(tokens, filter + 1));
  const over = nextSolid(tokens, last + 1);
  if (!isWord(tokens, over, 'OVER')) return last;
  const window = nextSolid(tokens, over + 1);
  return isText(tokens, window, '(') ? closingBracket(tokens, window) : window;
}

interface Call {
  readonly name: number;
  readonly open: number;
  readonly dialect: string;
}

const lists = new Set(['ARRAY_AGG', 'COLLECT_LIST', 'COLLECT_SET']);
const texts = new Set(['STRING_AGG', 'LISTAGG', 'GROUP_CONCAT']);

/** Undefined for a call that the translator can read. */
export function listAggregate(tokens: Tokens, call: Call): ListAggregate | undefined {
  const name = tokenText(tokens, call.name).toUpperCase();
  if (!lists.has(name) && (!texts.has(name) || (name === 'GROUP_CONCAT' && call.dialect === 'sqlite')))
    return undefined;
  const parts = partsOf(tokens, call);
  const { distinct, directions, limit } = parts;
  const dropsNulls =
    lists.has(name) &&
    (parts.nulls ?? (nullsAreLeftOut.has(call.dialect) && !parts.isFiltered ? 'IGNORE' : '')) === 'IGNORE';
  const isPlain = !(distinct && directions.length > 0) && limit === undefined && parts.nulls === undefined;
  if (isPlain && !dropsNulls && name !== 'GROUP_CONCAT') return undefined;
  if (limit !== undefined && parts.isWindow) return undefined;
  return { edits: parts.edits, filling: (args) => written(args, { ...parts, name, dropsNulls }) };
}

interface Writing extends Parts {
  readonly name: string;
  readonly dropsNulls: boolean;
}

function written(args: readonly string[], writing: Writing): string {
  const { name, directions, distinct, limit, separator, dropsNulls } = writing;
  const given = args.slice(0, args.length - directions.length);
  const keys = directions.map((direction, i) => `${args[given.length + i]!}${direction}`);
  const isConcat = name === 'GROUP_CONCAT';
  const text = isConcat && given.length > 1 ? `(${given.join(' || ')})` : given[0]!;
  const more = isConcat ? [separator ?? "','"] : given.slice(1);
  if (!lists.has(name) && more.length === 0) more.push("','");
  const order = keys.length === 0 ? '' : ` ORDER BY ${keys.join(', ')}`;
  const inside = (items: readonly string[]): string =>
    `${distinct || name === 'COLLECT_SET' ? 'DISTINCT ' : ''}${items.join(', ')}${order}`;
  const notNull = ` FILTER (WHERE ${text} IS NOT NULL)`;
  if (!lists.has(name)) {
    if (limit === undefined) return `STRING_AGG(${inside([text, ...more])})`;
    return `ARRAY_TO_STRING((ARRAY_AGG(${inside([text])})${notNull})[1:${limit}], ${more.join(', ')})`;
  }
  const list = `ARRAY_AGG(${inside([text])})${dropsNulls ? notNull : ''}`;
  return limit === undefined ? list : `(${list})[1:${limit}]`;
}

interface Parts {
  readonly edits: readonly Edit[];
  readonly distinct: boolean;
  /** Of each key of ORDER BY, with a blank in front. */
  readonly directions: readonly string[];
  readonly separator: string | undefined;
  /** How many items, at most. */
  readonly limit: string | undefined;
  readonly nulls: string | undefined;
  readonly isWindow: boolean;
  readonly isFiltered: boolean;
}

interface Reading {
  readonly tokens: Tokens;
  readonly dialect: string;
  readonly edits: Edit[];
  readonly keys: { descending: boolean; nulls?: string }[];
  distinct: boolean;
  separator?: string;
  limit?: string;
  nulls?: string;
}

function partsOf(tokens: Tokens, { open, dialect }: Call): Parts {
  const close = closingBracket(tokens, open);
  const reading: Reading = { tokens, dialect, edits: [], keys: [], distinct: false };
  const within = withinGroup(tokens, close);
  const last = within === undefined ? close : closingBracket(tokens, within);
  for (let i = nextSolid(tokens, open + 1), depth = 0; i < last; i = nextSolid(tokens, i + 1)) {
    if (i === close) {
      // `) WITHIN GROUP (`
      reading.edits.push({ start: tokenStart(tokens, close), end: tokens.ends[within!]!, text: ' ' });
      i = within!;
      continue;
    }
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')')) depth--;
    if (depth === 0) readWord(reading, i);
  }
  const after = nextSolid(tokens, last + 1);
  const { edits, keys, distinct, separator, limit, nulls } = reading;
  return {
    edits,
    distinct,
    separator,
    limit,
    nulls,
    directions: keys.map((key) => direction(key, dialect)),
    isWindow: isWord(tokens, after, 'OVER'),
    isFiltered: isWord(tokens, after, 'FILTER'),
  };
}

/** The bracket behind `WITHIN GROUP`. */
function withinGroup(tokens: Tokens, close: number): number | undefined {
  const within = nextSolid(tokens, close + 1);
  const group = nextSolid(tokens, within + 1);
  const open = nextSolid(tokens, group + 1);
  return isWord(tokens, within, 'WITHIN') && isWord(tokens, group, 'GROUP') && isText(tokens, open, '(')
    ? open
    : undefined;
}

function readWord(reading: Reading, i: number): void {
  const { tokens, keys, edits } = reading;
  const next = nextSolid(tokens, i + 1);
  const key = keys.at(-1);
  const remove = (to: number, text = ''): void => {
    edits.push({ start: tokenStart(tokens, i), end: tokens.ends[to]!, text });
  };
  if (isWord(tokens, i, 'DISTINCT')) {
    reading.distinct = true;
    remove(i);
  } else if (isWord(tokens, i, 'ORDER') && isWord(tokens, next, 'BY')) {
    keys.push({ descending: false });
    remove(next, ',');
  } else if (isWord(tokens, i, 'SEPARATOR') && tokens.types[next] === T.string) {
    reading.separator = quoteString(stringValue(tokenText(tokens, next), reading.dialect));
    remove(next);
  } else if (isWord(tokens, i, 'LIMIT') && tokens.types[next] === T.number) {
    reading.limit = tokenText(tokens, next);
    remove(next);
  } else if ((isWord(tokens, i, 'IGNORE') || isWord(tokens, i, 'RESPECT')) && isWord(tokens, next, 'NULLS')) {
    reading.nulls = tokenText(tokens, i).toUpperCase();
    remove(next);
  } else if (key !== undefined) {
    if (isText(tokens, i, ',')) keys.push({ descending: false });
    if (isWord(tokens, i, 'DESC')) key.descending = true;
    if (isWord(tokens, i, 'ASC') || isWord(tokens, i, 'DESC')) remove(i);
    if (isWord(tokens, i, 'NULLS')) {
      key.nulls = tokenText(tokens, next).toUpperCase();
      remove(next);
    }
  }
}

/** Their lists have no NULL in them. */
const nullsAreLeftOut = new Set(['snowflake', 'spark', 'spark2', 'databricks', 'hive']);

const nullsAreLarge = new Set(['postgres', 'redshift', 'materialize', 'risingwave', 'snowflake', 'oracle']);
const nullsAreLast = new Set(['trino', 'presto', 'athena', 'clickhouse', 'dremio', 'dune']);

/** DuckDB sorts NULL last, whichever way. */
function direction({ descending, nulls }: { descending: boolean; nulls?: string }, dialect: string): string {
  const isFirst =
    nulls === undefined ? !nullsAreLast.has(dialect) && nullsAreLarge.has(dialect) === descending : nulls === 'FIRST';
  return `${descending ? ' DESC' : ''}${isFirst ? ' NULLS FIRST' : ''}`;
}
