// `when_matched (WHEN MATCHED AND … THEN UPDATE SET …, WHEN MATCHED THEN DELETE)`: one text for each clause.
import { isWord, nextSolid } from '../../sql/tokens.ts';
import { sqlTextOf } from './names.ts';
import { wrongValue, type Reader } from './reader.ts';
import { bracketStep, insideBrackets, symbolAt } from './split.ts';
import { isEmptyRange, rangeFromText, rangeText, trimmed, type SqlRange } from './value.ts';
import type { WhenMatched } from '../kind.ts';

export const whenMatched: Reader<WhenMatched> = (value, context) => {
  const expected = 'clauses such as (WHEN MATCHED THEN UPDATE SET target.a = source.a)';
  const range = value.type === 'sql' ? value : rangeOfCode(value.value, context.dialect);
  if (range === undefined) return wrongValue(value, context, expected);
  const clauses = clausesOf(insideBrackets(range) ?? range);
  if (clauses.length === 0) return wrongValue(value, context, expected);
  for (const clause of clauses) {
    if (!isClause(clause)) return wrongValue(clause, context, expected);
  }
  return clauses.map(rangeText);
};

function rangeOfCode(value: unknown, dialect: string): SqlRange | undefined {
  const texts = Array.isArray(value) ? value.map(sqlTextOf) : [sqlTextOf(value)];
  if (texts.includes(undefined)) return undefined;
  return rangeFromText(texts.join('\n'), dialect, undefined);
}

/** A clause begins at `WHEN MATCHED` or `WHEN NOT MATCHED`; the WHEN of a CASE is followed by something else. */
function clausesOf(range: SqlRange): SqlRange[] {
  const { tokens } = range;
  const starts: number[] = [];
  let depth = 0;
  for (let i = range.from; i < range.to; i++) {
    depth += bracketStep(tokens, i);
    if (depth === 0 && isWord(tokens, i, 'WHEN')) {
      const next = nextSolid(tokens, i + 1);
      if (isWord(tokens, next, 'MATCHED') || isWord(tokens, next, 'NOT')) starts.push(i);
    }
  }
  if (!isEmptyRange(range) && starts[0] !== range.from) starts.unshift(range.from);
  return starts.map((start, k) => withoutComma(trimmed(range, start, starts[k + 1] ?? range.to)));
}

function withoutComma(range: SqlRange): SqlRange {
  return symbolAt(range.tokens, range.to - 1) === 44 ? trimmed(range, range.from, range.to - 1) : range;
}

function isClause(range: SqlRange): boolean {
  const { tokens } = range;
  if (!isWord(tokens, range.from, 'WHEN')) return false;
  let depth = 0;
  for (let i = range.from; i < range.to; i++) {
    depth += bracketStep(tokens, i);
    if (depth === 0 && isWord(tokens, i, 'THEN')) {
      const next = nextSolid(tokens, i + 1);
      return ['UPDATE', 'DELETE', 'INSERT', 'DO'].some((action) => isWord(tokens, next, action));
    }
  }
  return false;
}
