// `GROUP BY a, b WITH ROLLUP` and `GROUP BY a, b GROUPING SETS ((a), ())`, which name their columns twice.
import { isText, isWord, nextSolid, previousSolid, tokenStart, type Tokens } from '../tokens.ts';
import { hide, refuse, replaceAll, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';

/** `word` is ROLLUP or CUBE. Whether WITH stands in front of it. */
export function withRollup(pass: Pass, word: number): boolean {
  const { tokens, dialect } = pass;
  const by = groupBy(tokens, previousSolid(tokens, word - 1));
  if (!isWord(tokens, previousSolid(tokens, word - 1), 'WITH') || by === undefined) return false;
  if (dialect === 'clickhouse') {
    refuse(pass, word, 'sums have zero and empty texts there, where DuckDB has NULL: write GROUP BY ROLLUP (…)');
    return true;
  }
  const start = tokens.ends[by]!;
  const name = tokens.text.slice(tokenStart(tokens, word), tokens.ends[word]);
  pass.edits.push({ start, end: start, text: ` ${name}(` });
  replaceAll(pass, [previousSolid(tokens, word - 1), word], ')');
  return true;
}

/** The BY of the GROUP BY that goes on to token `i`. */
function groupBy(tokens: Tokens, i: number): number | undefined {
  for (let at = previousSolid(tokens, i - 1), depth = 0; at >= 0; at = previousSolid(tokens, at - 1)) {
    if (isText(tokens, at, ')')) depth++;
    else if (isText(tokens, at, '(') && depth-- === 0) return undefined;
    if (depth !== 0 || !isWord(tokens, at, 'BY')) continue;
    return isWord(tokens, previousSolid(tokens, at - 1), 'GROUP') ? at : undefined;
  }
  return undefined;
}

/** `open` is the bracket behind GROUPING SETS. */
export function groupingSets(pass: Pass, sets: number, open: number): void {
  const { tokens, edits } = pass;
  const grouping = previousSolid(tokens, sets - 1);
  const by = groupBy(tokens, grouping);
  const before = previousSolid(tokens, grouping - 1);
  if (by !== undefined && before !== by && !isText(tokens, before, ',')) {
    const [start, end] = [tokens.ends[by]!, tokenStart(tokens, grouping)];
    // The columns come again in the sets, whatever was to be changed in them.
    const kept = edits.filter((edit) => edit.end <= start || edit.start >= end);
    edits.splice(0, edits.length, ...kept, { start, end, text: ' ' });
  }
  const close = closingBracket(tokens, open);
  for (let i = nextSolid(tokens, open + 1); i < close; i = nextSolid(tokens, i + 1)) {
    const next = nextSolid(tokens, i + 1);
    if (!isText(tokens, i, '(') || !isText(tokens, next, ')')) continue;
    // The empty set, which the translator's parser does not know.
    const empty = `(${hide(pass, () => '')}(1))`;
    edits.push({ start: tokenStart(tokens, i), end: tokens.ends[next]!, text: empty });
  }
}
