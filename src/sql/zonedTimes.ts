// `DATETIME(ts, 'Europe/Berlin')`, `DATE(ts, 'Europe/Berlin')`, `TIMESTAMP(x)`: BigQuery's calls in queries of DuckDB's dialect.
// SQLMesh reads them in every dialect; DuckDB knows none of these.
import type { CalledName } from './calls.ts';
import type { Edit } from './edit.ts';
import { closingBracket } from './foreign/template.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, type Tokens } from './tokens.ts';

/** What stands for the name, the comma and the closing bracket. */
type Spelling = readonly [name: string, comma: string, close: string];

const inZone: Readonly<Record<string, Spelling>> = {
  date: ['CAST(CAST', " AS TIMESTAMP) AT TIME ZONE 'UTC' AT TIME ZONE ", ' AS DATE)'],
  datetime: ['CAST(CAST', ' AS TIMESTAMPTZ) AT TIME ZONE ', ' AS TIMESTAMP)'],
  timestamp: ['(CAST', ' AS TIMESTAMP) AT TIME ZONE ', ')'],
};

const dayAndTime: Spelling = ['CAST(CAST', ' AS DATE) + CAST(', ' AS TIME) AS TIMESTAMP)'];

export const zonedNames = Object.keys(inZone);

/** Nothing for other calls, and for types: `CAST(x AS TIMESTAMP(3))`. */
export function zonedTime(tokens: Tokens, call: CalledName): readonly Edit[] {
  const zoned = inZone[call.name];
  if (zoned === undefined) return [];
  const commas: number[] = [];
  closingBracket(tokens, call.open, (comma) => commas.push(comma));
  const [comma] = commas;
  if (comma === undefined) return call.name === 'timestamp' && isValue(tokens, call) ? cast(tokens, call) : [];
  if (commas.length > 1) return [];
  const second = nextSolid(tokens, comma + 1);
  const isZone = tokens.types[second] === T.string && nextSolid(tokens, second + 1) === call.close;
  if (isZone) return spelled(tokens, [call.at, comma, call.close], zoned);
  return call.name === 'datetime' ? spelled(tokens, [call.at, comma, call.close], dayAndTime) : [];
}

function cast(tokens: Tokens, { at, close }: CalledName): readonly Edit[] {
  return spelled(tokens, [at, close], ['CAST', ' AS TIMESTAMP)']);
}

function isValue(tokens: Tokens, { at, open, close }: CalledName): boolean {
  const before = previousSolid(tokens, at - 1);
  const first = nextSolid(tokens, open + 1);
  if (first === close || tokens.types[first] === T.number) return false;
  return !isText(tokens, before, '::') && !isWord(tokens, before, 'AS');
}

function spelled(tokens: Tokens, places: readonly number[], texts: readonly string[]): readonly Edit[] {
  return places.map((i, k) => ({ start: tokenStart(tokens, i), end: tokens.ends[i]!, text: texts[k]! }));
}
