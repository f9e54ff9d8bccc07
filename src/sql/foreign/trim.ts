// Calls with words inside: `TRIM(LEADING FROM x)`, which the translator reads with characters only, and Spark's `TRIM('a', x)`, where they come first.
import { isText, isWord, nextSolid, tokenText, type Tokens } from '../tokens.ts';
import { hide, replace, replaceAll, sparkLike, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

const functions: Readonly<Record<string, string>> = { LEADING: 'LTRIM', TRAILING: 'RTRIM', BOTH: 'TRIM' };

/** Whether the call at `i` was one. */
export function trimmedFrom(pass: Pass, i: number, open: number): boolean {
  const { tokens, dialect } = pass;
  const name = tokenText(tokens, i).toUpperCase();
  if (!['TRIM', 'LTRIM', 'RTRIM'].includes(name)) return false;
  const side = nextSolid(tokens, open + 1);
  const from = isWord(tokens, side, 'FROM') ? side : nextSolid(tokens, side + 1);
  if (name === 'TRIM' && isWord(tokens, from, 'FROM')) {
    const called = side === from ? 'TRIM' : functions[tokenText(tokens, side).toUpperCase()];
    if (called === undefined) return false;
    replaceAll(pass, [side, from], '');
    replace(pass, i, called);
    return true;
  }
  let commas = 0;
  closingBracket(tokens, open, () => commas++);
  if (!sparkLike.has(dialect) || commas !== 1 || isText(tokens, side, ')')) return false;
  const swapped = hide(pass, ([characters, value]) => `${name}(${value!}, ${characters!})`);
  replace(pass, i, swapped);
  return true;
}

/** `SUBSTR(x FROM 2 FOR 3)`. */
export function hasFrom(tokens: Tokens, open: number): boolean {
  const close = closingBracket(tokens, open);
  for (let i = nextSolid(tokens, open + 1); i < close; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) i = closingBracket(tokens, i);
    else if (isWord(tokens, i, 'FROM')) return true;
  }
  return false;
}

/** `POSITION('b' IN x)`: the translator wants a name there. */
export function positionIn(pass: Pass, open: number): void {
  const { tokens } = pass;
  const close = closingBracket(tokens, open);
  for (let i = open + 1, depth = 0; i < close; i++) {
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')')) depth--;
    else if (depth === 0 && isWord(tokens, i, 'IN')) replace(pass, i, ',');
  }
}
