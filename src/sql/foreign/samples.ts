// The name of a sampled table: in front of TABLESAMPLE in DuckDB, behind it in Spark, Hive and the translator's text.
import { applyEdits, type Edit } from '../edit.ts';
import { lex } from '../lexer.ts';
import { isText, isWord, nextSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { clauses } from './clauseWords.ts';
import { sparkLike } from './pass.ts';
import { closingBracket } from './template.ts';

/** `t TABLESAMPLE (10 PERCENT) x` → `t AS x TABLESAMPLE (10 PERCENT)`, for the word at `i`. */
export function sampledName(tokens: Tokens, i: number, dialect: string): Edit[] {
  return sparkLike.has(dialect) && isWord(tokens, i, 'TABLESAMPLE') ? swapped(tokens, i) : [];
}

/** The same in the translated text. */
export function withSamples(text: string): string {
  if (!/tablesample/i.test(text)) return text;
  const tokens = lex(text);
  const edits: Edit[] = [];
  for (let i = 0; i < tokens.count; i++) if (isWord(tokens, i, 'TABLESAMPLE')) edits.push(...swapped(tokens, i));
  return applyEdits(text, edits).text;
}

function swapped(tokens: Tokens, sample: number): Edit[] {
  const open = bracketBehind(tokens, sample);
  if (open === undefined) return [];
  let last = closingBracket(tokens, open);
  const seeded = nextSolid(tokens, last + 1);
  const seed = nextSolid(tokens, seeded + 1);
  if (isWord(tokens, seeded, 'REPEATABLE') && isText(tokens, seed, '(')) last = closingBracket(tokens, seed);
  const as = nextSolid(tokens, last + 1);
  const name = isWord(tokens, as, 'AS') ? nextSolid(tokens, as + 1) : as;
  const isName =
    tokens.types[name] === T.quoted ||
    (tokens.types[name] === T.word && !clauses.has(tokenText(tokens, name).toUpperCase()));
  if (!isName) return [];
  const at = tokenStart(tokens, sample);
  return [
    { start: at, end: at, text: `AS ${tokenText(tokens, name)} ` },
    { start: tokens.ends[last]!, end: tokens.ends[name]!, text: '' },
  ];
}

/** Behind the method, if one is named. */
function bracketBehind(tokens: Tokens, sample: number): number | undefined {
  const next = nextSolid(tokens, sample + 1);
  const open = isText(tokens, next, '(') ? next : nextSolid(tokens, next + 1);
  return isText(tokens, open, '(') ? open : undefined;
}
