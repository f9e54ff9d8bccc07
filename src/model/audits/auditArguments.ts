// Arguments of a built-in audit: checked against its parameters, then handed to its query.
import { diagnostic, type Diagnostic } from '../../error/diagnostic.ts';
import { lex } from '../../sql/lexer.ts';
import { stringValue } from '../../sql/literal.ts';
import { isText, nextSolid, previousSolid, T, tokenEnd, tokenStart, tokenText, type Tokens } from '../../sql/tokens.ts';
import type { Call } from '../model.ts';
import type { AuditArguments, AuditParameter, BuiltinAudit } from './audit.ts';
import { isForAnyAudit } from './severity.ts';

/** Other models that the call names. */
export function relationsOf(builtin: BuiltinAudit, call: Call): string[] {
  return Object.entries(builtin.parameters).flatMap(([name, { type }]) => {
    const text = call.arguments[name];
    return type === 'relation' && text !== undefined ? [text] : [];
  });
}

export function checkAuditCall(builtin: BuiltinAudit, call: Call): Diagnostic[] {
  const known = Object.keys(builtin.parameters);
  const found: Diagnostic[] = [];
  for (const argument of Object.keys(call.arguments)) {
    if (isForAnyAudit(argument) || known.includes(argument)) continue;
    found.push(diagnostic('AUDIT_ARGUMENT_UNKNOWN', { audit: call.name, argument, known }, { at: call.at }));
  }
  for (const [argument, parameter] of Object.entries(builtin.parameters)) {
    const text = call.arguments[argument];
    if (text === undefined) {
      if (parameter.default === undefined && parameter.optional !== true)
        found.push(
          diagnostic('AUDIT_ARGUMENT_MISSING', { audit: call.name, argument, file: call.at?.file }, { at: call.at }),
        );
      continue;
    }
    const expected = text.includes('@') ? undefined : wantedInstead(parameter, text);
    if (expected === undefined) continue;
    found.push(
      diagnostic('AUDIT_ARGUMENT_TYPE', { audit: call.name, argument, expected, found: text }, { at: call.at }),
    );
  }
  return found;
}

/** What a parameter takes, when the text is certainly something else. */
function wantedInstead({ type }: AuditParameter, text: string): string | undefined {
  if (type === 'boolean') return booleanValue(text) === undefined ? 'TRUE or FALSE' : undefined;
  if (type === 'columns' || type === 'expressions')
    return listItems(text).length === 0 ? 'a list that is not empty' : undefined;
  const string = type === 'number' ? stringOf(text) : undefined;
  return string !== undefined && (string.trim() === '' || Number.isNaN(Number(string))) ? 'a number' : undefined;
}

/** The value of a text that is one string literal. */
function stringOf(text: string): string | undefined {
  const tokens = lex(text);
  const first = nextSolid(tokens, 0);
  if (first >= tokens.count || tokens.types[first] !== T.string) return undefined;
  return nextSolid(tokens, first + 1) >= tokens.count ? stringValue(tokenText(tokens, first)) : undefined;
}

/** What an audit may ask besides the rows. */
export interface AuditFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly rowsBefore?: number | undefined;
}

const noFacts: AuditFacts = { now: 0 };

/** The query of bad rows, for a call that was checked; `table` is a relation for FROM without alias. */
export function builtinAuditQuery(builtin: BuiltinAudit, call: Call, table: string, facts = noFacts): string {
  return builtin.query(auditArguments(builtin, call.arguments, { table, facts }));
}

/** Over the table, whose alias is audited_rows. */
export type AuditMeasure =
  /** True for the bad rows. Left in WHERE, DuckDB can often tell from its statistics that there are none. */
  | { readonly type: 'rows'; readonly bad: string }
  /** An aggregate that is zero when the audit passes. */
  | { readonly type: 'aggregate'; readonly value: string };

/** How an audit can share a pass over the table with others; undefined when only its own query can tell. */
export function builtinAuditMeasure(builtin: BuiltinAudit, call: Call): AuditMeasure | undefined {
  // Tables inside of arguments would have to be found and replaced there.
  if (Object.values(call.arguments).some((text) => /\bselect\b|\bfrom\b|\bover\b/i.test(text))) return undefined;
  const args = auditArguments(builtin, call.arguments, { table: '', facts: noFacts });
  const condition = args.has('condition') ? args.one('condition') : undefined;
  const filter = (texts: readonly string[]): string =>
    texts.length === 0 ? '' : `FILTER (WHERE ${texts.map((text) => `(${text})`).join(' AND ')})`;
  const conditions = condition === undefined ? [] : [condition];
  if (builtin.bad !== undefined)
    return { type: 'rows', bad: [...conditions, builtin.bad(args)].map((text) => `(${text})`).join(' AND ') };
  if (builtin.measure === undefined) return undefined;
  return { type: 'aggregate', value: builtin.measure(args, filter(conditions)) };
}

function auditArguments(
  builtin: BuiltinAudit,
  given: Readonly<Record<string, string>>,
  { table, facts }: { readonly table: string; readonly facts: AuditFacts },
): AuditArguments {
  const text = (name: string): string | undefined => {
    const value = given[name] ?? builtin.parameters[name]?.default;
    return value === undefined || isNull(value) ? undefined : value;
  };
  const condition = text('condition');
  const required = (name: string): string => text(name) ?? 'NULL';
  const asColumn = (name: string, item: string): string => {
    const isColumn = builtin.parameters[name]?.type.startsWith('column') === true;
    const [only, ...more] = isColumn ? listItems(item) : [];
    return only === undefined || more.length > 0 ? item : (stringOf(only) ?? item);
  };
  return {
    table,
    rows:
      condition === undefined
        ? `${table} AS audited_rows`
        : `(SELECT * FROM ${table} WHERE ${condition}) AS audited_rows`,
    has: (name) => text(name) !== undefined,
    one: (name) => asColumn(name, unwrapped(required(name))),
    list: (name) => listItems(required(name)).map((item) => asColumn(name, item)),
    flag: (name) => booleanValue(required(name)) ?? false,
    relation: (name) => required(name),
    now: `TIMESTAMP '${new Date(facts.now).toISOString().slice(0, 19).replace('T', ' ')}'`,
    rowsBefore: facts.rowsBefore,
  };
}

const isNull = (text: string): boolean => text.trim().toUpperCase() === 'NULL';

function booleanValue(text: string): boolean | undefined {
  const word = text.trim().toUpperCase();
  return word === 'TRUE' ? true : word === 'FALSE' ? false : undefined;
}

/** `(a, f(b, c))`, `[a, b]` or `a`: the texts of the items. */
export function listItems(text: string): string[] {
  const tokens = lex(text);
  const inside = bracketed(tokens);
  if (inside === undefined) return [text.trim()];
  const items: string[] = [];
  let depth = 0;
  let from = inside.from;
  for (let i = inside.from; i < inside.to; i++) {
    if (tokens.types[i] !== T.punctuation) continue;
    const c = text[tokenStart(tokens, i)]!;
    if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (c === ',' && depth === 0) {
      items.push(textOf(tokens, from, i));
      from = i + 1;
    }
  }
  items.push(textOf(tokens, from, inside.to));
  return items.filter((item) => item !== '');
}

/** One value that somebody put in brackets. */
function unwrapped(text: string): string {
  const items = listItems(text);
  return items.length === 1 && text.trim().startsWith('[') ? items[0]! : text.trim();
}

/** The tokens between the brackets when the whole text is one bracketed list; `(a) + (b)` is none. */
function bracketed(tokens: Tokens): { from: number; to: number } | undefined {
  const first = nextSolid(tokens, 0);
  const last = previousSolid(tokens, tokens.count - 1);
  const pair = isText(tokens, first, '(') ? ')' : isText(tokens, first, '[') ? ']' : undefined;
  if (pair === undefined || !isText(tokens, last, pair)) return undefined;
  let depth = 0;
  for (let i = first; i <= last; i++) {
    if (tokens.types[i] !== T.punctuation) continue;
    const c = tokens.text[tokenStart(tokens, i)]!;
    if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c) && --depth === 0 && i < last) return undefined;
  }
  return { from: first + 1, to: last };
}

function textOf(tokens: Tokens, from: number, to: number): string {
  return from >= to ? '' : tokens.text.slice(tokenStart(tokens, from), tokenEnd(tokens, to - 1)).trim();
}
