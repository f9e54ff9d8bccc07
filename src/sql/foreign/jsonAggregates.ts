// Aggregates that make JSON: `json_agg(x ORDER BY y) FILTER (…)`, `json_object_agg(key, value)`, `OBJECT_AGG(key, value)`.
import { lex } from '../lexer.ts';
import { isText, isWord, nextSolid, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { hide, replace, type Pass } from './pass.ts';
import { closingBracket, type Filling } from './template.ts';

interface JsonAggregate {
  /** Of what the call gathers. */
  readonly gathered: Filling;
  /** The JSON of it; the clauses of the call stay inside. */
  readonly json: (gathered: string) => string;
}

const list: JsonAggregate = {
  gathered: (args) => `LIST(${args.join(', ')})`,
  json: (items) => `TO_JSON(${items})`,
};

const object: JsonAggregate = {
  gathered: (args) => pairs(args, (value) => `COALESCE(TO_JSON(${value}), 'null')`),
  json: (text) => `CAST('{' || ${text} || '}' AS JSON)`,
};

/** Pairs with a NULL are left out, and no pair at all is an empty object. */
const snowflakeObject: JsonAggregate = {
  gathered: (args) => pairs(args, (value) => `TO_JSON(${value})`),
  json: (text) => `CAST('{' || COALESCE(${text}, '') || '}' AS JSON)`,
};

const aggregates: Readonly<Record<string, Readonly<Record<string, JsonAggregate>>>> = {
  postgres: { JSON_AGG: list, JSONB_AGG: list, JSON_OBJECT_AGG: object, JSONB_OBJECT_AGG: object },
  mysql: { JSON_ARRAYAGG: list, JSON_OBJECTAGG: object },
  snowflake: { OBJECT_AGG: snowflakeObject },
};

/** `open` is the bracket behind the name. Whether it was one of these. */
export function jsonAggregate(pass: Pass, name: number, open: number): boolean {
  const { tokens, edits } = pass;
  const family = pass.dialect === 'materialize' || pass.dialect === 'risingwave' ? 'postgres' : pass.dialect;
  const found = aggregates[family]?.[tokenText(tokens, name).toUpperCase()];
  if (found === undefined) return false;
  const start = tokenStart(tokens, name);
  const end = tokens.ends[endOfCall(tokens, closingBracket(tokens, open))]!;
  edits.push({ start, end: start, text: `${hide(pass, ([gathered]) => found.json(gathered!))}(` });
  replace(pass, name, hide(pass, found.gathered));
  edits.push({ start: end, end, text: ')' });
  return true;
}

/** The last token of the clauses behind the brackets. */
function endOfCall(tokens: Tokens, close: number): number {
  let last = close;
  for (;;) {
    const word = nextSolid(tokens, last + 1);
    const open = nextSolid(tokens, word + 1);
    if (isWord(tokens, word, 'FILTER') && isText(tokens, open, '(')) last = closingBracket(tokens, open);
    else if (isWord(tokens, word, 'OVER')) return isText(tokens, open, '(') ? closingBracket(tokens, open) : open;
    else return last;
  }
}

/** `"key":value` of each row, in the order that stands behind the value. */
function pairs(args: readonly string[], json: (value: string) => string): string {
  const [key, ...rest] = args;
  const { value, order } = splitOrder(rest.join(', '));
  const distinct = /^DISTINCT /i.test(key!) ? 'DISTINCT ' : '';
  const name = distinct === '' ? key! : key!.slice(distinct.length);
  return `STRING_AGG(${distinct}TO_JSON(CAST(${name} AS TEXT)) || ':' || ${json(value)}, ','${order})`;
}

function splitOrder(text: string): { readonly value: string; readonly order: string } {
  const tokens = lex(text);
  for (let i = 0, depth = 0; i < tokens.count; i++) {
    if (isText(tokens, i, '(')) depth++;
    else if (isText(tokens, i, ')')) depth--;
    if (depth !== 0 || !isWord(tokens, i, 'ORDER') || !isWord(tokens, nextSolid(tokens, i + 1), 'BY')) continue;
    const at = tokenStart(tokens, i);
    return { value: text.slice(0, at).trim(), order: ` ${text.slice(at)}` };
  }
  return { value: text, order: '' };
}
