// Names of columns that some dialects write without AS: `total = a + b` of T-SQL, and `a + b 'total'` of MySQL and its like.
import type { Item } from './outputName.ts';
import { isText, isWord, T, tokenText, type Tokens } from './tokens.ts';

const assigning = new Set(['tsql', 'fabric']);

const named = new Set(['doris', 'fabric', 'mysql', 'singlestore', 'sqlite', 'starrocks', 'tsql']);

/** Where a text is no name: it belongs to the word before it. */
const wanting =
  `ALL AND AS BETWEEN BINARY CASE COLLATE DATE DATETIME DISTINCT DIV ELSE ESCAPE GLOB IN INTERVAL IS LIKE MATCH MOD NOT
  OR PERCENT REGEXP RLIKE SEPARATOR THEN TIES TIME TIMESTAMP WHEN XOR ZONE`.split(/\s+/);

export interface LooseName {
  /** The token that is the name. */
  readonly token: number;
  /** Tokens of the item that are its value, by their places in it. */
  readonly from: number;
  readonly to: number;
}

export function looseName(tokens: Tokens, item: Item, dialect: string | undefined): LooseName | undefined {
  const [first, second] = item;
  if (dialect === undefined || second === undefined) return undefined;
  if (item.length > 2 && assigning.has(dialect) && isText(tokens, second, '=') && isName(tokens, first!))
    return { token: first!, from: 2, to: item.length };
  const last = item.at(-1)!;
  if (isWord(tokens, first!, 'TOP')) return undefined;
  if (!named.has(dialect) || tokens.types[last] !== T.string || !/^['"]/.test(tokenText(tokens, last)))
    return undefined;
  return endsValue(tokens, item.at(-2)!) ? { token: last, from: 0, to: item.length - 1 } : undefined;
}

function isName(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.word || tokens.types[i] === T.quoted;
}

function endsValue(tokens: Tokens, i: number): boolean {
  const type = tokens.types[i];
  if (type === T.word) return !wanting.some((word) => isWord(tokens, i, word));
  return type === T.quoted || type === T.number || isText(tokens, i, ')');
}
