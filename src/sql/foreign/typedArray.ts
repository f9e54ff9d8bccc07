// BigQuery's `ARRAY<INT64>[1, 2]`: a cast of the list. `x IN ARRAY['a', 'b']`: the list of IN.
import { isText, isWord, nextSolid, previousSolid, tokenStart, type Tokens } from '../tokens.ts';
import { typedArrayMark } from './editOrder.ts';
import type { Pass } from './pass.ts';
import { closingBracket } from './template.ts';
import { respelledType } from './typeEdits.ts';

export function typedArray({ tokens, dialect, edits }: Pass, array: number): boolean {
  const open = nextSolid(tokens, array + 1);
  if (dialect !== 'bigquery' || !isText(tokens, open, '<')) return false;
  const close = closingAngle(tokens, open);
  const list = close === undefined ? undefined : nextSolid(tokens, close + 1);
  if (close === undefined || list === undefined || !isText(tokens, list, '[')) return false;
  const start = tokenStart(tokens, array);
  const end = tokens.ends[closingBracket(tokens, list)]!;
  const type = respelledType(tokens, [array, close], dialect);
  edits.push({ start, end: tokens.ends[close]!, text: typedArrayMark }, { start: end, end, text: ` AS ${type})` });
  return true;
}

export function listedArray({ tokens, edits }: Pass, array: number): boolean {
  const open = nextSolid(tokens, array + 1);
  if (!isWord(tokens, previousSolid(tokens, array - 1), 'IN') || !isText(tokens, open, '[')) return false;
  const close = closingBracket(tokens, open);
  if (close === nextSolid(tokens, open + 1) || isText(tokens, nextSolid(tokens, close + 1), '::')) return false;
  edits.push({ start: tokenStart(tokens, array), end: tokens.ends[open]!, text: '(' });
  edits.push({ start: tokenStart(tokens, close), end: tokens.ends[close]!, text: ')' });
  return true;
}

function closingAngle(tokens: Tokens, open: number): number | undefined {
  for (let i = open, depth = 0; i < tokens.count; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '<')) depth++;
    else if (isText(tokens, i, '>')) depth--;
    else if (isText(tokens, i, '>>')) depth -= 2;
    else if (isText(tokens, i, ';')) return undefined;
    if (depth <= 0) return i;
  }
  return undefined;
}
