// Structs whose fields have no names in the query: the translator calls them `_0`, `_1`, …
import { applyEdits, type Edit } from '../edit.ts';
import { lex } from '../lexer.ts';
import { isText, isWord, nextSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { sparkLike } from './pass.ts';
import { closingBracket } from './template.ts';

/** The translation with the names that the other database gives to such fields, or takes from elsewhere. */
export function namedStructs(text: string, dialect: string): string {
  if (sparkLike.has(dialect) && text.includes("'_"))
    return text.replace(/'_(\d+)': /g, (_, place: string) => `'col${Number(place) + 1}': `);
  if (dialect !== 'bigquery' || !text.includes('{')) return text;
  const tokens = lex(text);
  const edits: Edit[] = [];
  let behindRows = 0;
  for (let i = 0; i < tokens.count; i++) {
    const rows = isWord(tokens, i, 'CAST') && i >= behindRows ? asRows(tokens, nextSolid(tokens, i + 1)) : [];
    if (rows.length > 0) behindRows = closingBracket(tokens, nextSolid(tokens, i + 1));
    edits.push(...rows);
    if (isText(tokens, i, '[') && i >= behindRows) edits.push(...likeFirst(tokens, i));
  }
  return edits.length === 0 ? text : applyEdits(text, edits).text;
}

/** First tokens of what stands between commas. */
function itemsOf(tokens: Tokens, open: number): number[] {
  const items = [nextSolid(tokens, open + 1)];
  closingBracket(tokens, open, (comma) => items.push(nextSolid(tokens, comma + 1)));
  return items;
}

/** Names of the fields of the struct that opens at `brace`. */
function fieldNames(tokens: Tokens, brace: number): string[] {
  return itemsOf(tokens, brace).map((field) => tokenText(tokens, field));
}

/** `[STRUCT('a' AS n, 1 AS s), ('b', 2)]`: the first one names the fields of all. */
function likeFirst(tokens: Tokens, open: number): Edit[] {
  const [first, ...others] = itemsOf(tokens, open);
  if (first === undefined || !isText(tokens, first, '{')) return [];
  const names = fieldNames(tokens, first);
  if (names.some((name) => /^'_\d+'$/.test(name))) return [];
  return others.flatMap((item) => {
    const fields = isText(tokens, item, '{') || isText(tokens, item, '(') ? itemsOf(tokens, item) : [];
    if (fields.length !== names.length) return [];
    return isText(tokens, item, '{') ? renamed(tokens, fields, names) : asStruct(tokens, item, names);
  });
}

function renamed(tokens: Tokens, fields: readonly number[], names: readonly string[]): Edit[] {
  return fields.flatMap((field, place) =>
    /^'_\d+'$/.test(tokenText(tokens, field))
      ? [{ start: tokenStart(tokens, field), end: tokens.ends[field]!, text: names[place]! }]
      : [],
  );
}

function asStruct(tokens: Tokens, open: number, names: readonly string[]): Edit[] {
  const close = closingBracket(tokens, open);
  const named = itemsOf(tokens, open).slice(1);
  return [
    { start: tokenStart(tokens, open), end: tokens.ends[open]!, text: `{${names[0]!}: ` },
    ...named.map((item, i) => ({
      start: tokenStart(tokens, item),
      end: tokenStart(tokens, item),
      text: `${names[i + 1]!}: `,
    })),
    { start: tokenStart(tokens, close), end: tokens.ends[close]!, text: '}' },
  ];
}

/** `CAST({'_0': 1} AS STRUCT(a BIGINT))`: rows have the places that the type names. */
function asRows(tokens: Tokens, open: number): Edit[] {
  const first = nextSolid(tokens, open + 1);
  if (!isText(tokens, open, '(') || !(isText(tokens, first, '{') || isText(tokens, first, '['))) return [];
  const last = closingBracket(tokens, first);
  const edits: Edit[] = [];
  for (let i = first; i <= last; i++) {
    if (!isText(tokens, i, '{') || tokens.types[i] !== T.punctuation) continue;
    if (!/^'_\d+'$/.test(fieldNames(tokens, i)[0]!)) continue;
    const close = closingBracket(tokens, i);
    edits.push({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: 'ROW(' });
    for (const field of itemsOf(tokens, i)) {
      const value = nextSolid(tokens, nextSolid(tokens, field + 1) + 1);
      edits.push({ start: tokenStart(tokens, field), end: tokenStart(tokens, value), text: '' });
    }
    edits.push({ start: tokenStart(tokens, close), end: tokens.ends[close]!, text: ')' });
  }
  return edits;
}
