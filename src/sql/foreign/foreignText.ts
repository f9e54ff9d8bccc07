// A statement of another dialect without what the translator cannot read: such constructs are respelled, or their
// functions travel under stand-ins that become DuckDB's SQL afterwards.
import { applyEdits, type SourceMap } from '../edit.ts';
import { lex } from '../lexer.ts';
import { lexicalRules } from '../lexicalRules.ts';
import { bytesValue, stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { applied } from './apply.ts';
import { bigqueryCall, safeCall } from './bigqueryCalls.ts';
import { operandInBrackets, quantifiedQuery } from './brackets.ts';
import { clauseEdits, comparisonMark } from './clauses.ts';
import { clickhouseClause } from './clickhouseClauses.ts';
import { tableKey } from './constraints.ts';
import { countDistinct } from './countDistinct.ts';
import { inOrder, pivotMark, withoutInner } from './editOrder.ts';
import { flatten, flattened, itemAsText, withoutTable } from './flatten.ts';
import { templateOf } from './functions.ts';
import { unreadFrame } from './frames.ts';
import { groupingSets, withRollup } from './grouping.ts';
import { hintEdits, misread, sampleEdits } from './hints.ts';
import { makeInterval, spanOfUnits, wholeUnits } from './intervals.ts';
import { joinEdits } from './joins.ts';
import { jsonAggregate } from './jsonAggregates.ts';
import { lateral } from './lateralView.ts';
import { limitEdits } from './limits.ts';
import { listAggregate } from './listAggregate.ts';
import { hide, postgresLike, refuse, replace, sparkLike, type Pass, type Unreadable } from './pass.ts';
import { objectLiteral } from './objectLiteral.ts';
import { openJsonColumns } from './openJson.ts';
import { field, fieldsOfColumn, path, valueAtPath } from './paths.ts';
import { pivotAt } from './pivot.ts';
import { plainName } from './plainNames.ts';
import { jsonKeys, negativeItem, postgresClause, substringFrom } from './postgresClauses.ts';
import { isSign, joinsTexts } from './plus.ts';
import { nullTest } from './nullTest.ts';
import { powerEdits } from './power.ts';
import { quantified } from './quantified.ts';
import { selectedAs } from './selectAs.ts';
import { sampledName } from './samples.ts';
import { selectedRows } from './selectedRows.ts';
import { emptyMap, unicodeText, withoutOverflow } from './standardCalls.ts';
import { starModifiers } from './star.ts';
import { hasOwnColumns, rowAlias, rowFunctions, tableFunction } from './tableFunctions.ts';
import { closingBracket, standIn, type Filling, type Template } from './template.ts';
import { typeEdits } from './typeEdits.ts';
import { binaryLiteral, firstOrLast, firstOrLastKnown, nameOfDigits, triedCast, withoutNulls } from './sparkCalls.ts';
import { hasFrom, positionIn, trimmedFrom } from './trim.ts';
import { listedArray, typedArray } from './typedArray.ts';
import { typedLiteral } from './typedLiteral.ts';
import { unnestedCall } from './unnests.ts';
import { valuesQuery } from './values.ts';
import { wholeFrame } from './windowFrame.ts';
import { windowBase } from './windowBase.ts';
import { windowOrder } from './windowOrder.ts';

export interface ForeignText {
  readonly text: string;
  readonly map: SourceMap;
  /** What the stand-ins become. */
  readonly templates: readonly Filling[];
  /** Names → what to put in their place in the result. */
  readonly hidden: ReadonlyMap<string, string>;
  readonly unreadable: Unreadable | undefined;
}

export function foreignText(statement: string, dialect: string): ForeignText {
  const tokens = lex(statement, dialect);
  const items = dialect === 'snowflake' ? flattened(tokens) : new Set<string>();
  const pass: Pass = {
    tokens,
    dialect,
    edits: [],
    templates: [],
    hidden: new Map(),
    flattened: items,
    unreadable: undefined,
  };
  for (let i = 0; i < tokens.count; i++) {
    const type = tokens.types[i];
    if (type === T.word) word(pass, i);
    else if (type === T.string) text(pass, i);
    else if (type === T.number && sparkLike.has(dialect)) i = nameOfDigits(pass, i);
    else if (type === T.number) number(pass, i);
    else if ((dialect === 'snowflake' || dialect === 'databricks') && isText(tokens, i, ':')) i = path(pass, i);
    else if (dialect === 'databricks' && isText(tokens, i, '?')) triedCast(pass, i);
    else if (isText(tokens, i, ',')) comma(pass, i);
    else if (isText(tokens, i, '.')) i = field(pass, i);
    else if (isText(tokens, i, '(')) bracket(pass, i);
    else if (isText(tokens, i, '{') && dialect === 'snowflake') objectLiteral(pass, i);
    else if (isText(tokens, i, '==')) replace(pass, i, '=');
    else if (isText(tokens, i, '||') && likeMysql.has(dialect)) replace(pass, i, ' OR ');
    else if (isText(tokens, i, '&&') && likeMysql.has(dialect)) replace(pass, i, ' AND ');
    else if (isText(tokens, i, '+') && plusJoins.has(dialect) && joinsTexts(tokens, i)) replace(pass, i, '||');
    else if (isText(tokens, i, '+') && isSign(tokens, i)) replace(pass, i, ' ');
    else if (isText(tokens, i, '<=>')) replace(pass, i, `= ${comparisonMark} +`);
    else if (isText(tokens, i, '*')) star(pass, i);
    else if (isText(tokens, i, '^') && postgresLike.has(dialect)) power(pass, i);
    else if (isText(tokens, i, '?') && postgresLike.has(dialect)) i = jsonKeys(pass, i);
    else if (isText(tokens, i, '->') || isText(tokens, i, '->>')) negativeItem(pass, i);
    else if (isText(tokens, i, '#') && postgresLike.has(dialect)) i = valueAtPath(pass, i);
  }
  const edits = withoutInner(pass.edits);
  return {
    ...applyEdits(statement, inOrder(edits)),
    templates: pass.templates,
    hidden: pass.hidden,
    unreadable: pass.unreadable,
  };
}

function bracket(pass: Pass, open: number): void {
  pass.edits.push(...operandInBrackets(pass.tokens, open));
  travels(pass, windowBase(pass.tokens, open, pass.hidden.size));
}

/** Whether there was something that a name stands for until the end. */
function travels(pass: Pass, found: ReturnType<typeof unreadFrame>): boolean {
  if (found === undefined) return false;
  pass.hidden.set(found.name, found.text);
  pass.edits.push(found.edit);
  return true;
}

/** Pipes are OR there, unless the mode PIPES_AS_CONCAT is set. */
const likeMysql = new Set(['mysql', 'doris', 'starrocks']);

const plusJoins = new Set(['tsql', 'fabric']);

const joined = new Set(['JOIN', 'INTO', 'TABLE', 'UPDATE', 'VIEW']);

const localTimes: Readonly<Record<string, string>> = {
  LOCALTIME: 'CURRENT_LOCALTIME()',
  LOCALTIMESTAMP: 'LOCALTIMESTAMP',
};

const quantifiers = new Set(['ALL', 'ANY', 'SOME']);

/** Types that are functions, too. */
const typesWithCalls = new Set(
  'CHAR DATE DATETIME DOUBLE FLOAT INT NCHAR STRING TEXT TIME TIMESTAMP TIMESTAMPTZ'.split(' '),
);

function word(pass: Pass, i: number): void {
  const { tokens, dialect } = pass;
  const name = tokenText(tokens, i).toUpperCase();
  const next = nextSolid(tokens, i + 1);
  if (structure(pass, i, name)) return;
  if (name === 'OVER' && dialect === 'snowflake') return window(pass, i);
  if (dialect === 'bigquery' && name === 'SAFE' && safeCall(pass, i)) return;
  if (dialect === 'bigquery' && isText(tokens, next, '(') && bigqueryCall(pass, i, name)) return;
  if (travels(pass, tableKey(tokens, i, { dialect, index: pass.hidden.size }))) return;
  const misunderstood = misread(tokens, i, dialect);
  if (misunderstood !== undefined) return refuse(pass, i, misunderstood);
  pass.edits.push(...limitEdits(tokens, i, dialect), ...clauseEdits(tokens, i, dialect));
  pass.edits.push(
    ...hintEdits(tokens, i, dialect),
    ...sampleEdits(tokens, i, dialect),
    ...sampledName(tokens, i, dialect),
    ...joinEdits(tokens, i, dialect),
  );
  const pivot = pivotAt(tokens, i, { dialect, name: `${pivotMark}${pass.hidden.size}` });
  if (pivot !== undefined) {
    pass.hidden.set(`${pivotMark}${pass.hidden.size}`, pivot.text);
    return void pass.edits.push(pivot.edit);
  }
  const plain = plainName(tokens, i, dialect);
  if (plain !== undefined) return void pass.edits.push(plain);
  const types = [...typedLiteral(tokens, i, dialect), ...typeEdits(tokens, i, dialect)];
  if (types.length > 0) return void pass.edits.push(...types);
  if (name === 'INTERVAL' && tokens.types[next] !== T.string) spanOfUnits(pass, next);
  if (Object.hasOwn(localTimes, name) && !isText(tokens, next, '('))
    return replace(pass, i, `${hide(pass, () => localTimes[name]!)}()`);
  if (!isText(tokens, next, '(')) return;
  const before = previousSolid(tokens, i - 1);
  // Spark's function of this name is none behind an aggregate.
  if (name === 'FILTER' && isText(tokens, before, ')')) return;
  const quantifiedBy = quantifiers.has(name) ? quantifiedQuery(tokens, i) : undefined;
  if (quantifiedBy !== undefined) {
    pass.edits.push(...quantifiedBy);
    return replace(
      pass,
      i,
      hide(pass, ([query]) => `${name} ${query!}`),
    );
  }
  // `a LIKE ANY (…)`: ClickHouse has an aggregate of this name as well.
  if (quantifiers.has(name) && ['LIKE', 'ILIKE', 'RLIKE'].some((word) => isWord(tokens, before, word))) return;
  if (typesWithCalls.has(name) && (isWord(tokens, before, 'AS') || isText(tokens, before, '::'))) return;
  const table = tableFunction(tokens, i, dialect);
  const columnAlias = rowAlias(tokens, i, dialect);
  if (columnAlias !== undefined) pass.edits.push(columnAlias);
  if (table !== undefined) {
    if (hasOwnColumns(tokens, i)) return openJsonColumns(pass, i);
    withoutTable(pass, i, closingBracket(tokens, next));
    return replace(pass, i, hide(pass, orAsWritten(name, table)));
  }
  const isSafe = dialect === 'bigquery' && isWord(tokens, previousSolid(tokens, before - 1), 'SAFE');
  if (
    (isText(tokens, before, '.') && !isSafe) ||
    joined.has(before < 0 ? '' : tokenText(tokens, before).toUpperCase())
  ) {
    if (!rowFunctions.has(name) && name !== 'FLATTEN') return;
  }
  const order = windowOrder(tokens, i, dialect);
  if (order !== undefined) return void pass.edits.push(order);
  if (name === 'SAFE_CAST') return replace(pass, i, 'TRY_CAST');
  if (name === 'SETS') return groupingSets(pass, i, next);
  if (name === 'EXISTS' && sparkLike.has(dialect) && !opensQuery(tokens, next))
    return replace(
      pass,
      i,
      hide(pass, ([list, test]) => `LIST_BOOL_OR(LIST_TRANSFORM(${list!}, ${test!}))`),
    );
  if (name === 'COUNT' && countDistinct(pass, i, next)) return;
  if (name === 'FLATTEN' && dialect === 'snowflake') return flatten(pass, i, next);
  if (name === 'MAKE_INTERVAL') return makeInterval(pass, i, next);
  if (jsonAggregate(pass, i, next)) return;
  withoutNulls(pass, i, next);
  const aggregate = listAggregate(tokens, { name: i, open: next, dialect });
  if (aggregate !== undefined) {
    pass.edits.push(...aggregate.edits);
    return replace(pass, i, hide(pass, aggregate.filling));
  }
  if (orderedAggregates.has(name) && withinGroup(pass, next) && name === 'LISTAGG')
    return replace(pass, i, 'STRING_AGG');
  if (name === 'ANY_VALUE' && havingExtreme(pass, i, next)) return;
  if (selectedRows(pass, i, next) || unnestedCall(pass, i, next) || trimmedFrom(pass, i, next)) return;
  if (name === 'POSITION') positionIn(pass, next);
  if (firstOrLastKnown(pass, i, next)) return;
  if (saysOfNulls(tokens, next)) return;
  if (name === 'SUBSTR' && hasFrom(tokens, next)) return replace(pass, i, 'SUBSTRING');
  if (name === 'SUBSTRING' && postgresLike.has(dialect) && !substringFrom(pass, next)) return;
  const called = firstOrLast(tokens, { name, open: next }, dialect);
  const template = templateOf(called, dialect);
  if (template !== undefined) replace(pass, i, hide(pass, orAsWritten(called, template)));
}

/** `LAST_VALUE(a) IGNORE NULLS OVER (…)`: the call goes on behind its bracket. */
function saysOfNulls(tokens: Tokens, open: number): boolean {
  const word = nextSolid(tokens, closingBracket(tokens, open) + 1);
  const isAsked = isWord(tokens, word, 'IGNORE') || isWord(tokens, word, 'RESPECT');
  return isAsked && isWord(tokens, nextSolid(tokens, word + 1), 'NULLS');
}

function opensQuery(tokens: Tokens, open: number): boolean {
  const first = nextSolid(tokens, open + 1);
  return ['SELECT', 'WITH', 'FROM', 'VALUES'].some((word) => isWord(tokens, first, word)) || isText(tokens, first, '(');
}

/** Clauses and operators that are words; whether the word was one. */
function structure(pass: Pass, i: number, name: string): boolean {
  const { tokens, dialect } = pass;
  const next = nextSolid(tokens, i + 1);
  switch (name) {
    case 'LATERAL':
      lateral(pass, i, next);
      return true;
    case 'APPLY':
      return applied(pass, i);
    case 'LIKE':
    case 'ILIKE':
      return quantified(pass, i);
    case 'U':
      return unicodeText(pass, i);
    case 'ON':
      return withoutOverflow(pass, i);
    case 'MAP':
      return emptyMap(pass, i);
    case 'ISNULL':
    case 'NOTNULL':
      return nullTest(pass, i, name);
    case 'ROLLUP':
    case 'CUBE':
      return withRollup(pass, i);
    case 'VALUES':
      return valuesQuery(pass, i);
    case 'ARRAY':
      return typedArray(pass, i) || listedArray(pass, i) || (dialect === 'clickhouse' && clickhouseClause(pass, i));
    case 'STRUCT':
      return selectedAs(pass, i);
    case 'VALUE':
      if (selectedAs(pass, i)) return true;
      return pass.flattened.size > 0 && itemAsText(pass, i, pass.flattened);
    case 'ROWS':
    case 'RANGE':
    case 'GROUPS':
      return travels(pass, unreadFrame(tokens, i, pass.hidden.size));
    default:
      if (postgresLike.has(dialect) && postgresClause(pass, i, name)) return true;
      return dialect === 'clickhouse' && clickhouseClause(pass, i);
  }
}

/** Calls that no template fits are DuckDB's own business. */
function orAsWritten(name: string, template: Template): Filling {
  return (args) => template(args) ?? `${name}(${args.join(', ')})`;
}

/** One too many, after the last item of a list or in the middle of it. */
function comma(pass: Pass, i: number): void {
  const next = nextSolid(pass.tokens, i + 1);
  const isLast =
    next === pass.tokens.count ||
    isWord(pass.tokens, next, 'FROM') ||
    [')', ','].some((sign) => isText(pass.tokens, next, sign));
  if (isLast) replace(pass, i, '');
}

/** `AS 'name'`; Snowflake's `INTERVAL '1 day, 2 hours'`. */
function text(pass: Pass, i: number): void {
  const { tokens, dialect } = pass;
  if (binaryLiteral(pass, i)) return;
  const written = tokenText(tokens, i);
  if (dialect === 'bigquery' && /^(?:b|rb|br)['"]/i.test(written)) {
    const bytes = bytesValue(written, dialect).toString('hex');
    return replace(pass, i, `${hide(pass, () => `UNHEX('${bytes}')`)}()`);
  }
  if (isWord(tokens, previousSolid(tokens, i - 1), 'INTERVAL')) {
    if (spanOfUnits(pass, i)) return;
    return replace(pass, i, wholeUnits(dialect === 'snowflake' ? written.replaceAll(',', ' ') : written));
  }
  if (!isWord(tokens, previousSolid(tokens, i - 1), 'AS')) return;
  const quote = lexicalRules(dialect).doubleQuoteString ? '`' : '"';
  const name = stringValue(tokenText(tokens, i), dialect);
  if (!name.includes(quote)) replace(pass, i, `${quote}${name}${quote}`);
}

/** `0xCC`: bytes in some dialects, a number in others. */
function number(pass: Pass, i: number): void {
  const digits = /^0x([0-9a-f]+)$/i.exec(tokenText(pass.tokens, i))?.[1];
  if (digits === undefined) return;
  const text = bytesInNumbers.has(pass.dialect) ? `UNHEX('${digits.length % 2 === 0 ? '' : '0'}${digits}')` : undefined;
  replace(pass, i, text === undefined ? `${BigInt(`0x${digits}`)}` : `${hide(pass, () => text)}()`);
}

const bytesInNumbers = new Set(['tsql', 'fabric', ...likeMysql]);

const orderedAggregates = new Set(['LISTAGG', 'ARRAY_AGG', 'STRING_AGG']);

/** `LISTAGG(a, ',') WITHIN GROUP (ORDER BY a)` → `LISTAGG(a, ',' ORDER BY a)`. */
function withinGroup({ tokens, edits }: Pass, open: number): boolean {
  const close = closingBracket(tokens, open);
  const within = nextSolid(tokens, close + 1);
  const group = nextSolid(tokens, within + 1);
  const inner = nextSolid(tokens, group + 1);
  if (!isWord(tokens, within, 'WITHIN') || !isWord(tokens, group, 'GROUP') || !isText(tokens, inner, '(')) return false;
  edits.push({ start: tokenStart(tokens, close), end: tokens.ends[inner]!, text: ' ' });
  return true;
}

/** What EXCEPT, REPLACE and RENAME make of the star; without expressions it is a column by its look. */
function star(pass: Pass, i: number): void {
  const found = starModifiers(pass.tokens, i);
  if (found === undefined) return fieldsOfColumn(pass, i);
  pass.edits.push(...found.edits);
  if (found.hasArguments) return void pass.edits.push({ ...found.span, text: hide(pass, found.filling) });
  const name = `mesh_star_${pass.hidden.size}`;
  pass.hidden.set(name, found.filling([]));
  pass.edits.push({ ...found.span, text: name });
}

function power(pass: Pass, i: number): void {
  const edits = powerEdits(pass.tokens, i, standIn(pass.templates.length));
  if (edits === undefined) return refuse(pass, i, 'what it is a power of is not plain: put both sides into brackets');
  hide(pass, (args) => `POWER(${args.join(', ')})`);
  pass.edits.unshift(...edits);
}

function window(pass: Pass, over: number): void {
  const found = wholeFrame(pass.tokens, over);
  if (found === undefined) return;
  if (!found.isNamed) return void pass.edits.push(found);
  const name = `mesh_window_${pass.hidden.size}`;
  pass.hidden.set(name, found.text);
  pass.edits.push({ ...found, text: name });
}

/** BigQuery's `ANY_VALUE(x HAVING MAX y)`. */
function havingExtreme(pass: Pass, name: number, open: number): boolean {
  const { tokens, edits } = pass;
  const close = closingBracket(tokens, open);
  for (let i = nextSolid(tokens, open + 1); i < close; i = nextSolid(tokens, i + 1)) {
    const which = nextSolid(tokens, i + 1);
    if (!isWord(tokens, i, 'HAVING')) continue;
    edits.push({ start: tokenStart(tokens, i), end: tokens.ends[which]!, text: ',' });
    const called = isWord(tokens, which, 'MIN') ? 'ARG_MIN_NULL' : 'ARG_MAX_NULL';
    replace(
      pass,
      name,
      hide(pass, (args) => `${called}(${args.join(', ')})`),
    );
    return true;
  }
  return false;
}
