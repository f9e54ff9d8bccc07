// Division of whole numbers, in dialects where it gives a whole number: DuckDB's own gives a fraction.
import { lex } from '../lexer.ts';
import { isText, isTrivia, isWord, T, tokenText, type Tokens } from '../tokens.ts';
import type { Filling } from './template.ts';

export const integerDivision: Filling = ([left, right]) => {
  const types = [typeOf(left!), typeOf(right!)];
  const quotient = `${left!} / ${right!}`;
  if (types.includes('fraction')) return quotient;
  if (types.every((type) => type === 'whole')) return truncated(left!, right!);
  // The binder knows the types and keeps one of the two fields: nothing of this is left in what the engine runs.
  const isWhole = [left!, right!].map((side) => `TYPEOF(${side}) ~ '.*INT(EGER)?'`).join(' AND ');
  const whole = `CASE WHEN ${isWhole} THEN ${truncated(left!, right!)} END`;
  return `STRUCT_EXTRACT({'whole': ${whole}, 'other': ${quotient}}, CASE WHEN ${isWhole} THEN 'whole' ELSE 'other' END)`;
};

/** Towards zero. By zero it fails, as it does there, where `//` would give NULL. */
function truncated(left: string, right: string): string {
  if (/^0*[1-9]\d*$/.test(right)) return `(CAST(${left} AS BIGINT) // ${right})`;
  return `CAST(TRUNC(CAST(${left} / ${right} AS DOUBLE)) AS BIGINT)`;
}

type Operand = 'whole' | 'fraction' | 'unknown';

/** As far as the text alone tells. */
function typeOf(text: string): Operand {
  const tokens = lex(text);
  const solid: number[] = [];
  for (let i = 0; i < tokens.count; i++) if (!isTrivia(tokens, i)) solid.push(i);
  if (solid.length === 1 && tokens.types[solid[0]!] === T.number)
    return /^\d+$/.test(tokenText(tokens, solid[0]!)) ? 'whole' : 'fraction';
  const isCall = isText(tokens, solid[1] ?? -1, '(') && closes(tokens, solid, 1) === solid.length - 1;
  if (isCall && isWord(tokens, solid[0]!, 'COUNT')) return 'whole';
  return isCall && (isWord(tokens, solid[0]!, 'CAST') || isWord(tokens, solid[0]!, 'TRY_CAST'))
    ? castType(tokens, solid)
    : 'unknown';
}

function castType(tokens: Tokens, solid: readonly number[]): Operand {
  let depth = 0;
  for (let at = 1; at < solid.length; at++) {
    if (isText(tokens, solid[at]!, '(')) depth++;
    else if (isText(tokens, solid[at]!, ')')) depth--;
    else if (depth === 1 && isWord(tokens, solid[at]!, 'AS')) {
      const type = tokenText(tokens, solid[at + 1] ?? solid[at]!).toUpperCase();
      if (/^(TINYINT|SMALLINT|INT|INTEGER|BIGINT)$/.test(type)) return 'whole';
      return /^(REAL|FLOAT|DOUBLE|DECIMAL|NUMERIC)$/.test(type) ? 'fraction' : 'unknown';
    }
  }
  return 'unknown';
}

function closes(tokens: Tokens, solid: readonly number[], open: number): number {
  let depth = 0;
  for (let at = open; at < solid.length; at++) {
    if (isText(tokens, solid[at]!, '(')) depth++;
    else if (isText(tokens, solid[at]!, ')') && --depth === 0) return at;
  }
  return -1;
}
