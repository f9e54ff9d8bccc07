// The type of an expression by DuckDB's rules, from its tree and the types of the columns it names; null where those do not settle it.
// Only shown, never written by: an average or a branch of UNION over something unknown gets the type that it nearly always has.
import { name, text, tree, trees, type Tree } from './tree.ts';
import { typeText } from './typeText.ts';

export interface TypeSources {
  readonly column: (parts: readonly unknown[]) => string | null;
  /** Of the first column. */
  readonly query: (node: Tree) => string | null;
}

type Type = string | null;

/** Fits every other type. */
const NOTHING = 'NULL';

const wholeNumbers = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'];
const floats = ['FLOAT', 'DOUBLE'];

/** Words without brackets, which the parser takes for columns. */
const clocks: Readonly<Record<string, string>> = {
  current_date: 'DATE',
  current_timestamp: 'TIMESTAMP WITH TIME ZONE',
};

export function expressionType(item: Tree, sources: TypeSources): Type {
  const type = typeOf(item, sources);
  return type === NOTHING ? null : type;
}

function typeOf(item: Tree, sources: TypeSources): Type {
  switch (item['class']) {
    case 'CAST': {
      const type = tree(item['cast_type']) ?? {};
      return type['id'] === 'UNBOUND' ? null : typeText(type);
    }
    case 'CONSTANT': {
      const value = tree(item['value']) ?? {};
      return value['is_null'] === true ? NOTHING : typeText(tree(value['type']) ?? {});
    }
    case 'COMPARISON':
    case 'CONJUNCTION':
    case 'BETWEEN':
      return 'BOOLEAN';
    case 'COLUMN_REF': {
      const parts = item['column_names'] as unknown[];
      return (parts.length === 1 ? clocks[name(parts[0])] : undefined) ?? sources.column(parts);
    }
    case 'CASE':
      return common(
        [...trees(item['case_checks']).map((check) => tree(check['then_expr'])), tree(item['else_expr'])],
        sources,
      );
    case 'SUBQUERY':
      return typeOfSubquery(item, sources);
    case 'OPERATOR':
      return typeOfOperator(item, sources);
    case 'FUNCTION':
    case 'WINDOW':
      return typeOfCall(item, sources);
    default:
      return null;
  }
}

function typeOfSubquery(item: Tree, { query }: TypeSources): Type {
  if (item['subquery_type'] !== 'SCALAR') return item['subquery_type'] === 'INVALID' ? null : 'BOOLEAN';
  const node = tree(tree(item['subquery'])?.['node']);
  return node === undefined ? null : query(node);
}

function typeOfOperator(item: Tree, sources: TypeSources): Type {
  const children = trees(item['children']);
  switch (item['type']) {
    case 'OPERATOR_COALESCE':
      return common(children, sources);
    case 'OPERATOR_IS_NULL':
    case 'OPERATOR_IS_NOT_NULL':
    case 'OPERATOR_NOT':
    case 'COMPARE_IN':
    case 'COMPARE_NOT_IN':
      return 'BOOLEAN';
    default:
      return null;
  }
}

const always: Readonly<Record<string, readonly string[]>> = {
  BIGINT:
    'count count_star row_number rank dense_rank ntile length len strlen strpos instr position year month day hour minute second quarter week dayofweek dayofyear date_diff datediff approx_count_distinct regr_count'.split(
      ' ',
    ),
  BOOLEAN:
    '~~ !~~ ~~* !~~* regexp_matches regexp_full_match contains starts_with prefix suffix ends_with bool_and bool_or isfinite isnan isinf list_contains'.split(
      ' ',
    ),
  DOUBLE:
    'percent_rank cume_dist sqrt cbrt exp ln log log2 log10 power pow stddev stddev_samp stddev_pop variance var_samp var_pop corr random epoch'.split(
      ' ',
    ),
  VARCHAR:
    'upper lower ucase lcase trim ltrim rtrim concat_ws replace substring substr left right md5 sha1 sha256 strftime regexp_replace split_part lpad rpad repeat printf format string_agg group_concat listagg dayname monthname chr ->>'.split(
      ' ',
    ),
  DATE: ['make_date', 'last_day', 'today'],
  HUGEINT: ['count_if'],
  INTERVAL: 'to_years to_months to_weeks to_days to_hours to_minutes to_seconds age'.split(' '),
  UUID: ['uuid', 'gen_random_uuid'],
  'VARCHAR[]': ['string_split', 'split', 'str_split', 'regexp_split_to_array'],
  'TIMESTAMP WITH TIME ZONE': ['now', 'get_current_timestamp', 'transaction_timestamp', 'to_timestamp'],
};

const byName = new Map(
  Object.entries(always).flatMap(([type, names]) => names.map((called) => [called, type] as const)),
);

/** Functions that give what they take. */
const asFirst = new Set(
  'min max any_value arbitrary first last first_value last_value nth_value lag lead arg_min arg_max min_by max_by mode nullif abs reverse'.split(
    ' ',
  ),
);

function typeOfCall(item: Tree, sources: TypeSources): Type {
  const called = name(item['function_name']);
  const children = trees(item['children']);
  const known = byName.get(called);
  if (known !== undefined) return known;
  const first = children[0] === undefined ? null : typeOf(children[0], sources);
  // `max(a, 3)` is a list.
  if (asFirst.has(called)) return ['min', 'max'].includes(called) && children.length > 1 ? null : first;
  switch (called) {
    case 'avg':
    case 'mean':
      return first === null || isNumber(first) ? 'DOUBLE' : null;
    case 'sum':
      return typeOfSum(first);
    case 'greatest':
    case 'least':
      return common(children, sources);
    case 'concat':
      return first !== null && first.endsWith(']') ? null : 'VARCHAR';
    case 'list':
    case 'array_agg':
      return first === null || first === NOTHING ? null : `${first}[]`;
    case 'round':
    case 'floor':
    case 'ceil':
    case 'ceiling':
      return first === 'DOUBLE' || first === 'FLOAT' ? first : null;
    case 'date_trunc':
      return typeOfTruncated(children[1], sources);
    case 'date_part':
      return typeOfPart(children[0]);
    case '||':
      return children.some((child) => typeOf(child, sources) === 'VARCHAR') ? 'VARCHAR' : null;
    default:
      return item['is_operator'] === true ? typeOfArithmetic(called, children, sources) : null;
  }
}

function typeOfSum(type: Type): Type {
  if (type === null) return null;
  if (wholeNumbers.includes(type)) return 'HUGEINT';
  if (floats.includes(type)) return 'DOUBLE';
  const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(type);
  return scale === null ? null : `DECIMAL(38,${scale[1]})`;
}

/** Only a time with a zone stays what it is. */
function typeOfTruncated(child: Tree | undefined, sources: TypeSources): Type {
  const type = child === undefined ? null : typeOf(child, sources);
  if (type === 'DATE') return 'TIMESTAMP';
  return type === 'TIMESTAMP' || type === 'TIMESTAMP WITH TIME ZONE' ? type : null;
}

function typeOfPart(part: Tree | undefined): Type {
  const named = part === undefined ? '' : text(tree(part['value'])?.['value']).toLowerCase();
  if (named === '') return null;
  return named === 'epoch' || named.startsWith('julian') ? 'DOUBLE' : 'BIGINT';
}

function typeOfArithmetic(operator: string, children: readonly Tree[], sources: TypeSources): Type {
  const [left, right] = children.map((child) => typeOf(child, sources));
  if (left === undefined || left === null) return null;
  if (right === undefined) return operator === '-' && isNumber(left) ? left : null;
  if (right === null) return null;
  if (operator === '/') return isNumber(left) && isNumber(right) ? quotient(left, right) : null;
  if (!['+', '-', '*', '%', '//'].includes(operator)) return null;
  if (isNumber(left) && isNumber(right)) return isNarrow(left) || isNarrow(right) ? null : wider([left, right]);
  return ofTimes[`${left} ${operator} ${wholeNumbers.includes(right) ? 'number' : right}`] ?? null;
}

/** A number written in the text takes a narrow type beside it when it fits. */
function isNarrow(type: string): boolean {
  return type === 'TINYINT' || type === 'SMALLINT';
}

const ofTimes: Readonly<Record<string, string>> = {
  'DATE - DATE': 'BIGINT',
  'DATE + number': 'DATE',
  'DATE - number': 'DATE',
  'DATE + INTERVAL': 'TIMESTAMP',
  'DATE - INTERVAL': 'TIMESTAMP',
  'TIMESTAMP + INTERVAL': 'TIMESTAMP',
  'TIMESTAMP - INTERVAL': 'TIMESTAMP',
  'TIMESTAMP - TIMESTAMP': 'INTERVAL',
};

function quotient(left: string, right: string): string {
  const single = [left, right].includes('FLOAT') && ![left, right].includes('DOUBLE');
  return single ? 'FLOAT' : 'DOUBLE';
}

function isNumber(type: string): boolean {
  return wholeNumbers.includes(type) || floats.includes(type) || type.startsWith('DECIMAL(');
}

function common(items: readonly (Tree | undefined)[], sources: TypeSources): Type {
  return commonType(items.map((item) => (item === undefined ? NOTHING : typeOf(item, sources))));
}

/** What values of all these types become together. */
export function commonType(types: readonly Type[]): Type {
  if (types.includes(null)) return null;
  const given = [...new Set(types as readonly string[])].filter((type) => type !== NOTHING);
  if (given.length <= 1) return given[0] ?? NOTHING;
  return given.every(isNumber) ? wider(given) : null;
}

/** Decimals depend on both their widths: left to the binder. */
function wider(types: readonly string[]): Type {
  if (types.includes('DOUBLE')) return 'DOUBLE';
  if (types.includes('FLOAT')) return 'FLOAT';
  if (types.some((type) => !wholeNumbers.includes(type))) return null;
  return wholeNumbers[Math.max(...types.map((type) => wholeNumbers.indexOf(type)))]!;
}
