// Hive's and Spark's `LATERAL VIEW [OUTER] explode(x) t AS a, b`: a join with the rows of a function.
import { unquote } from '../identifier.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenText, type Tokens } from '../tokens.ts';
import { clauses } from './clauseWords.ts';
import { castMark } from './editOrder.ts';
import { hide, refuse, replace, replaceAll, type Pass } from './pass.ts';
import { closingBracket, type Template } from './template.ts';

/** Rows of a function, as a table of so many columns. */
type Generator = (columns: number) => Template;

const exploded: Generator = (columns) =>
  columns === 1
    ? ([list]) => `UNNEST(${list!})`
    : ([map]) => `(SELECT UNNEST(MAP_KEYS(${map!})), UNNEST(MAP_VALUES(${map!})))`;

const numbered: Generator = (columns) =>
  columns === 2
    ? ([list]) => `(SELECT UNNEST(RANGE(LEN(${list!}))), UNNEST(${list!}))`
    : ([map]) => `(SELECT UNNEST(RANGE(CARDINALITY(${map!}))), UNNEST(MAP_KEYS(${map!})), UNNEST(MAP_VALUES(${map!})))`;

const inlined: Generator =
  () =>
  ([list]) =>
    `(SELECT UNNEST(${list!}, max_depth => 2))`;

const jsonTuple: Generator =
  () =>
  ([json, ...names]) =>
    `(SELECT ${names.map((name) => `CAST(${json!} AS JSON) ->> ${name}`).join(', ')})`;

/** `stack(2, a, b, c, d)`: two rows. */
const stacked: Generator =
  () =>
  ([count, ...values]) => {
    if (!/^[1-9]\d*$/.test(count ?? '')) return undefined;
    const width = Math.ceil(values.length / Number(count));
    const rows = Array.from({ length: Number(count) }, (_, row) =>
      Array.from({ length: width }, (__, column) => values[row * width + column] ?? 'NULL').join(', '),
    );
    return `(VALUES ${rows.map((row) => `(${row})`).join(', ')})`;
  };

const generators: Readonly<Record<string, Generator>> = {
  EXPLODE: exploded,
  EXPLODE_OUTER: exploded,
  POSEXPLODE: numbered,
  POSEXPLODE_OUTER: numbered,
  INLINE: inlined,
  INLINE_OUTER: inlined,
  JSON_TUPLE: jsonTuple,
  STACK: stacked,
};

/** `view` is the word behind LATERAL. */
function lateralView(pass: Pass, lateral: number, view: number): void {
  const { tokens, edits } = pass;
  let call = nextSolid(tokens, view + 1);
  const hasOuter = isWord(tokens, call, 'OUTER');
  if (hasOuter) call = nextSolid(tokens, call + 1);
  const name = call < tokens.count ? tokenText(tokens, call).toUpperCase() : '';
  const generator = Object.hasOwn(generators, name) ? generators[name] : undefined;
  const open = nextSolid(tokens, call + 1);
  if (generator === undefined || !isText(tokens, open, '('))
    return refuse(pass, lateral, `LATERAL VIEW of ${name} is not known`);
  const close = closingBracket(tokens, open);
  const { table, last, columns: given } = aliasAt(tokens, close);
  const columns = given.length > 0 ? given : ownNames(tokens, name, open);
  if (columns === undefined) return refuse(pass, lateral, 'its columns need names: LATERAL VIEW … t AS a');
  const isOuter = hasOuter || name.endsWith('_OUTER');
  const template = generator(columns.length);
  const rows = hide(pass, (args) => template(args) ?? `${name}(${args.join(', ')})`);
  replaceAll(pass, [lateral, call], `${isOuter ? 'LEFT' : 'CROSS'} JOIN ${rows}`);
  const names = columns.length === 0 ? '' : `(${columns.join(', ')})`;
  // Takes along what else is to be said of these names.
  const alias = `${castMark} AS ${table ?? `mesh_view_${lateral}`}${names}${isOuter ? ' ON TRUE' : ''} `;
  edits.push({ start: tokens.ends[close]!, end: tokens.ends[last]!, text: alias });
}

/** What the columns are called that nobody named; structs have names of their own. */
function ownNames(tokens: Tokens, name: string, open: number): readonly string[] | undefined {
  if (name.startsWith('EXPLODE')) return ['col'];
  if (name.startsWith('POSEXPLODE')) return ['pos', 'col'];
  if (name.startsWith('INLINE')) return [];
  if (name !== 'JSON_TUPLE') return undefined;
  const fields: string[] = [];
  closingBracket(tokens, open, () => fields.push(`c${fields.length}`));
  return fields;
}

interface Alias {
  readonly table: string | undefined;
  readonly columns: readonly string[];
  readonly last: number;
}

/** `t AS a, b` or `AS a` behind the brackets. */
function aliasAt(tokens: Tokens, close: number): Alias {
  let as = nextSolid(tokens, close + 1);
  let table: string | undefined;
  let last = close;
  if (isColumn(tokens, as) && !clauses.has(tokenText(tokens, as).toUpperCase()) && !isWord(tokens, as, 'AS')) {
    table = tokenText(tokens, as);
    last = as;
    as = nextSolid(tokens, as + 1);
  }
  const columns: string[] = [];
  if (!isWord(tokens, as, 'AS')) return { table, columns, last };
  last = as;
  for (let i = nextSolid(tokens, as + 1); isColumn(tokens, i); i = nextSolid(tokens, last + 1)) {
    columns.push(`\`${unquote(tokenText(tokens, i))}\``);
    last = i;
    const comma = nextSolid(tokens, i + 1);
    if (!isText(tokens, comma, ',')) break;
    last = comma;
  }
  if (isText(tokens, last, ',')) last = previousSolid(tokens, last - 1);
  return { table, columns, last };
}

function isColumn(tokens: Tokens, i: number): boolean {
  return tokens.types[i] === T.word || tokens.types[i] === T.quoted;
}

/** `LATERAL (SELECT …)` and `LATERAL f(x)` go without the word, which DuckDB does not need. */
export function lateral(pass: Pass, i: number, next: number): void {
  const { tokens } = pass;
  if (isWord(tokens, next, 'VIEW')) return lateralView(pass, i, next);
  const isCall = tokens.types[next] === T.word && isText(tokens, nextSolid(tokens, next + 1), '(');
  if (isCall || isText(tokens, next, '(')) replace(pass, i, '');
}
