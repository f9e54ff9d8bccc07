// The WITH list of a query by its tokens: its names, and the query that reads one of them with all others in scope.
import { lex } from '../sql/lexer.ts';
import { quoteIdentifier } from '../sql/tableName.ts';
import { isText, isWord, nextSolid, T, tokenEnd, tokenText, type Tokens } from '../sql/tokens.ts';

export interface WithClause {
  /** As written, quotes taken off. */
  readonly names: readonly string[];
  /** End offset of the last definition. */
  readonly end: number;
  readonly text: string;
}

/** Undefined when the text does not begin with WITH. */
export function withClause(text: string): WithClause | undefined {
  const tokens = lex(text);
  let i = nextSolid(tokens, 0);
  if (!isWord(tokens, i, 'WITH')) return undefined;
  i = nextSolid(tokens, i + 1);
  if (isWord(tokens, i, 'RECURSIVE')) i = nextSolid(tokens, i + 1);
  const names: string[] = [];
  for (;;) {
    names.push(nameText(tokens, i));
    const body = bodyOf(tokens, nextSolid(tokens, i + 1));
    if (body === undefined) return undefined;
    const after = nextSolid(tokens, body + 1);
    if (!isText(tokens, after, ',')) return { names, end: tokenEnd(tokens, body), text };
    i = nextSolid(tokens, after + 1);
    // DuckDB allows a comma behind the last one.
    if (isWord(tokens, i, 'SELECT') || isWord(tokens, i, 'FROM')) return { names, end: tokenEnd(tokens, body), text };
  }
}

export function cteQuery({ text, end }: WithClause, name: string): string {
  return `${text.slice(0, end)}\nSELECT * FROM ${quoteIdentifier(name)}`;
}

/** Whether the rows of a query come in an order: an ORDER BY that stands in no brackets. */
export function isOrdered(text: string): boolean {
  const tokens = lex(text);
  let depth = 0;
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.types[i] === T.punctuation) {
      if (isText(tokens, i, '(')) depth++;
      else if (isText(tokens, i, ')')) depth--;
    } else if (depth === 0 && isWord(tokens, i, 'ORDER') && isWord(tokens, nextSolid(tokens, i + 1), 'BY')) return true;
  }
  return false;
}

function nameText(tokens: Tokens, i: number): string {
  const text = i < tokens.count ? tokenText(tokens, i) : '';
  return tokens.types[i] === T.quoted ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** From behind the name: an optional column list, AS [NOT] MATERIALIZED, then the brackets whose end is the answer. */
function bodyOf(tokens: Tokens, from: number): number | undefined {
  let seenAs = false;
  for (let i = from; i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isWord(tokens, i, 'AS')) seenAs = true;
    if (!isText(tokens, i, '(')) continue;
    const close = closing(tokens, i);
    if (close === undefined || seenAs) return close;
    i = close;
  }
  return undefined;
}

function closing(tokens: Tokens, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < tokens.count; i++) {
    if (tokens.types[i] !== T.punctuation) continue;
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')') && --depth === 0) return i;
  }
  return undefined;
}
