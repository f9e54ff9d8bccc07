// `x LIKE ANY ('a%', 'b')`, `x NOT ILIKE ALL (…)`, `x LIKE ANY (ARRAY[…])`: one comparison for each pattern.
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { operandFirst } from './operand.ts';
import { hide, postgresLike, refuse, sparkLike, type Pass } from './pass.ts';
import { closingBracket, type Filling } from './template.ts';

/** Without these NOT is said of the whole, as Snowflake has it; with them, of each comparison. */
const notEach = new Set(['teradata', 'bigquery', ...sparkLike, ...postgresLike]);

/** `like` is LIKE or ILIKE. Whether it was one of these. */
export function quantified(pass: Pass, like: number): boolean {
  const { tokens, dialect } = pass;
  const which = nextSolid(tokens, like + 1);
  const open = nextSolid(tokens, which + 1);
  const isAny = isWord(tokens, which, 'ANY') || isWord(tokens, which, 'SOME');
  if ((!isAny && !isWord(tokens, which, 'ALL')) || !isText(tokens, open, '(')) return false;
  if (isWord(tokens, nextSolid(tokens, open + 1), 'SELECT')) return false;
  const not = previousSolid(tokens, like - 1);
  const isNot = isWord(tokens, not, 'NOT');
  const sign = isNot ? not : like;
  const first = valueFirst(tokens, previousSolid(tokens, sign - 1));
  if (first === undefined) {
    refuse(pass, like, 'what is compared is not plain: put it into brackets');
    return true;
  }
  const operator = tokenText(tokens, like).toUpperCase();
  const isEach = isNot && notEach.has(dialect);
  const said = { operator: isEach ? `NOT ${operator}` : operator, joint: isAny ? ' OR ' : ' AND ' };
  const isList = postgresLike.has(dialect);
  const negation = isNot && !isEach ? 'NOT ' : '';
  const call = hide(pass, (args) => `${negation}${isList ? ofList(args, said) : ofEach(args, said)}`);
  const close = closingBracket(tokens, open);
  const start = tokenStart(tokens, first);
  pass.edits.unshift(
    { start, end: start, text: `${call}((` },
    { start: tokenStart(tokens, sign), end: tokens.ends[open]!, text: '), ' },
  );
  pass.edits.push({ start: tokenStart(tokens, close), end: tokens.ends[close]!, text: ')' });
  return true;
}

interface Said {
  readonly operator: string;
  readonly joint: string;
}

function ofEach([value, ...patterns]: readonly string[], { operator, joint }: Said): string {
  return `(${patterns.map((pattern) => `${value!} ${operator} ${pattern}`).join(joint)})`;
}

/** A text such as `{a%,b}` is a list, too. */
function ofList([value, list]: Parameters<Filling>[0], { operator, joint }: Said): string {
  const items = /^'\{(.*)\}'$/s.exec(list!)?.[1];
  const of = items === undefined ? list! : `STRING_SPLIT('${items}', ',')`;
  const aggregate = joint === ' OR ' ? 'LIST_BOOL_OR' : 'LIST_BOOL_AND';
  return `${aggregate}(LIST_TRANSFORM(${of}, lambda pattern: ${value!} ${operator} pattern))`;
}

const tighter = new Set(['||', '+', '-', '*', '/', '%', '->', '->>', '#>', '#>>']);

/** First token of what stands in front of LIKE: operators that bind tighter belong to it. */
function valueFirst(tokens: Tokens, last: number): number | undefined {
  let first = operandFirst(tokens, last);
  while (first !== undefined) {
    const sign = previousSolid(tokens, first - 1);
    if (tokens.types[sign] !== T.operator || !tighter.has(tokenText(tokens, sign))) return first;
    first = operandFirst(tokens, previousSolid(tokens, sign - 1));
  }
  return undefined;
}
