// What tells a database how to compute, not what: T-SQL's `WITH (NOLOCK)` and `OPTION (…)`, ClickHouse's GLOBAL and SETTINGS. It
// goes. `FROM dual` is one row.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { castMark } from './editOrder.ts';
import { closingBracket } from './template.ts';

const withDual = new Set(['oracle', 'mysql', 'snowflake']);

/** Edits for the word at `i`, when it is one of these. */
export function hintEdits(tokens: Tokens, i: number, dialect: string): Edit[] {
  const next = nextSolid(tokens, i + 1);
  const before = previousSolid(tokens, i - 1);
  const without = (last: number): Edit[] => [{ start: tokenStart(tokens, i), end: tokens.ends[last]!, text: '' }];
  if (dialect === 'tsql' || dialect === 'fabric') {
    const close = isText(tokens, next, '(') ? closingBracket(tokens, next) : -1;
    const isHint = close >= 0 && isWord(tokens, i, 'WITH') && areHints(tokens, next);
    const isOption = close >= 0 && isWord(tokens, i, 'OPTION') && isEnd(tokens, close);
    // Words in there are nobody's names.
    if (isHint || isOption) return [{ start: tokenStart(tokens, i), end: tokens.ends[close]!, text: castMark }];
    const isJoined = joinHints.some((hint) => isWord(tokens, i, hint)) && isWord(tokens, next, 'JOIN');
    if (isJoined && joinKinds.some((kind) => isWord(tokens, before, kind))) return without(i);
  }
  if (dialect === 'mysql') {
    const last = indexHint(tokens, i);
    if (last !== undefined) return without(last);
  }
  if (dialect === 'clickhouse') {
    const isJoin = ['INNER', 'LEFT', 'RIGHT', 'FULL', 'JOIN', 'IN', 'NOT'].some((word) => isWord(tokens, next, word));
    if (isWord(tokens, i, 'GLOBAL') && isJoin && !isWord(tokens, before, 'AS')) return without(i);
    const isSetting = isWord(tokens, i, 'SETTINGS') && isText(tokens, nextSolid(tokens, next + 1), '=');
    if (isSetting && !isText(tokens, before, ',')) return without(lastSetting(tokens, next));
  }
  const isDual = withDual.has(dialect) && isWord(tokens, i, 'DUAL') && isWord(tokens, before, 'FROM');
  if (isDual && !isText(tokens, next, '.'))
    return [{ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: "(SELECT 'X' AS dummy) AS dual" }];
  return [];
}

const joinHints = ['HASH', 'LOOP', 'MERGE', 'REMOTE'];
const joinKinds = ['INNER', 'LEFT', 'RIGHT', 'FULL', 'OUTER'];

const hints = new Set(
  `NOLOCK READUNCOMMITTED READCOMMITTED READCOMMITTEDLOCK READPAST REPEATABLEREAD ROWLOCK SERIALIZABLE SNAPSHOT TABLOCK TABLOCKX
   UPDLOCK XLOCK HOLDLOCK NOEXPAND FORCESEEK FORCESCAN NOWAIT PAGLOCK`.split(/\s+/),
);

/** `USE INDEX FOR JOIN (a, b)`: the bracket that closes it. */
function indexHint(tokens: Tokens, i: number): number | undefined {
  const index = nextSolid(tokens, i + 1);
  if (!['USE', 'FORCE', 'IGNORE'].some((word) => isWord(tokens, i, word))) return undefined;
  if (!isWord(tokens, index, 'INDEX') && !isWord(tokens, index, 'KEY')) return undefined;
  let open = nextSolid(tokens, index + 1);
  for (let n = 0; n < 3 && !isText(tokens, open, '('); n++) open = nextSolid(tokens, open + 1);
  return isText(tokens, open, '(') ? closingBracket(tokens, open) : undefined;
}

function areHints(tokens: Tokens, open: number): boolean {
  const close = closingBracket(tokens, open);
  for (let i = nextSolid(tokens, open + 1); i < close; i = nextSolid(tokens, i + 1))
    if (isWord(tokens, i, 'INDEX') && isText(tokens, nextSolid(tokens, i + 1), '('))
      i = closingBracket(tokens, nextSolid(tokens, i + 1));
    else if (!isText(tokens, i, ',') && !hints.has(tokenText(tokens, i).toUpperCase())) return false;
  return nextSolid(tokens, open + 1) < close;
}

function isEnd(tokens: Tokens, close: number): boolean {
  const after = nextSolid(tokens, close + 1);
  return after >= tokens.count || isText(tokens, after, ';');
}

/** `max_threads = 1, x = 'y'`. */
function lastSetting(tokens: Tokens, first: number): number {
  let last = first;
  for (let name = first; tokens.types[name] === T.word;) {
    const value = nextSolid(tokens, nextSolid(tokens, name + 1) + 1);
    last = value;
    const comma = nextSolid(tokens, value + 1);
    if (!isText(tokens, comma, ',')) break;
    name = nextSolid(tokens, comma + 1);
  }
  return last;
}

const percentages = new Set(['snowflake', 'postgres', 'redshift', 'materialize', 'trino', 'presto', 'athena']);

/** `TABLESAMPLE BERNOULLI (10)` and `SAMPLE (10)` are parts of a hundred there. */
export function sampleEdits(tokens: Tokens, i: number, dialect: string): Edit[] {
  if (!percentages.has(dialect) || !(isWord(tokens, i, 'TABLESAMPLE') || isWord(tokens, i, 'SAMPLE'))) return [];
  let open = nextSolid(tokens, i + 1);
  if (['BERNOULLI', 'SYSTEM', 'ROW', 'BLOCK'].some((word) => isWord(tokens, open, word)))
    open = nextSolid(tokens, open + 1);
  const count = nextSolid(tokens, open + 1);
  const isCount = isText(tokens, open, '(') && tokens.types[count] === T.number;
  if (!isCount || !isText(tokens, nextSolid(tokens, count + 1), ')')) return [];
  return [{ start: tokens.ends[count]!, end: tokens.ends[count]!, text: ' PERCENT' }];
}

/** What would be read as something else: rows with the same place as the last, one of several matches. */
export function misread(tokens: Tokens, i: number, dialect: string): string | undefined {
  const next = nextSolid(tokens, i + 1);
  const after = nextSolid(tokens, next + 1);
  // `WITH ties AS (…)` is a name.
  const isTies = isWord(tokens, next, 'TIES') && !isWord(tokens, after, 'AS') && !isText(tokens, after, '(');
  if (isWord(tokens, i, 'WITH') && isTies) return 'WITH TIES: write RANK() in QUALIFY or in a subquery';
  const isValue = isText(tokens, next, '(') || tokens.types[next] === T.number || tokens.types[next] === T.string;
  if (dialect === 'clickhouse' && isWord(tokens, i, 'WITH') && isValue)
    return 'WITH a value AS name: write the value where it is used, or a query WITH name AS (SELECT …)';
  if (dialect === 'oracle') {
    if (isWord(tokens, i, 'CONNECT') && isWord(tokens, next, 'BY')) return 'CONNECT BY: write WITH RECURSIVE';
    if (isWord(tokens, i, 'ROWNUM') && !isText(tokens, previousSolid(tokens, i - 1), '.'))
      return 'ROWNUM: write FETCH FIRST n ROWS ONLY or ROW_NUMBER() OVER ()';
    if (isText(tokens, next, '(') && isText(tokens, after, '+') && isText(tokens, nextSolid(tokens, after + 1), ')'))
      return 'an outer join by (+): write LEFT JOIN';
  }
  const joins = ['JOIN', 'LEFT', 'INNER', 'RIGHT', 'FULL'];
  const isAny =
    dialect === 'clickhouse' && isWord(tokens, i, 'ANY') && joins.some((word) => isWord(tokens, next, word));
  return isAny ? 'a join with any one of the matches: write which one' : undefined;
}
