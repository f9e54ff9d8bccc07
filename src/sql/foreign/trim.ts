// `TRIM(LEADING FROM x)`, which the translator reads with characters only, and Spark's `TRIM('a', x)`, where they come first.
import { isText, isWord, nextSolid, tokenText } from '../tokens.ts';
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
