// T-SQL's `OPENJSON(x, '$.path') WITH (id INT '$.id', tags NVARCHAR(MAX) AS JSON)`: a table with these columns.
import { unquote } from '../identifier.ts';
import { quoteIdentifier } from '../tableName.ts';
import { quoteString, stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, T, tokenEnd, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { castMark } from './editOrder.ts';
import { hide, refuse, replace, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly path: string;
  readonly isJson: boolean;
}

export function openJsonColumns(pass: Pass, name: number): void {
  const { tokens, edits } = pass;
  const close = closingBracket(tokens, nextSolid(tokens, name + 1));
  const word = nextSolid(tokens, close + 1);
  const open = nextSolid(tokens, word + 1);
  const columns = isText(tokens, open, '(') ? columnsOf(tokens, open) : undefined;
  if (columns === undefined) return refuse(pass, name, 'the columns behind WITH are not names with types and paths');
  // The types travel as casts, which the translator knows.
  const types = columns.map(({ type }) => `, CAST(NULL AS ${type})`).join('');
  edits.push({
    start: tokenStart(tokens, close),
    end: tokens.ends[closingBracket(tokens, open)]!,
    text: `${castMark}${types})`,
  });
  replace(
    pass,
    name,
    hide(pass, (args) => {
      const [json, ...rest] = args;
      const casts = rest.slice(-columns.length);
      const path = rest.length > columns.length ? ` -> ${rest[0]!}` : '';
      const source = `(CAST(${json!} AS JSON)${path})`;
      const items = `UNNEST(CASE JSON_TYPE(${source}) WHEN 'ARRAY' THEN ${source} -> '$[*]' ELSE [${source}] END)`;
      const list = columns.map((column, i) => said(column, casts[i]!)).join(', ');
      return `(SELECT ${list} FROM (SELECT ${items} AS mesh_item))`;
    }),
  );
}

function said({ name, path, isJson }: Column, cast: string): string {
  const type = /^(?:TRY_)?CAST\(NULL AS (.*)\)$/is.exec(cast)?.[1] ?? 'TEXT';
  const value = `(mesh_item ${isJson ? '->' : '->>'} ${quoteString(path)})`;
  return `${isJson ? value : `CAST(${value} AS ${type})`} AS ${quoteIdentifier(name)}`;
}

function columnsOf(tokens: Tokens, open: number): Column[] | undefined {
  const columns: Column[] = [];
  const end = closingBracket(tokens, open);
  for (let i = nextSolid(tokens, open + 1); i < end; i = nextSolid(tokens, i + 1)) {
    if (tokens.types[i] !== T.word && tokens.types[i] !== T.quoted) return undefined;
    const name = unquote(tokenText(tokens, i));
    const first = nextSolid(tokens, i + 1);
    if (tokens.types[first] !== T.word) return undefined;
    const bracket = nextSolid(tokens, first + 1);
    const last = isText(tokens, bracket, '(') ? closingBracket(tokens, bracket) : first;
    const isLong = last !== first && isWord(tokens, nextSolid(tokens, bracket + 1), 'MAX');
    const type = tokens.text.slice(tokenStart(tokens, first), tokenEnd(tokens, isLong ? first : last));
    let next = nextSolid(tokens, last + 1);
    let path = `$."${name}"`;
    if (tokens.types[next] === T.string) {
      path = stringValue(tokenText(tokens, next), 'tsql').replace(/^(?:lax|strict)\s+/, '');
      next = nextSolid(tokens, next + 1);
    }
    const isJson = isWord(tokens, next, 'AS') && isWord(tokens, nextSolid(tokens, next + 1), 'JSON');
    if (isJson) next = nextSolid(tokens, nextSolid(tokens, next + 1) + 1);
    if (next !== end && !isText(tokens, next, ',')) return undefined;
    columns.push({ name, type, path, isJson });
    i = next;
  }
  return columns.length === 0 ? undefined : columns;
}
