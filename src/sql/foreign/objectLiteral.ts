// Snowflake's `{'a': 1, 'b': x}`, whose colons the translator takes for paths.
import { isText, nextSolid, T } from '../tokens.ts';
import { templateOf } from './functions.ts';
import { hide, replace, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

export function objectLiteral(pass: Pass, open: number): void {
  const { tokens } = pass;
  const close = closingBracket(tokens, open);
  const colons: number[] = [];
  let isKey = true;
  for (let i = nextSolid(tokens, open + 1); i < close; i = nextSolid(tokens, i + 1)) {
    const colon = nextSolid(tokens, i + 1);
    if (isKey) {
      if (tokens.types[i] !== T.string || !isText(tokens, colon, ':')) return;
      colons.push(colon);
      isKey = false;
      i = colon;
    } else if (['(', '[', '{'].some((sign) => isText(tokens, i, sign))) i = closingBracket(tokens, i);
    else if (isText(tokens, i, ',')) isKey = true;
  }
  if (colons.length === 0) return;
  const object = templateOf('object_construct', 'snowflake')!;
  replace(pass, open, `${hide(pass, (args) => object(args) ?? `OBJECT_CONSTRUCT(${args.join(', ')})`)}(`);
  for (const colon of colons) replace(pass, colon, ',');
  replace(pass, close, ')');
}
