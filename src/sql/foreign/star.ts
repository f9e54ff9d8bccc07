// What may follow a star: `* EXCEPT (a)`, `* EXCLUDE a`, `* REPLACE (x + 1 AS x)`, `* RENAME (a AS b)`. The translator's parser
// knows none of them; DuckDB knows all, in this order.
import type { Edit } from '../edit.ts';
import { unquote } from '../identifier.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { isName } from './operand.ts';
import { closingBracket, type Filling } from './template.ts';

export interface StarModifiers {
  /** Takes the place of the star and of what follows it, up to the expressions of REPLACE. */
  readonly span: { readonly start: number; readonly end: number };
  /** The expressions of REPLACE are its arguments; without any it stands in brackets of its own. */
  readonly filling: Filling;
  readonly hasArguments: boolean;
  readonly edits: readonly Edit[];
}

interface Parts {
  excluded: string[];
  replaced: string[];
  renamed: string[];
}

/** Undefined for a star that nothing follows, and for a product. */
export function starModifiers(tokens: Tokens, star: number): StarModifiers | undefined {
  if (!isSelected(tokens, star)) return undefined;
  const parts: Parts = { excluded: [], replaced: [], renamed: [] };
  const edits: Edit[] = [];
  let last = star;
  let open: number | undefined;
  for (;;) {
    const word = nextSolid(tokens, last + 1);
    const bracket = nextSolid(tokens, word + 1);
    if (isWord(tokens, word, 'EXCEPT') || isWord(tokens, word, 'EXCLUDE')) {
      const names = namesAt(tokens, bracket, isWord(tokens, word, 'EXCLUDE'));
      if (names === undefined) break;
      parts.excluded = names.names;
      last = names.last;
    } else if (isWord(tokens, word, 'RENAME')) {
      const pairs = renamedAt(tokens, bracket);
      if (pairs === undefined) break;
      parts.renamed = pairs.pairs;
      last = pairs.last;
    } else if (isWord(tokens, word, 'REPLACE') && isText(tokens, bracket, '(')) {
      const ends: number[] = [];
      const close = closingBracket(tokens, bracket, (comma) => ends.push(comma));
      ends.push(close);
      if (!ends.every((end) => isNamed(tokens, end))) break;
      ends.forEach(endOfItem);
      open = bracket;
      last = close;
    } else break;
  }
  if (last === star) return undefined;
  function endOfItem(i: number): void {
    const column = previousSolid(tokens, i - 1);
    const as = previousSolid(tokens, column - 1);
    parts.replaced.push(quotedName(tokens, column));
    edits.push({ start: tokenStart(tokens, as), end: tokens.ends[column]!, text: '' });
  }
  if (open !== undefined) {
    const close = closingBracket(tokens, open);
    if (close < last) edits.push({ start: tokens.ends[close]!, end: tokens.ends[last]!, text: '' });
  }
  const end = open === undefined ? tokens.ends[last]! : tokens.ends[previousSolid(tokens, open - 1)]!;
  return {
    span: { start: tokenStart(tokens, star), end },
    filling: (args) => written(parts, args),
    hasArguments: open !== undefined,
    edits,
  };
}

/** Whether the star stands for columns: a product has a value in front. */
function isSelected(tokens: Tokens, star: number): boolean {
  const before = previousSolid(tokens, star - 1);
  if ([',', '.', '('].some((sign) => isText(tokens, before, sign))) return true;
  if (['SELECT', 'DISTINCT', 'ALL'].some((word) => isWord(tokens, before, word))) return true;
  // `SELECT AS STRUCT *`, `SELECT TOP 5 *`
  const word = previousSolid(tokens, before - 1);
  if (isWord(tokens, before, 'STRUCT') || isWord(tokens, before, 'VALUE')) return isWord(tokens, word, 'AS');
  return tokens.types[before] === T.number && isWord(tokens, word, 'TOP');
}

/** Whether the item that ends in front of `end` is `expression AS name`. */
function isNamed(tokens: Tokens, end: number): boolean {
  const column = previousSolid(tokens, end - 1);
  return isName(tokens, column) && isWord(tokens, previousSolid(tokens, column - 1), 'AS');
}

function written({ excluded, replaced, renamed }: Parts, args: readonly string[]): string {
  const items = replaced.map((name, i) => `${args[i]!} AS ${name}`);
  return [
    '*',
    excluded.length > 0 ? ` EXCLUDE (${excluded.join(', ')})` : '',
    items.length > 0 ? ` REPLACE (${items.join(', ')})` : '',
    renamed.length > 0 ? ` RENAME (${renamed.join(', ')})` : '',
  ].join('');
}

function quotedName(tokens: Tokens, i: number): string {
  return `"${unquote(tokenText(tokens, i)).replaceAll('"', '""')}"`;
}

/** `(a, b)`, or one name without brackets. */
function namesAt(tokens: Tokens, at: number, mayBeBare: boolean): { names: string[]; last: number } | undefined {
  if (mayBeBare && isName(tokens, at)) return { names: [nameAt(tokens, at)], last: at };
  if (!isText(tokens, at, '(')) return undefined;
  const names: string[] = [];
  for (let i = nextSolid(tokens, at + 1); i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, ')')) return { names, last: i };
    if (isText(tokens, i, ',')) continue;
    if (!isName(tokens, i) || isWord(tokens, i, 'SELECT')) return undefined;
    names.push(nameAt(tokens, i));
  }
  return undefined;
}

function nameAt(tokens: Tokens, i: number): string {
  return tokens.types[i] === T.quoted ? quotedName(tokens, i) : tokenText(tokens, i);
}

/** `(a AS b, c AS d)`, or one pair without brackets. */
function renamedAt(tokens: Tokens, at: number): { pairs: string[]; last: number } | undefined {
  const isList = isText(tokens, at, '(');
  const pairs: string[] = [];
  for (let i = isList ? nextSolid(tokens, at + 1) : at; i < tokens.count;) {
    const as = nextSolid(tokens, i + 1);
    const name = nextSolid(tokens, as + 1);
    if (!isName(tokens, i) || !isWord(tokens, as, 'AS') || !isName(tokens, name)) return undefined;
    pairs.push(`${nameAt(tokens, i)} AS ${nameAt(tokens, name)}`);
    const next = nextSolid(tokens, name + 1);
    if (!isList) return { pairs, last: name };
    if (isText(tokens, next, ')')) return { pairs, last: next };
    if (!isText(tokens, next, ',')) return undefined;
    i = nextSolid(tokens, next + 1);
  }
  return undefined;
}
