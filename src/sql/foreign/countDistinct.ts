// `COUNT(DISTINCT a, b)`: combinations without a NULL. DuckDB counts one value.
import { isText, isWord, nextSolid } from '../tokens.ts';
import { hide, replace, type Pass } from './pass.ts';
import { operand } from './functions/say.ts';
import { closingBracket } from './template.ts';

/** `open` is the bracket behind COUNT. Whether it was one of these. */
export function countDistinct(pass: Pass, name: number, open: number): boolean {
  const { tokens } = pass;
  const distinct = nextSolid(tokens, open + 1);
  let commas = 0;
  closingBracket(tokens, open, () => commas++);
  if (!isWord(tokens, distinct, 'DISTINCT') || commas === 0) return false;
  if (isText(tokens, nextSolid(tokens, distinct + 1), ')')) return false;
  replace(pass, distinct, '');
  const filling = (args: readonly string[]): string => {
    const isNull = args.map((arg) => `${operand(arg)} IS NULL`).join(' OR ');
    return `COUNT(DISTINCT CASE WHEN ${isNull} THEN NULL ELSE (${args.join(', ')}) END)`;
  };
  replace(pass, name, hide(pass, filling));
  return true;
}
