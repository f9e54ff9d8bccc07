// Joins in joins, which the translator's parser does not read: `a LEFT JOIN (b JOIN c ON …) ON …`, and the same without
// brackets. They travel as a flat chain of joins with a table where such a bracket opens and one where it closes.
import type { Edit } from '../edit.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { closingBracket } from './template.ts';

const opening = 'mesh_join_opens';
const closing = 'mesh_join_closes';

/** A join without a condition would become a comma. */
const condition = 'mesh_join_condition';

/** Edits for the tables behind the FROM at `from`. */
export function joinEdits(tokens: Tokens, from: number, dialect: string): Edit[] {
  const before = previousSolid(tokens, from - 1);
  if (!isWord(tokens, from, 'FROM') || isWord(tokens, before, 'DISTINCT')) return [];
  const chain: Chain = { tokens, crossesOn: dialect === 'mysql', commasJoin: dialect === 'bigquery', edits: [] };
  readChain(chain, nextSolid(tokens, from + 1), tokens.count);
  return chain.edits;
}

/** The brackets as they were. */
export function withJoins(text: string): string {
  return text
    .replaceAll(new RegExp(`["\`]?${opening}["\`]?(?: ON ["\`]?${condition}["\`]?)? CROSS JOIN `, 'gi'), '(')
    .replaceAll(new RegExp(`(?: CROSS)? JOIN ["\`]?${closing}["\`]?`, 'gi'), ')');
}

interface Chain {
  readonly tokens: Tokens;
  /** MySQL's CROSS JOIN may have a condition. */
  readonly crossesOn: boolean;
  readonly commasJoin: boolean;
  readonly edits: Edit[];
}

/** A join whose condition is still to come, and the first token of its table. */
interface Open {
  readonly first: number;
  readonly join: number;
}

/** Tables and joins from `start` on, up to the clause behind them or to `end`. */
function readChain(chain: Chain, start: number, end: number): void {
  const { tokens } = chain;
  if (isWord(tokens, start, 'VALUES')) return;
  const waiting: Open[] = [];
  const commas: number[] = [];
  let last = -1;
  readTable(chain, start);
  for (let i = start; i < end; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) i = closingBracket(tokens, i);
    else if (isText(tokens, i, ')') || isText(tokens, i, ';')) return;
    else if (tokens.types[i] !== T.word || isText(tokens, previousSolid(tokens, i - 1), '.')) {
      if (!isText(tokens, i, ',')) continue;
      commas.push(i);
      readTable(chain, nextSolid(tokens, i + 1));
      waiting.length = 0;
    } else if (isWord(tokens, i, 'JOIN') && isWord(tokens, previousSolid(tokens, i - 1), 'FOR')) {
      // MySQL's `USE INDEX FOR JOIN (a)`.
      continue;
    } else if (isWord(tokens, i, 'JOIN')) {
      last = i;
      const first = nextSolid(tokens, i + 1);
      const conditional = hasCondition(chain, i);
      // A comma binds as tightly as a join there: `a, b LEFT JOIN c ON c.id = a.id`.
      if (chain.commasJoin)
        chain.edits.push(...commas.splice(0).map((comma) => replaced(tokens, comma, ' CROSS JOIN ')));
      readTable(chain, first, conditional);
      if (conditional) waiting.push({ first, join: i });
    } else if (isWord(tokens, i, 'ON') || isUsing(tokens, i)) {
      const join = waiting.pop();
      if (join !== undefined && join.join !== last) bracket(chain, { from: join.first, before: i });
      if (join !== undefined) last = join.join;
    } else if (behind.has(tokenText(tokens, i).toUpperCase()) && !isAlias(tokens, i)) return;
  }
}

const behind = new Set(
  `WHERE GROUP HAVING ORDER LIMIT UNION EXCEPT INTERSECT MINUS QUALIFY WINDOW FETCH OFFSET CONNECT START PREWHERE SETTINGS FORMAT
   RETURNING SELECT FROM WHEN SET`.split(/\s+/),
);

function isAlias(tokens: Tokens, i: number): boolean {
  return isWord(tokens, previousSolid(tokens, i - 1), 'AS');
}

/** `USING (a)` behind a table, not the name of a column. */
function isUsing(tokens: Tokens, i: number): boolean {
  return isWord(tokens, i, 'USING') && isText(tokens, nextSolid(tokens, i + 1), '(');
}

function hasCondition({ tokens, crossesOn }: Chain, join: number): boolean {
  for (let i = previousSolid(tokens, join - 1), n = 0; i >= 0 && n < 3; i = previousSolid(tokens, i - 1), n++) {
    if (isWord(tokens, i, 'NATURAL') || isWord(tokens, i, 'ARRAY')) return false;
    if (isWord(tokens, i, 'CROSS')) return crossesOn;
    if (!['LEFT', 'RIGHT', 'FULL', 'INNER', 'OUTER'].some((word) => isWord(tokens, i, word))) return true;
  }
  return true;
}

/** What stands in brackets in the place of a table: joins, tables side by side, one table, or a query. */
function readTable(chain: Chain, open: number, isJoined = false): void {
  const { tokens, edits } = chain;
  if (!isText(tokens, open, '(')) return;
  const close = closingBracket(tokens, open);
  const content = contentOf(tokens, open, close);
  if (content === 'query') return readQuery(chain, open, close);
  const first = nextSolid(tokens, open + 1);
  if (content === 'table') {
    edits.push(replaced(tokens, open, ' '), replaced(tokens, close, ' '));
    return readTable(chain, first, isJoined);
  }
  readChain(chain, first, close);
  const after = nextSolid(tokens, close + 1);
  const conditional = isWord(tokens, after, 'ON') || isUsing(tokens, after) || isNamed(tokens, after);
  edits.push(replaced(tokens, open, ` ${opening}${isJoined ? ` ON ${condition}` : ''} CROSS JOIN `));
  edits.push(replaced(tokens, close, ` ${conditional ? '' : 'CROSS '}JOIN ${closing} `));
  for (let i = nextSolid(tokens, open + 1); i < close; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) i = closingBracket(tokens, i);
    else if (isText(tokens, i, ',')) edits.push(replaced(tokens, i, ' CROSS JOIN '));
  }
}

/** `((SELECT …))`: one pair is enough. */
function readQuery(chain: Chain, open: number, close: number): void {
  const { tokens, edits } = chain;
  const first = nextSolid(tokens, open + 1);
  const end = isText(tokens, first, '(') ? closingBracket(tokens, first) : -1;
  if (end < 0 || nextSolid(tokens, end + 1) !== close) return;
  edits.push(replaced(tokens, open, ' '), replaced(tokens, close, ' '));
  readQuery(chain, first, end);
}

/** An alias, behind which a condition may follow. */
function isNamed(tokens: Tokens, after: number): boolean {
  const name = isWord(tokens, after, 'AS') ? nextSolid(tokens, after + 1) : after;
  let next = nextSolid(tokens, name + 1);
  if (isText(tokens, next, '(')) next = nextSolid(tokens, closingBracket(tokens, next) + 1);
  return isWord(tokens, next, 'ON') || isUsing(tokens, next);
}

function contentOf(tokens: Tokens, open: number, close: number): 'joins' | 'table' | 'query' {
  let first = nextSolid(tokens, open + 1);
  const isName = tokens.types[first] === T.word || tokens.types[first] === T.quoted;
  if (queries.has(tokenText(tokens, first).toUpperCase()) || !(isName || isText(tokens, first, '('))) return 'query';
  let found: 'joins' | 'table' = 'table';
  for (let i = first; i < close; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, '(')) i = closingBracket(tokens, i);
    else if (isText(tokens, i, ',') || isWord(tokens, i, 'JOIN')) found = 'joins';
    else if (behindQuery.has(tokenText(tokens, i).toUpperCase())) return 'query';
  }
  if (found === 'joins') return found;
  // `((SELECT 1)) AS t` is a query, `((a JOIN b ON …))` a table.
  while (isText(tokens, first, '(')) {
    const inner = contentOf(tokens, first, closingBracket(tokens, first));
    if (inner === 'query' && nextSolid(tokens, closingBracket(tokens, first) + 1) === close) return 'query';
    if (inner !== 'table') break;
    first = nextSolid(tokens, first + 1);
  }
  return 'table';
}

const queries = new Set([
  'SELECT',
  'WITH',
  'VALUES',
  'FROM',
  'TABLE',
  'DESCRIBE',
  'SHOW',
  'SUMMARIZE',
  'PIVOT',
  'UNPIVOT',
]);

const behindQuery = new Set(['UNION', 'EXCEPT', 'INTERSECT', 'MINUS', 'ORDER', 'LIMIT']);

/** `b JOIN c ON … ON …`: the first condition closes the inner join. */
function bracket({ tokens, edits }: Chain, { from, before }: { readonly from: number; readonly before: number }): void {
  const [start, end] = [tokenStart(tokens, from), tokenStart(tokens, before)];
  edits.push(
    { start, end: start, text: `${opening} ON ${condition} CROSS JOIN ` },
    { start: end, end, text: `JOIN ${closing} ` },
  );
}

function replaced(tokens: Tokens, i: number, text: string): Edit {
  return { start: tokenStart(tokens, i), end: tokens.ends[i]!, text };
}
