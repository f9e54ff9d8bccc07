// `SELECT id::INT` gives a column `id`, as in SQLMesh: DuckDB would call it `CAST(id AS INTEGER)`.
import { applyEdits, identityMap, type Edit, type Edited } from './edit.ts';
import { lex } from './lexer.ts';
import { isText, isTrivia, isWord, T, tokenText, type Tokens } from './tokens.ts';

/** The query with a name for each column that is nothing but a cast of another one. */
export function nameCasts(text: string, dialect?: string): Edited {
  if (!/::|cast\s*\(/i.test(text)) return { text, map: identityMap };
  const tokens = lex(text, dialect);
  const solid: number[] = [];
  for (let i = 0; i < tokens.count; i++) if (!isTrivia(tokens, i)) solid.push(i);
  const edits: Edit[] = [];
  for (let at = 0; at < solid.length; at++) {
    if (!isWord(tokens, solid[at]!, 'SELECT') || isText(tokens, solid[at - 1] ?? -1, '.')) continue;
    const items = selectItems(tokens, solid, at + 1);
    const taken = items.map((item) => nameOf(tokens, item));
    for (const [i, item] of items.entries()) {
      const name = castColumn(tokens, item);
      if (name === undefined || taken.some((other, k) => k !== i && other === taken[i])) continue;
      const end = tokens.ends[item.at(-1)!]!;
      edits.push({ start: end, end, text: ` AS ${tokenText(tokens, name)}` });
    }
  }
  edits.sort((a, b) => a.start - b.start);
  return edits.length === 0 ? { text, map: identityMap } : applyEdits(text, edits);
}

type Item = readonly number[];

const endings = new Set(
  'FROM WHERE GROUP HAVING ORDER LIMIT OFFSET QUALIFY WINDOW UNION EXCEPT INTERSECT INTO USING SAMPLE'.split(' '),
);

function selectItems(tokens: Tokens, solid: readonly number[], from: number): Item[] {
  const items: number[][] = [[]];
  let depth = 0;
  for (let at = from; at < solid.length; at++) {
    const i = solid[at]!;
    if (tokens.types[i] === T.punctuation) {
      const text = tokenText(tokens, i);
      if ('([{'.includes(text)) depth++;
      else if (')]}'.includes(text)) depth--;
      if (depth < 0 || (depth === 0 && text === ';')) break;
      if (depth === 0 && text === ',') {
        items.push([]);
        continue;
      }
    } else if (depth === 0 && tokens.types[i] === T.word && endings.has(tokenText(tokens, i).toUpperCase())) {
      // `t.limit` is a column.
      if (!isText(tokens, solid[at - 1] ?? -1, '.')) break;
    }
    items.at(-1)!.push(i);
  }
  const [first] = items;
  if (first !== undefined && ['DISTINCT', 'ALL'].some((word) => isWord(tokens, first[0] ?? -1, word))) {
    first.splice(0, isWord(tokens, first[1] ?? -1, 'ON') ? first.length : 1);
  }
  return items.filter((item) => item.length > 0);
}

/** What the column will be called, as far as that is plain. */
function nameOf(tokens: Tokens, item: Item): string {
  const named = castColumn(tokens, item) ?? item.at(-1)!;
  return tokenText(tokens, named)
    .replace(/^["`]|["`]$/g, '')
    .toLowerCase();
}

/** The token that names the column, when the item is casts of a column and nothing else. */
function castColumn(tokens: Tokens, item: Item): number | undefined {
  const call = isWord(tokens, item[0]!, 'CAST') || isWord(tokens, item[0]!, 'TRY_CAST');
  const isCall = call && isText(tokens, item[1] ?? -1, '(');
  const column = columnEnd(tokens, item, isCall ? 2 : 0);
  if (column === undefined) return undefined;
  let at = column + 1;
  if (isCall) {
    if (!isWord(tokens, item[at] ?? -1, 'AS')) return undefined;
    at = closing(tokens, item, 1) + 1;
  } else if (!isText(tokens, item[at] ?? -1, '::')) return undefined;
  while (isText(tokens, item[at] ?? -1, '::')) {
    const end = typeEnd(tokens, item, at + 1);
    if (end === undefined) return undefined;
    at = end + 1;
  }
  return at === item.length ? item[column] : undefined;
}

/** `a`, `t.a`, `s.t.a`: where in the item its last part stands. */
function columnEnd(tokens: Tokens, item: Item, from: number): number | undefined {
  const isName = (at: number): boolean => [T.word, T.quoted].some((type) => type === tokens.types[item[at] ?? -1]);
  if (!isName(from)) return undefined;
  let at = from;
  while (isText(tokens, item[at + 1] ?? -1, '.') && isName(at + 2)) at += 2;
  return at;
}

const moreWords = new Set(['PRECISION', 'VARYING', 'WITH', 'WITHOUT', 'TIME', 'ZONE']);

/** One word, brackets behind it, and the words that only types have. */
function typeEnd(tokens: Tokens, item: Item, from: number): number | undefined {
  if (tokens.types[item[from] ?? -1] !== T.word) return undefined;
  let at = from;
  for (;;) {
    const next = item[at + 1] ?? -1;
    if (isText(tokens, next, '(') || isText(tokens, next, '[')) at = closing(tokens, item, at + 1);
    else if (next >= 0 && tokens.types[next] === T.word && moreWords.has(tokenText(tokens, next).toUpperCase())) at++;
    else return at;
  }
}

function closing(tokens: Tokens, item: Item, open: number): number {
  let depth = 0;
  for (let at = open; at < item.length; at++) {
    const text = tokenText(tokens, item[at]!);
    if (text === '(' || text === '[') depth++;
    else if ((text === ')' || text === ']') && --depth === 0) return at;
  }
  return item.length - 1;
}
