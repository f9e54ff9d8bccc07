// Types that the translator takes for names, or for others than the dialect means.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, tokenStart, tokenText, type Tokens } from '../tokens.ts';

/** Without digits they have no fraction in Snowflake, and three of them in DuckDB. */
const wholeNumbers = { NUMBER: 'DECIMAL(38, 0)', DECIMAL: 'DECIMAL(38, 0)', NUMERIC: 'DECIMAL(38, 0)' };

const types: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  snowflake: { FLOAT: 'DOUBLE', TIMESTAMP_NTZ: 'TIMESTAMP', ...wholeNumbers },
  mysql: { SIGNED: 'BIGINT', UNSIGNED: 'BIGINT', TIMESTAMP: 'TIMESTAMPTZ' },
  spark: { TIMESTAMP: 'TIMESTAMPTZ' },
  spark2: { TIMESTAMP: 'TIMESTAMPTZ' },
  databricks: { TIMESTAMP: 'TIMESTAMPTZ' },
  bigquery: { FLOAT64: 'DOUBLE' },
  postgres: { FLOAT: 'DOUBLE' },
  redshift: { FLOAT: 'DOUBLE' },
};

/** For the word `i`; undefined where it is no type, or one that the translator knows. */
export function typeEdit(tokens: Tokens, i: number, dialect: string): Edit | undefined {
  const name = tokenText(tokens, i).toUpperCase();
  if (name === 'MAX') return withoutLimit(tokens, i);
  const text = types[dialect]?.[name];
  if (text === undefined || !isType(tokens, i) || isText(tokens, nextSolid(tokens, i + 1), '(')) return undefined;
  return { start: tokenStart(tokens, i), end: tokens.ends[i]!, text };
}

/** After `::`, or after AS as the last word of a cast: not the name of a column or of a field. */
function isType(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  if (isText(tokens, before, '::')) return true;
  if (!isWord(tokens, before, 'AS') || !isText(tokens, nextSolid(tokens, i + 1), ')')) return false;
  let depth = 0;
  for (let at = before; at >= 0; at--) {
    if (isText(tokens, at, ')')) depth++;
    else if (isText(tokens, at, '(') && depth-- === 0) return isCast(tokens, previousSolid(tokens, at - 1));
  }
  return false;
}

function isCast(tokens: Tokens, i: number): boolean {
  return ['CAST', 'TRY_CAST', 'SAFE_CAST'].some((word) => isWord(tokens, i, word));
}

const unlimited = ['VARCHAR', 'NVARCHAR', 'VARBINARY', 'CHAR', 'TEXT'];

/** `VARCHAR(MAX)` of T-SQL and Redshift: DuckDB says that without a length. */
function withoutLimit(tokens: Tokens, max: number): Edit | undefined {
  const open = previousSolid(tokens, max - 1);
  const close = nextSolid(tokens, max + 1);
  const type = previousSolid(tokens, open - 1);
  if (!isText(tokens, open, '(') || !isText(tokens, close, ')')) return undefined;
  if (!unlimited.some((name) => isWord(tokens, type, name))) return undefined;
  return { start: tokenStart(tokens, open), end: tokens.ends[close]!, text: '' };
}
