// Fields of values: BigQuery's stars and fields, `v:a.b[0]`, and PostgreSQL's `#>>`.
import { isText, previousSolid, tokenStart } from '../tokens.ts';
import { fieldAt, rowOfStar } from './fields.ts';
import { isTextCast } from './flatten.ts';
import { jsonPath, pathOperator } from './jsonPath.ts';
import { hide, refuse, replace, wrap, type Pass } from './pass.ts';

/** BigQuery's `t.payload.*`: DuckDB knows a star behind one name. */
export function fieldsOfColumn(pass: Pass, star: number): void {
  const { tokens, dialect } = pass;
  const first = dialect === 'bigquery' ? rowOfStar(tokens, star) : undefined;
  if (first === undefined) return;
  const dot = tokenStart(tokens, previousSolid(tokens, star - 1));
  const call = hide(pass, ([base]) => `UNNEST(${base})`);
  wrap(pass, { start: tokenStart(tokens, first), call, replaced: { start: dot, end: tokens.ends[star]! } });
}

/** Returns the last token that was read. */
export function field(pass: Pass, dot: number): number {
  const { tokens } = pass;
  const found = fieldAt(tokens, dot);
  if (found === undefined) return dot;
  const { path, isStar, isNamed } = found;
  if (isStar && isNamed && path === '') {
    replace(pass, found.first, '');
    replace(pass, previousSolid(tokens, dot - 1), '');
    return dot;
  }
  const call = hide(pass, ([base]) => (isStar ? `UNNEST((${base})${path})` : `(${base})${path}`));
  wrap(pass, {
    start: tokenStart(tokens, found.first),
    call,
    replaced: { start: tokenStart(tokens, dot), end: tokens.ends[found.last]! },
  });
  return found.last;
}

/** `v:a.b[0]`. Returns the last token that was read. */
export function path(pass: Pass, colon: number): number {
  const { tokens } = pass;
  const found = jsonPath(tokens, colon, pass.dialect);
  if (found === undefined) return colon;
  // As a text it has no quotes.
  const arrow = isTextCast(tokens, found.first, found.last) ? '->>' : '->';
  const call = hide(pass, ([base]) => `(${base} ${arrow} '${found.path}')`);
  wrap(pass, {
    start: found.start,
    call,
    replaced: { start: tokenStart(tokens, colon), end: tokens.ends[found.last]! },
  });
  return found.last;
}

/** `#>>` and `#>`, which are two tokens. Returns the last token that was read. */
export function valueAtPath(pass: Pass, sign: number): number {
  const { tokens } = pass;
  const second = sign + 1;
  const asText = isText(tokens, second, '>>');
  if (!asText && !isText(tokens, second, '>')) return sign;
  const found = pathOperator(tokens, { first: sign, last: second });
  if (found === undefined) {
    refuse(pass, sign, "the path must be a text such as '{a,0}', and what it leads into a plain value");
    return second;
  }
  const call = hide(pass, ([base]) => `(${base} ${asText ? '->>' : '->'} '${found.path}')`);
  const replaced = { start: tokenStart(tokens, sign), end: tokens.ends[found.last]! };
  wrap(pass, { start: found.start, call, replaced });
  return found.last;
}
