// Columns with a path of Snowflake or Databricks: `a:k.j` is called `j` as it is written there, `a:k::INT` and `a:k[0]` have no name.
import { isQuoted, unquote } from './identifier.ts';
import { stringValue } from './literal.ts';
import { closing, isSingleValue, outputName, type Item, type OutputName } from './outputName.ts';
import { isText, T, tokenText, type Tokens } from './tokens.ts';

const withPaths = new Set(['snowflake', 'databricks']);

/** Undefined for an item without any path outside of its brackets. */
export function pathColumn(tokens: Tokens, item: Item, dialect: string | undefined): OutputName | undefined {
  if (dialect === undefined || !withPaths.has(dialect)) return undefined;
  const { rest, key } = withoutPaths(tokens, item, dialect);
  if (rest.length === item.length) return undefined;
  const found = outputName(tokens, rest, dialect);
  if (found.type === 'alias') return found;
  if (key === undefined || !isSingleValue(tokens, rest)) return { type: 'none' };
  const name = keyText(tokens, key);
  return name === undefined ? { type: 'none' } : { type: 'text', name };
}

/** What is left of the item, and the last token of the path at its end. */
function withoutPaths(tokens: Tokens, item: Item, dialect: string): { rest: Item; key: number | undefined } {
  const rest: number[] = [];
  let key: number | undefined;
  let at = 0;
  while (at < item.length) {
    const i = item[at]!;
    if (isText(tokens, i, '(') || isText(tokens, i, '[') || isText(tokens, i, '{')) {
      const end = closing(tokens, item, at);
      rest.push(...item.subarray(at, end + 1));
      at = end + 1;
    } else if (isText(tokens, i, ':') && at > 0 && beginsPath(tokens, item[at + 1] ?? -1, dialect)) {
      at = pathEnd(tokens, item, isName(tokens, item[at + 1]!) ? at + 1 : at) + 1;
      if (at === item.length) key = isText(tokens, item.at(-1)!, ']') ? item.at(-2)! : item.at(-1)!;
    } else {
      rest.push(i);
      at++;
    }
  }
  return { rest: Uint32Array.from(rest), key };
}

/** Databricks has `a:['k']` as well. */
function beginsPath(tokens: Tokens, i: number, dialect: string): boolean {
  return isName(tokens, i) || (dialect === 'databricks' && isText(tokens, i, '['));
}

function pathEnd(tokens: Tokens, item: Item, from: number): number {
  let at = from;
  for (;;) {
    const next = item[at + 1] ?? -1;
    if ((isText(tokens, next, '.') || isText(tokens, next, ':')) && isName(tokens, item[at + 2] ?? -1)) at += 2;
    else if (isText(tokens, next, '[')) at = closing(tokens, item, at + 1);
    else return at;
  }
}

/** A name or a text; numbers and expressions in brackets name nothing. */
function keyText(tokens: Tokens, i: number): string | undefined {
  const text = tokenText(tokens, i);
  if (tokens.types[i] === T.string) return stringValue(text, 'snowflake');
  if (!isName(tokens, i)) return undefined;
  return isQuoted(text) ? unquote(text) : text;
}

function isName(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.word || tokens.types[i] === T.quoted;
}
