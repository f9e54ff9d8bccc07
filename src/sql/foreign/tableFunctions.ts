// Functions of other dialects that give rows and stand behind FROM: as subqueries with the columns that they have there.
import { isText, isWord, nextSolid, previousSolid, T, tokenText, type Tokens } from '../tokens.ts';
import type { Edit } from '../edit.ts';
import { clauses } from './clauseWords.ts';
import { postgresLike } from './pass.ts';
import { closingBracket, type Template } from './template.ts';

type Tables = Readonly<Record<string, Template>>;

/** `STRING_SPLIT(text, ',', 1)`: with the number of each part. */
const stringSplit: Template = ([text, separator, numbered]) => {
  if (separator === undefined) return undefined;
  const parts = `STRING_SPLIT(${text!}, ${separator})`;
  const ordinal = numbered === '1' ? `, UNNEST(RANGE(1, LEN(${parts}) + 1)) AS ordinal` : '';
  return `(SELECT UNNEST(${parts}) AS "value"${ordinal})`;
};

const openJson: Template = ([json, path, more]) => {
  if (json === undefined || more !== undefined) return undefined;
  const source = `CAST(${json} AS JSON)${path === undefined ? '' : `, ${path}`}`;
  return `(SELECT e."key", e."value" ->> '$' AS "value" FROM JSON_EACH(${source}) AS e)`;
};

const splitToTable: Template = ([text, separator, more]) => {
  if (separator === undefined || more !== undefined) return undefined;
  const parts = `STRING_SPLIT(${text!}, ${separator})`;
  return `(SELECT UNNEST(RANGE(1, LEN(${parts}) + 1)) AS "index", UNNEST(${parts}) AS "value")`;
};

function each(value: string): Template {
  return ([json, more]) =>
    json === undefined || more !== undefined
      ? undefined
      : `(SELECT e."key", ${value} AS "value" FROM JSON_EACH(CAST(${json} AS JSON)) AS e)`;
}

const keys: Template = ([json, more]) =>
  json === undefined || more !== undefined ? undefined : `(SELECT UNNEST(JSON_KEYS(CAST(${json} AS JSON))) AS "key")`;

const eachJson = each('e."value"');
const eachText = each('e."value" ->> \'$\'');

function elements(arrow: '->' | '->>'): Template {
  return ([json, more]) =>
    json === undefined || more !== undefined
      ? undefined
      : `(SELECT UNNEST(CAST(${json} AS JSON) ${arrow} '$[*]') AS "value")`;
}

const elementsAsJson = elements('->');
const elementsAsText = elements('->>');

/** `POSEXPLODE(list)`: places from 0, and items. */
const numbered: Template = ([list, more]) =>
  list === undefined || more !== undefined
    ? undefined
    : `(SELECT UNNEST(RANGE(LEN(${list}))) AS pos, UNNEST(${list}) AS col)`;

/** `RANGE(from, to, step, parts)`: the column is called id. */
const ids: Template = ([first, second, step, , more]) => {
  if (first === undefined || more !== undefined) return undefined;
  const bounds = [first, second, step].filter((bound) => bound !== undefined).join(', ');
  return `(SELECT "range" AS id FROM RANGE(${bounds}))`;
};

/** `numbers(count)`, `numbers(from, count)`. */
const numbers: Template = ([first, count, more]) => {
  if (first === undefined || more !== undefined) return undefined;
  const bounds = count === undefined ? first : `${first}, (${first}) + (${count})`;
  return `(SELECT "range" AS number FROM RANGE(${bounds}))`;
};

const spark: Tables = { POSEXPLODE: numbered, RANGE: ids };

const postgres: Tables = {
  JSON_ARRAY_ELEMENTS: elementsAsJson,
  JSONB_ARRAY_ELEMENTS: elementsAsJson,
  JSON_ARRAY_ELEMENTS_TEXT: elementsAsText,
  JSONB_ARRAY_ELEMENTS_TEXT: elementsAsText,
  JSON_EACH: eachJson,
  JSONB_EACH: eachJson,
  JSON_EACH_TEXT: eachText,
  JSONB_EACH_TEXT: eachText,
  JSON_OBJECT_KEYS: keys,
  JSONB_OBJECT_KEYS: keys,
};

const tsql: Tables = { STRING_SPLIT: stringSplit, OPENJSON: openJson };

const tables: Readonly<Record<string, Tables>> = {
  tsql,
  fabric: tsql,
  snowflake: { SPLIT_TO_TABLE: splitToTable },
  clickhouse: { NUMBERS: numbers },
  spark,
  databricks: spark,
  postgres,
  redshift: postgres,
  materialize: postgres,
  risingwave: postgres,
};

/** Of the call at `i`, when it is a table there. */
export function tableFunction(tokens: Tokens, i: number, dialect: string): Template | undefined {
  const found = tables[dialect]?.[tokenText(tokens, i).toUpperCase()];
  return found !== undefined && isTable(tokens, i) ? found : undefined;
}

/** `OPENJSON(x) WITH (id INT '$.id')`: columns of its own. */
export function hasOwnColumns(tokens: Tokens, name: number): boolean {
  const close = closingBracket(tokens, nextSolid(tokens, name + 1));
  const word = nextSolid(tokens, close + 1);
  return isWord(tokens, name, 'OPENJSON') && isWord(tokens, word, 'WITH');
}

/** Functions that give rows: their alias names the column, too. */
export const rowFunctions = new Set([
  'GENERATE_SERIES',
  'UNNEST',
  'JSON_ARRAY_ELEMENTS',
  'JSONB_ARRAY_ELEMENTS',
  'JSON_ARRAY_ELEMENTS_TEXT',
  'JSONB_ARRAY_ELEMENTS_TEXT',
  'REGEXP_SPLIT_TO_TABLE',
]);

/** `FROM UNNEST(list) AS x` of PostgreSQL → `AS x(x)`. */
export function rowAlias(tokens: Tokens, call: number, dialect: string): Edit | undefined {
  const isRows = postgresLike.has(dialect) && rowFunctions.has(tokenText(tokens, call).toUpperCase());
  if (!isRows || !isTable(tokens, call)) return undefined;
  let name = nextSolid(tokens, closingBracket(tokens, nextSolid(tokens, call + 1)) + 1);
  if (isWord(tokens, name, 'AS')) name = nextSolid(tokens, name + 1);
  else if (clauses.has(name < tokens.count ? tokenText(tokens, name).toUpperCase() : '')) return undefined;
  if (tokens.types[name] !== T.word && tokens.types[name] !== T.quoted) return undefined;
  if (isText(tokens, nextSolid(tokens, name + 1), '(') || hasValueOf(tokens, name)) return undefined;
  return { start: tokens.ends[name]!, end: tokens.ends[name]!, text: `(${tokenText(tokens, name)})` };
}

/** `e.value`, the column's own name, which PostgreSQL knows as well as `e`. */
function hasValueOf(tokens: Tokens, alias: number): boolean {
  for (let i = 0; i < tokens.count; i++) {
    const dot = nextSolid(tokens, i + 1);
    if (!isText(tokens, dot, '.') || !isWord(tokens, nextSolid(tokens, dot + 1), 'VALUE')) continue;
    if (tokenText(tokens, i).toLowerCase() === tokenText(tokens, alias).toLowerCase()) return true;
  }
  return false;
}

const before = ['FROM', 'JOIN', 'LATERAL', 'APPLY'];
const elsewhere = new Set(['SELECT', 'WHERE', 'BY', 'HAVING', 'QUALIFY', 'VALUES', 'SET']);

/** Behind FROM, JOIN or LATERAL, or behind a comma among the tables of FROM. */
function isTable(tokens: Tokens, i: number): boolean {
  const previous = previousSolid(tokens, i - 1);
  if (isText(tokens, previous, '(') && isWord(tokens, previousSolid(tokens, previous - 1), 'TABLE')) return true;
  if (before.some((word) => isWord(tokens, previous, word))) return true;
  if (!isText(tokens, previous, ',')) return false;
  for (let at = previous, depth = 0; at >= 0; at = previousSolid(tokens, at - 1)) {
    if (isText(tokens, at, ')')) depth++;
    else if (isText(tokens, at, '(') && depth-- === 0) return false;
    if (depth !== 0 || tokens.types[at] !== T.word) continue;
    if (isWord(tokens, at, 'FROM')) return true;
    if (elsewhere.has(tokenText(tokens, at).toUpperCase())) return false;
  }
  return false;
}
