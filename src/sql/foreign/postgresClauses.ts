// Clauses and operators of PostgreSQL that the translator does not read: ONLY, BETWEEN SYMMETRIC, OVERLAPS, keys of JSON.
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { isName, openingBracket, operandFirst, operandLast } from './operand.ts';
import { hide, refuse, replace, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

/** Whether the word at `i` was one of these. */
export function postgresClause(pass: Pass, i: number, name: string): boolean {
  const { tokens } = pass;
  const before = previousSolid(tokens, i - 1);
  const next = nextSolid(tokens, i + 1);
  if (name === 'ONLY' && ['FROM', 'JOIN', 'UPDATE'].some((word) => isWord(tokens, before, word))) {
    const isTable = isName(tokens, next) && !isWord(tokens, next, 'AS');
    if (isTable) replace(pass, i, '');
    return isTable;
  }
  if ((name === 'SYMMETRIC' || name === 'ASYMMETRIC') && isWord(tokens, before, 'BETWEEN')) {
    if (name === 'ASYMMETRIC') replace(pass, i, '');
    else symmetric(pass, i);
    return true;
  }
  return name === 'OVERLAPS' && overlaps(pass, i);
}

const behindBound = new Set(
  `AND OR WHERE GROUP HAVING ORDER LIMIT UNION EXCEPT INTERSECT WINDOW THEN ELSE WHEN END AS FROM JOIN LEFT RIGHT INNER FULL CROSS ON
   IS OFFSET FETCH`.split(/\s+/),
);

/** `BETWEEN SYMMETRIC a AND b` → `BETWEEN LEAST(a, b) AND GREATEST(a, b)`. */
function symmetric(pass: Pass, i: number): void {
  const { tokens, edits } = pass;
  const and = endOfValue(tokens, nextSolid(tokens, i + 1));
  if (!isWord(tokens, and, 'AND')) return refuse(pass, i, 'BETWEEN SYMMETRIC without a plain lower bound');
  const end = endOfValue(tokens, nextSolid(tokens, and + 1));
  let bounds: readonly string[] = [];
  const lower = hide(pass, (args) => {
    bounds = args;
    return `LEAST(${args.join(', ')})`;
  });
  const upper = hide(pass, () => `GREATEST(${bounds.join(', ')})`);
  replace(pass, i, `${lower}(`);
  replace(pass, and, ', ');
  const at = tokens.ends[previousSolid(tokens, end - 1)]!;
  edits.push({ start: at, end: at, text: `) AND ${upper}()` });
}

/** The token behind the value that begins at `first`. */
function endOfValue(tokens: Tokens, first: number): number {
  for (let i = first; i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(') || isText(tokens, i, '[')) i = closingBracket(tokens, i);
    else if ([')', ']', ',', ';'].some((sign) => isText(tokens, i, sign))) return i;
    else if (tokens.types[i] === T.word && behindBound.has(tokenText(tokens, i).toUpperCase())) return i;
  }
  return tokens.count;
}

/** `(a, b) OVERLAPS (c, d)`. */
function overlaps(pass: Pass, word: number): boolean {
  const { tokens, edits } = pass;
  const close = previousSolid(tokens, word - 1);
  const right = nextSolid(tokens, word + 1);
  if (!isText(tokens, close, ')') || !isText(tokens, right, '(')) return false;
  const left = openingBracket(tokens, close) ?? 0;
  const call = hide(pass, ([a, b, c, d, more]) => {
    if (d === undefined || more !== undefined) return `${a!} OVERLAPS`;
    // An end may be told by how long it takes.
    const ends = (from: string, to: string): string => (/^INTERVAL\b/i.test(to) ? `(${from} + ${to})` : to);
    const [least, greatest] = [`LEAST(${a!}, ${ends(a!, b!)})`, `GREATEST(${a!}, ${ends(a!, b!)})`];
    const [other, last] = [`LEAST(${c!}, ${ends(c!, d)})`, `GREATEST(${c!}, ${ends(c!, d)})`];
    return `((${least} < ${last} AND ${other} < ${greatest}) OR ${least} = ${other})`;
  });
  edits.push({ start: tokenStart(tokens, left), end: tokenStart(tokens, left), text: call });
  edits.push({ start: tokenStart(tokens, close), end: tokens.ends[right]!, text: ', ' });
  return true;
}

const arrows = ['->', '->>', '#>', '#>>'];

/** `j ? 'a'`, `j ?| ARRAY['a', 'b']`, `j ?& ARRAY['a', 'b']`: keys of an object, texts of a list. Returns the last token that was read. */
export function jsonKeys(pass: Pass, sign: number): number {
  const { tokens, edits } = pass;
  const second = sign + 1;
  const asked = isText(tokens, second, '|') ? 'ANY' : isText(tokens, second, '&') ? 'ALL' : undefined;
  const last = asked === undefined ? sign : second;
  let first = operandFirst(tokens, previousSolid(tokens, sign - 1));
  while (first !== undefined) {
    const arrow = previousSolid(tokens, first - 1);
    if (!arrows.some((text) => isText(tokens, arrow, text))) break;
    first = operandFirst(tokens, previousSolid(tokens, arrow - 1));
  }
  const end = operandLast(tokens, nextSolid(tokens, last + 1));
  if (first === undefined || end === undefined) {
    refuse(pass, sign, 'what it looks for keys in is not plain: put both sides into brackets');
    return last;
  }
  const call = hide(pass, ([value, wanted]) => {
    const found = keysOf(value!);
    if (asked === undefined) return `LIST_CONTAINS(${found}, ${wanted!})`;
    return `LIST_HAS_${asked}(${found}, ${wanted!})`;
  });
  const [start, stop] = [tokenStart(tokens, first), tokens.ends[end]!];
  edits.unshift({ start, end: start, text: `${call}(` });
  edits.push({ start: tokenStart(tokens, sign), end: tokens.ends[last]!, text: ', ' });
  edits.push({ start: stop, end: stop, text: ')' });
  return last;
}

function keysOf(value: string): string {
  const texts = `LIST_FILTER(JSON_EXTRACT(${value}, '$[*]'), lambda item: JSON_TYPE(item) = 'VARCHAR')`;
  const list = `LIST_TRANSFORM(${texts}, lambda item: JSON_EXTRACT_STRING(item, '$'))`;
  return `CASE JSON_TYPE(${value}) WHEN 'OBJECT' THEN JSON_KEYS(${value}) WHEN 'ARRAY' THEN ${list} END`;
}

/** `j -> -1`: the translator wants brackets around the sign. */
export function negativeItem({ tokens, edits }: Pass, arrow: number): void {
  const sign = nextSolid(tokens, arrow + 1);
  const number = nextSolid(tokens, sign + 1);
  if (!isText(tokens, sign, '-') || tokens.types[number] !== T.number) return;
  edits.push({ start: tokenStart(tokens, sign), end: tokenStart(tokens, sign), text: '(' });
  edits.push({ start: tokens.ends[number]!, end: tokens.ends[number]!, text: ')' });
}

/** `SUBSTRING(a FROM 'pattern')`: the pattern becomes an argument. Whether it was one. */
export function substringFrom(pass: Pass, open: number): boolean {
  const { tokens } = pass;
  const close = closingBracket(tokens, open);
  for (let i = nextSolid(tokens, open + 1); i < close; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) i = closingBracket(tokens, i);
    if (!isWord(tokens, i, 'FROM') && !isText(tokens, i, ',')) continue;
    const pattern = nextSolid(tokens, i + 1);
    if (tokens.types[pattern] !== T.string || nextSolid(tokens, pattern + 1) !== close) return false;
    replace(pass, i, ', ');
    return true;
  }
  return false;
}
