// PIVOT and UNPIVOT behind a table: DuckDB reads them as they are, the translator loses or refuses them. They travel as the
// table's alias.
import type { Edit } from '../edit.ts';
import { unquote } from '../identifier.ts';
import { quoteString, stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { closingBracket } from './template.ts';

export interface Pivot {
  readonly edit: Edit;
  /** What the alias stands for. */
  readonly text: string;
}

/** The clause whose first word stands at `i`; `name` is the alias it travels as. */
export function pivotAt(
  tokens: Tokens,
  i: number,
  { dialect, name }: { dialect: string; name: string },
): Pivot | undefined {
  if (!isWord(tokens, i, 'PIVOT') && !isWord(tokens, i, 'UNPIVOT')) return undefined;
  let open = nextSolid(tokens, i + 1);
  // INCLUDE NULLS, EXCLUDE NULLS.
  if (isWord(tokens, nextSolid(tokens, open + 1), 'NULLS')) open = nextSolid(tokens, nextSolid(tokens, open + 1) + 1);
  const before = previousSolid(tokens, i - 1);
  const isBehindTable = isText(tokens, before, ')') || isName(tokens, before);
  if (!isText(tokens, open, '(') || !isBehindTable || isWord(tokens, before, 'AS')) return undefined;
  let last = closingBracket(tokens, open);
  let after = nextSolid(tokens, last + 1);
  if (isWord(tokens, after, 'AS')) after = nextSolid(tokens, after + 1);
  if (isName(tokens, after) && !clauses.has(tokenText(tokens, after).toUpperCase())) last = after;
  const alias = aliasBefore(tokens, before);
  const first = alias ?? i;
  // DuckDB wants a name of its own for what is pivoted.
  let text = alias === undefined ? `"${name}" ` : '';
  const named = alias ?? before;
  const table = isName(tokens, named) ? unquote(tokenText(tokens, named)).toLowerCase() : undefined;
  for (let at = first; at <= last; at++) {
    // DuckDB wants the columns of what is pivoted without its name.
    if (at > i && table !== undefined && isQualifier(tokens, at, table)) at = nextSolid(tokens, at + 1);
    else text += spelled(tokens, at, dialect);
  }
  return { edit: { start: tokenStart(tokens, first), end: tokens.ends[last]!, text: name }, text };
}

const clauses = new Set(
  `WHERE GROUP ORDER LIMIT JOIN LEFT RIGHT INNER CROSS FULL ON UNION HAVING WINDOW WITH EXCEPT INTERSECT OFFSET QUALIFY PIVOT
   UNPIVOT NATURAL`.split(/\s+/),
);

function isName(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.word || tokens.types[i] === T.quoted;
}

function isQualifier(tokens: Tokens, at: number, table: string): boolean {
  return (
    isName(tokens, at) &&
    unquote(tokenText(tokens, at)).toLowerCase() === table &&
    isText(tokens, nextSolid(tokens, at + 1), '.') &&
    !isText(tokens, previousSolid(tokens, at - 1), '.')
  );
}

/** `(SELECT …) AS src`, `t AS src`, `t src`: where `src` stands. */
function aliasBefore(tokens: Tokens, before: number): number | undefined {
  if (!isName(tokens, before)) return undefined;
  const earlier = previousSolid(tokens, before - 1);
  if (isWord(tokens, earlier, 'AS') || isText(tokens, earlier, ')')) return before;
  const isTable = ['FROM', 'JOIN'].some((word) => isWord(tokens, earlier, word)) || isText(tokens, earlier, '.');
  return !isTable && isName(tokens, earlier) && !isText(tokens, earlier, ',') ? before : undefined;
}

/** A token in DuckDB's spelling. */
function spelled(tokens: Tokens, i: number, dialect: string): string {
  const text = tokenText(tokens, i);
  if (tokens.types[i] === T.quoted) return `"${unquote(text).replaceAll('"', '""')}"`;
  if (tokens.types[i] === T.string) return quoteString(stringValue(text, dialect));
  return tokens.types[i] === T.lineComment || tokens.types[i] === T.blockComment ? ' ' : text;
}
