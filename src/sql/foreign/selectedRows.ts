// Functions of Spark and Hive that give several columns of a SELECT list: `POSEXPLODE(list) AS (place, item)`.
import { unquote } from '../identifier.ts';
import { quoteIdentifier } from '../tableName.ts';
import { isText, isWord, nextSolid, T, tokenText, type Tokens } from '../tokens.ts';
import { castMark } from './editOrder.ts';
import { operand } from './functions/say.ts';
import { hide, replace, replaceAll, sparkLike, type Pass } from './pass.ts';
import { closingBracket } from './template.ts';
import { isSelected } from './unnests.ts';

/** Columns of a call, as many as there are names; undefined when these arguments cannot be said. */
type Columns = (args: readonly string[], count: number | undefined) => readonly Column[] | undefined;

interface Column {
  readonly value: string;
  /** Its name unless told; what has none has names of its own. */
  readonly name: string | undefined;
}

const orNull = (list: string): string => `CASE WHEN LEN(${list}) > 0 THEN ${list} ELSE [NULL] END`;

function exploded(list: (text: string) => string): Columns {
  return ([value, more], count) => {
    if (value === undefined || more !== undefined) return undefined;
    if (count === 1) return [{ value: `UNNEST(${list(value)})`, name: 'col' }];
    return count === 2 ? ofMap(value, list) : undefined;
  };
}

function ofMap(map: string, list: (text: string) => string): Column[] {
  return [
    { value: `UNNEST(${list(`MAP_KEYS(${map})`)})`, name: 'key' },
    { value: `UNNEST(${list(`MAP_VALUES(${map})`)})`, name: 'value' },
  ];
}

function numbered(list: (text: string) => string): Columns {
  return ([value, more], count = 2) => {
    if (value === undefined || more !== undefined) return undefined;
    const places = (size: string): Column => ({ value: `UNNEST(${list(`RANGE(${size}(${value}))`)})`, name: 'pos' });
    if (count === 2) return [places('LEN'), { value: `UNNEST(${list(value)})`, name: 'col' }];
    return count === 3 ? [places('CARDINALITY'), ...ofMap(value, list)] : undefined;
  };
}

function inlined(list: (text: string) => string): Columns {
  return ([value, more], count) => {
    if (value === undefined || more !== undefined) return undefined;
    if (count === undefined) return [{ value: `UNNEST(${list(value)}, max_depth => 2)`, name: undefined }];
    return Array.from({ length: count }, (_, place) => {
      const fields = `LIST_TRANSFORM(${value}, lambda item: STRUCT_EXTRACT_AT(item, ${place + 1}))`;
      return { value: `UNNEST(${list(fields)})`, name: undefined };
    });
  };
}

const jsonTuple: Columns = ([json, ...fields]) =>
  json === undefined
    ? undefined
    : fields.map((field, place) => ({ value: `(CAST(${json} AS JSON) ->> ${operand(field)})`, name: `c${place}` }));

const stacked: Columns = ([count, ...values]) => {
  if (!/^[1-9]\d*$/.test(count ?? '')) return undefined;
  const width = Math.ceil(values.length / Number(count));
  return Array.from({ length: width }, (_, column) => {
    const items = Array.from({ length: Number(count) }, (__, row) => values[row * width + column] ?? 'NULL');
    return { value: `UNNEST([${items.join(', ')}])`, name: `col${column}` };
  });
};

const plain = (text: string): string => text;

const generators: Readonly<Record<string, Columns>> = {
  EXPLODE: exploded(plain),
  EXPLODE_OUTER: exploded(orNull),
  POSEXPLODE: numbered(plain),
  POSEXPLODE_OUTER: numbered(orNull),
  INLINE: inlined(plain),
  INLINE_OUTER: inlined(orNull),
  JSON_TUPLE: jsonTuple,
  STACK: stacked,
};

/** Whether the call at `i` was one, behind which the next item or the end of the list comes. */
export function selectedRows(pass: Pass, i: number, open: number): boolean {
  const { tokens, dialect } = pass;
  const name = tokenText(tokens, i).toUpperCase();
  const columns = sparkLike.has(dialect) && Object.hasOwn(generators, name) ? generators[name] : undefined;
  if (columns === undefined || !isSelected(tokens, i)) return false;
  const close = closingBracket(tokens, open);
  const names = namesBehind(tokens, close);
  if (names === undefined && (name.startsWith('EXPLODE') || isWord(tokens, nextSolid(tokens, close + 1), 'AS')))
    return false;
  if (names !== undefined) replaceAll(pass, [nextSolid(tokens, close + 1), names.last], castMark);
  const rows = hide(pass, (args) => {
    const found = columns(args, names?.texts.length);
    if (found === undefined || (names !== undefined && found.length !== names.texts.length))
      return `${name}(${args.join(', ')})`;
    return found
      .map(({ value, name: own }, place) => {
        const called = names?.texts[place] ?? own;
        return called === undefined ? value : `${value} AS ${called}`;
      })
      .join(', ');
  });
  replace(pass, i, rows);
  return true;
}

interface Names {
  readonly texts: readonly string[];
  readonly last: number;
}

/** `AS (a, b)` behind a bracket. */
function namesBehind(tokens: Tokens, close: number): Names | undefined {
  const as = nextSolid(tokens, close + 1);
  const open = nextSolid(tokens, as + 1);
  if (!isWord(tokens, as, 'AS') || !isText(tokens, open, '(')) return undefined;
  const last = closingBracket(tokens, open);
  const texts: string[] = [];
  for (let i = nextSolid(tokens, open + 1); i < last; i = nextSolid(tokens, i + 1)) {
    if (isText(tokens, i, ',')) continue;
    if (tokens.types[i] !== T.word && tokens.types[i] !== T.quoted) return undefined;
    texts.push(quoteIdentifier(unquote(tokenText(tokens, i)).toLowerCase()));
  }
  return { texts, last };
}
