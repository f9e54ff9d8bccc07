// Aggregates that make a list or a text: `GROUP_CONCAT(a ORDER BY b SEPARATOR '|')`, and those with both DISTINCT and
// ORDER BY, which the translator's parser does not read. Their parts travel as arguments.
import type { Edit } from '../edit.ts';
import { quoteString, stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { closingBracket, type Filling } from './template.ts';

export interface ListAggregate {
  readonly edits: readonly Edit[];
  readonly filling: Filling;
}

interface Call {
  readonly name: number;
  readonly open: number;
  readonly dialect: string;
}

/** Undefined for a call that the translator can read. */
export function listAggregate(tokens: Tokens, call: Call): ListAggregate | undefined {
  const name = tokenText(tokens, call.name).toUpperCase();
  const isConcat = name === 'GROUP_CONCAT' && call.dialect !== 'sqlite';
  if (!isConcat && !['STRING_AGG', 'ARRAY_AGG', 'LISTAGG'].includes(name)) return undefined;
  const parts = partsOf(tokens, call);
  if (parts === undefined || !(isConcat || (parts.distinct && parts.directions.length > 0))) return undefined;
  const { edits, directions, separator } = parts;
  const filling: Filling = (args) => {
    const given = args.slice(0, args.length - directions.length);
    const keys = directions.map((direction, i) => `${args[given.length + i]!}${direction}`);
    const text = isConcat && given.length > 1 ? `(${given.join(' || ')})` : given[0]!;
    const more = isConcat ? [separator ?? "','"] : given.slice(1);
    if (name !== 'ARRAY_AGG' && more.length === 0) more.push("','");
    const order = keys.length === 0 ? '' : ` ORDER BY ${keys.join(', ')}`;
    const called = name === 'ARRAY_AGG' ? name : 'STRING_AGG';
    return `${called}(${parts.distinct ? 'DISTINCT ' : ''}${[text, ...more].join(', ')}${order})`;
  };
  return { edits, filling };
}

interface Parts {
  readonly edits: readonly Edit[];
  readonly distinct: boolean;
  /** Of each key of ORDER BY, with a blank in front. */
  readonly directions: readonly string[];
  readonly separator: string | undefined;
}

function partsOf(tokens: Tokens, { open, dialect }: Call): Parts | undefined {
  const close = closingBracket(tokens, open);
  const edits: Edit[] = [];
  const keys: { descending: boolean; nulls?: string }[] = [];
  let distinct = false;
  let separator: string | undefined;
  const remove = (from: number, to: number, text = ''): void => {
    edits.push({ start: tokenStart(tokens, from), end: tokens.ends[to]!, text });
  };
  for (let i = nextSolid(tokens, open + 1), depth = 0; i < close; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')')) depth--;
    if (depth > 0) continue;
    const next = nextSolid(tokens, i + 1);
    const key = keys.at(-1);
    if (isWord(tokens, i, 'DISTINCT')) {
      distinct = true;
      remove(i, i);
    } else if (isWord(tokens, i, 'ORDER') && isWord(tokens, next, 'BY')) {
      keys.push({ descending: false });
      remove(i, next, ',');
    } else if (isWord(tokens, i, 'SEPARATOR') && tokens.types[next] === T.string) {
      separator = quoteString(stringValue(tokenText(tokens, next), dialect));
      remove(i, next);
    } else if (isWord(tokens, i, 'LIMIT') || isWord(tokens, i, 'IGNORE') || isWord(tokens, i, 'RESPECT')) {
      return undefined;
    } else if (key !== undefined) {
      if (isText(tokens, i, ',')) keys.push({ descending: false });
      if (isWord(tokens, i, 'DESC')) key.descending = true;
      if (isWord(tokens, i, 'ASC') || isWord(tokens, i, 'DESC')) remove(i, i);
      if (isWord(tokens, i, 'NULLS')) {
        key.nulls = tokenText(tokens, next).toUpperCase();
        remove(i, next);
      }
    }
  }
  return { edits, distinct, separator, directions: keys.map((key) => direction(key, dialect)) };
}

const nullsAreLarge = new Set(['postgres', 'redshift', 'materialize', 'risingwave', 'snowflake', 'oracle']);
const nullsAreLast = new Set(['trino', 'presto', 'athena', 'clickhouse', 'dremio', 'dune']);

/** DuckDB sorts NULL last, whichever way. */
function direction({ descending, nulls }: { descending: boolean; nulls?: string }, dialect: string): string {
  const isFirst =
    nulls === undefined ? !nullsAreLast.has(dialect) && nullsAreLarge.has(dialect) === descending : nulls === 'FIRST';
  return `${descending ? ' DESC' : ''}${isFirst ? ' NULLS FIRST' : ''}`;
}
