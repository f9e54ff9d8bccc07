// The columns of a query's SELECT list, as far as tokens tell.
import { isText, isWord, nextSolid, previousSolid, tokenText, T, type Tokens } from '../sql/tokens.ts';
import { bracketStep, matchingClose } from './property/split.ts';

export interface TokenSpan {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** CTEs stand in brackets, so the first SELECT outside of any is the query's own. */
export function mainSelect(tokens: Tokens, query: TokenSpan): number | undefined {
  let depth = 0;
  for (let i = query.first; i < query.end; i++) {
    depth += bracketStep(tokens, i);
    if (depth === 0 && isWord(tokens, i, 'SELECT')) return i;
  }
  return undefined;
}

const endings = [
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'QUALIFY',
  'WINDOW',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'OFFSET',
];

export interface Projection extends TokenSpan {
  /** The comma or the end behind it. */
  readonly until: number;
  /** Its own comments may begin right behind the token before it. */
  readonly from: number;
}

export function projections(tokens: Tokens, select: number, limit: number): Projection[] {
  const found: Projection[] = [];
  let depth = 0;
  let from = select + 1;
  for (let i = select + 1; i <= limit; i++) {
    if (i < limit) depth += bracketStep(tokens, i);
    const comma = i < limit && depth === 0 && isText(tokens, i, ',');
    const ends = i === limit || (depth === 0 && endsList(tokens, i));
    if (!comma && !ends) continue;
    const first = nextSolid(tokens, from);
    const end = previousSolid(tokens, i - 1) + 1;
    if (first < end) found.push({ first, end, from, until: i });
    from = i + 1;
    if (ends) break;
  }
  return found;
}

function endsList(tokens: Tokens, i: number): boolean {
  if (tokens.types[i] !== T.word || !endings.some((word) => isWord(tokens, i, word))) return false;
  const before = previousSolid(tokens, i - 1);
  // IS DISTINCT FROM, and names such as t.limit.
  return !isWord(tokens, before, 'DISTINCT') && !isText(tokens, before, '.') && !isWord(tokens, before, 'AS');
}

/** Its alias or, for a plain column, the column. */
export function outputName(tokens: Tokens, projection: Projection): string | undefined {
  const second = nextSolid(tokens, projection.first + 1);
  if (isText(tokens, second, ':') && second < projection.end) return tokenText(tokens, projection.first);
  const last = projection.end - 1;
  const type = tokens.types[last];
  return type === T.word || type === T.quoted ? tokenText(tokens, last) : undefined;
}

/** Output columns whose type the query does not state itself, by a cast or a plain literal; `*` for what cannot be told. */
export function untypedColumns(tokens: Tokens): string[] {
  const query = { first: nextSolid(tokens, 0), end: previousSolid(tokens, tokens.count - 1) + 1 };
  const select = mainSelect(tokens, query);
  if (select === undefined) return ['*'];
  const untyped: string[] = [];
  for (const projection of projections(tokens, select, query.end)) {
    if (!isTyped(tokens, projection)) untyped.push(outputName(tokens, projection) ?? '*');
  }
  return untyped;
}

function isTyped(tokens: Tokens, projection: Projection): boolean {
  const { first } = projection;
  const end = withoutAlias(tokens, projection);
  const isCast = isWord(tokens, first, 'CAST') || isWord(tokens, first, 'TRY_CAST');
  if (isCast && matchingClose(tokens, nextSolid(tokens, first + 1), end) === end - 1) return true;
  if (first === end - 1) {
    return (
      tokens.types[first] === T.string ||
      tokens.types[first] === T.number ||
      isWord(tokens, first, 'TRUE') ||
      isWord(tokens, first, 'FALSE')
    );
  }
  return endsWithCast(tokens, { first, end });
}

/** `a + b::INT` casts b only, so nothing but names and brackets may stand before the `::`. */
function endsWithCast(tokens: Tokens, { first, end }: TokenSpan): boolean {
  let depth = 0;
  let cast = false;
  for (let i = first; i < end; i++) {
    depth += bracketStep(tokens, i);
    if (depth > 0 || tokens.types[i] !== T.operator) continue;
    if (!isText(tokens, i, '::')) return false;
    cast = true;
  }
  return cast;
}

function withoutAlias(tokens: Tokens, { first, end }: TokenSpan): number {
  const before = previousSolid(tokens, end - 2);
  return before > first && isWord(tokens, before, 'AS') ? previousSolid(tokens, before - 1) + 1 : end;
}
