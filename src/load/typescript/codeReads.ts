// Which tables the function of a model reads, as far as its source says: literal names in context.table(), resolve() and
// query(), and sql`…` texts. Computed names are told apart, because the graph must not guess.
import { codeTokens, literalText, unescape, type CodeToken } from './codeTokens.ts';
import type { CompiledCode } from './compiledCode.ts';

export interface CodeReads {
  /** It asks for its own rows: `context.self()`. */
  readonly self?: true;
  /** Literal names in `table()` and `resolve()`, as written. */
  readonly tables: readonly string[];
  /** Texts of `query()` and sql`…`. A `${…}` is replaced by NULL, or by a subquery where a table stands: what it reads is counted by itself. */
  readonly queries: readonly CodeQuery[];
  /** Literal names in `register()`: tables of the run itself. */
  readonly registered: readonly string[];
  /** Names in `context.vars.name`; undefined when it may read any. */
  readonly variables: readonly string[] | undefined;
  /** Calls with a computed name, offsets in the source that was scanned. */
  readonly computed: readonly { readonly call: string; readonly offset: number }[];
}

export interface CodeQuery {
  readonly text: string;
}

const readers = new Set(['table', 'resolve', 'query', 'variable', 'self', 'register']);

/** What a function reads, and the helpers that it hands its context to; its source as `toString()` gives it. */
export function readsOfFunction(source: string, code: () => CompiledCode | undefined = () => undefined): CodeReads {
  return readsWithHelpers(source, 0, { code, seen: new Set() });
}

interface Around {
  /** Asked for when there is a helper. */
  readonly code: () => CompiledCode | undefined;
  /** Helpers that are counted already. */
  readonly seen: Set<string>;
}

/** Names that a helper computes, from what it is given, say nothing: the caller may have declared them. */
function readsWithHelpers(source: string, parameter: number, { code, seen }: Around): CodeReads {
  const tokens = codeTokens(source);
  const { handed, ...own } = scanReads(source, tokens, receiversOf(tokens, parameter));
  if (handed.length === 0) return own;
  const around = code();
  return handed.reduce<CodeReads>((reads, { name, position }) => {
    const helper = around?.helper(name);
    const key = `${position} ${helper?.source}`;
    if (helper === undefined || seen.has(key)) return reads;
    seen.add(key);
    const more = readsWithHelpers(helper.source, position, { code: () => helper.code, seen });
    const isAny = reads.variables === undefined || more.variables === undefined;
    return {
      tables: [...new Set([...reads.tables, ...more.tables])],
      queries: [...reads.queries, ...more.queries],
      registered: [...new Set([...reads.registered, ...more.registered])],
      variables: isAny ? undefined : [...new Set([...reads.variables, ...more.variables])],
      computed: reads.computed,
      ...(reads.self === true || more.self === true ? { self: true as const } : {}),
    };
  }, own);
}

interface Receivers {
  /** Variables that hold a relation, a resolved name or SQL: `const orders = context.table('x')`. */
  readonly variables: ReadonlySet<string>;
  /** `context` in `context.table('x')`. */
  readonly objects: ReadonlySet<string>;
  /** Local name → method, for `({ table, query: ask }) => …`. */
  readonly functions: ReadonlyMap<string, string>;
}

/** The first parameter: a name, or a pattern that takes the methods out; and what is made of it further on. */
export function receiversOf(tokens: readonly CodeToken[], parameter = 0): Receivers {
  const { objects, functions } = contextParameter(tokens, parameter);
  const variables = new Set<string>();
  const receivers: Receivers = { objects, functions, variables };
  tokens.forEach((token, i) => {
    if (token.text !== '=') return;
    if (isWhole(tokens, i + 1, objects)) {
      // `const own = context` or `const { table, query: ask } = context`.
      if (tokens[i - 1]?.type === 'word') objects.add(tokens[i - 1]!.text);
      else if (tokens[i - 1]?.text === '}') takeOut(tokens, tokens.slice(0, i).findLastIndex(isOpening), functions);
      return;
    }
    if (tokens[i - 1]?.type !== 'word') return;
    const from = tokens[i + 1]?.text === 'await' ? i + 2 : i + 1;
    const made = [from, from + 2].some(
      (at) => tokens[at]?.type === 'word' && methodAt(tokens, at, receivers) !== undefined,
    );
    if (made || (tokens[from]?.text === 'sql' && tokens[from + 1]?.type === 'template'))
      variables.add(tokens[i - 1]!.text);
  });
  return receivers;
}

const isOpening = ({ text }: CodeToken): boolean => text === '{';

/** The context itself, not something of it. */
function isWhole(tokens: readonly CodeToken[], at: number, objects: ReadonlySet<string>): boolean {
  return objects.has(tokens[at]?.text ?? '') && !['.', '?.', '[', '(', '!'].includes(tokens[at + 1]?.text ?? '');
}

function contextParameter(
  tokens: readonly CodeToken[],
  position: number,
): { objects: Set<string>; functions: Map<string, string> } {
  const begin = tokens.findIndex((token) => token.text === '(' || token.text === '=>');
  const open = position === 0 ? begin : (commasIn(tokens, begin)[position - 1] ?? tokens.length);
  const bare = tokens[open]?.text === '=>' ? tokens[open - 1] : tokens[open + 1];
  const functions = new Map<string, string>();
  if (bare?.type === 'word') return { objects: new Set([bare.text]), functions };
  if (bare?.text === '{') takeOut(tokens, open + 1, functions);
  return { objects: new Set(), functions };
}

/** Notes the methods that the pattern behind this bracket takes out. */
function takeOut(tokens: readonly CodeToken[], open: number, functions: Map<string, string>): void {
  for (let i = open + 1; i < tokens.length && tokens[i]?.text !== '}'; i++) {
    const name = tokens[i]!;
    if (name.type !== 'word' || !readers.has(name.text)) continue;
    const renamed = tokens[i + 1]?.text === ':' ? tokens[i + 2] : undefined;
    functions.set((renamed ?? name).text, name.text);
    if (renamed !== undefined) i += 2;
  }
}

/** The commas between the items of this bracket. */
function commasIn(tokens: readonly CodeToken[], open: number): number[] {
  const commas: number[] = [];
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const text = tokens[i]!.type === 'sign' ? tokens[i]!.text : '';
    if ('([{'.includes(text) && text !== '') depth++;
    else if (')]}'.includes(text) && text !== '' && --depth === 0) break;
    else if (text === ',' && depth === 1) commas.push(i);
  }
  return commas;
}

interface Handed {
  readonly name: string;
  /** Which argument the context is. */
  readonly position: number;
}

interface Found {
  readonly handed: Handed[];
  readonly tables: Set<string>;
  readonly queries: CodeQuery[];
  readonly registered: Set<string>;
  readonly variables: Set<string>;
  readonly computed: { call: string; offset: number }[];
  self: boolean;
  anyVariable: boolean;
}

export function scanReads(
  source: string,
  tokens: readonly CodeToken[],
  receivers: Receivers,
): CodeReads & { readonly handed: readonly Handed[] } {
  const found: Found = {
    handed: [],
    tables: new Set(),
    queries: [],
    registered: new Set(),
    variables: new Set(),
    computed: [],
    self: false,
    anyVariable: false,
  };
  scan(source, tokens, { receivers, found });
  return {
    tables: [...found.tables],
    queries: found.queries,
    registered: [...found.registered],
    variables: found.anyVariable ? undefined : [...found.variables],
    computed: found.computed,
    handed: found.handed,
    ...(found.self ? { self: true } : {}),
  };
}

interface Scan {
  readonly receivers: Receivers;
  readonly found: Found;
}

function scan(source: string, tokens: readonly CodeToken[], state: Scan): void {
  const { receivers, found } = state;
  tokens.forEach((token, i) => {
    for (const range of token.substitutions ?? []) scan(source, codeTokens(source, range.start, range.end), state);
    if (token.type === 'template' && tokens[i - 1]?.text === 'sql') found.queries.push(queryOf(source, token, state));
    if (token.type === 'word' && token.text === 'vars') noteVariable(tokens, i, found);
    noteHanded(tokens, i, state);
    const method = methodAt(tokens, i, receivers);
    const open = method === undefined ? -1 : openingBracket(tokens, tokens[i + 1]?.text === ']' ? i + 2 : i + 1);
    if (method === undefined || open === -1) return;
    const argument = tokens[open + 1];
    const whole = [',', ')'].includes(tokens[open + 2]?.text ?? '') ? argument : undefined;
    const literal = literalText(whole);
    if (method === 'self') found.self = true;
    else if (method === 'register') {
      if (literal !== undefined) found.registered.add(literal);
    } else if (method !== 'query' && literal !== undefined) found.tables.add(literal);
    else if (literal !== undefined) found.queries.push({ text: literal });
    else if (method === 'query' && whole?.type === 'template') found.queries.push(queryOf(source, whole, state));
    // query(sql`…`) and query(text) with `const text = sql`…`` are counted where the SQL stands.
    else if (method !== 'query' || !isSql(tokens, open + 1, whole, receivers)) {
      found.computed.push({ call: `${method}()`, offset: token.start });
    }
  });
}

/** `orders(context, day)`: what it reads counts, too. */
function noteHanded(tokens: readonly CodeToken[], i: number, { receivers: { objects }, found }: Scan): void {
  const { type, text } = tokens[i]!;
  if (
    type !== 'word' ||
    tokens[i + 1]?.text !== '(' ||
    ['.', '?.', 'new', 'function'].includes(tokens[i - 1]?.text ?? '')
  )
    return;
  [i + 1, ...commasIn(tokens, i + 1)].forEach((before, position) => {
    const isContext =
      objects.has(tokens[before + 1]?.text ?? '') && [',', ')'].includes(tokens[before + 2]?.text ?? '');
    if (isContext) found.handed.push({ name: text, position });
  });
}

/** `vars.name`, `vars['name']`; whoever hands all of them on may read any. */
function noteVariable(tokens: readonly CodeToken[], i: number, found: Found): void {
  const [dot, name, close] = tokens.slice(i + 1, i + 4);
  const literal = dot?.text === '[' && close?.text === ']' ? literalText(name) : undefined;
  const word = (dot?.text === '.' || dot?.text === '?.') && name?.type === 'word' ? name.text : literal;
  if (word !== undefined) found.variables.add(word);
  // A parameter that takes `vars` out of the context reads none by itself.
  else if (i > tokens.findIndex(({ text }) => text === ')') || dot?.text === ':') found.anyVariable = true;
}

function isSql(
  tokens: readonly CodeToken[],
  at: number,
  whole: CodeToken | undefined,
  { variables }: Receivers,
): boolean {
  return (tokens[at]?.text === 'sql' && tokens[at + 1]?.type === 'template') || variables.has(whole?.text ?? '');
}

function methodAt(tokens: readonly CodeToken[], i: number, { objects, functions }: Receivers): string | undefined {
  const { text, type } = tokens[i]!;
  const dot = tokens[i - 1]?.text;
  if (type !== 'word') {
    // `context['table']('x')`
    const name = dot === '[' && tokens[i + 1]?.text === ']' ? literalText(tokens[i]) : undefined;
    return name !== undefined && readers.has(name) && objects.has(tokens[i - 2]?.text ?? '') ? name : undefined;
  }
  if (dot !== '.' && dot !== '?.') return functions.get(text);
  return readers.has(text) && objects.has(tokens[i - 2]?.text ?? '') && tokens[i - 3]?.text !== '.' ? text : undefined;
}

/** The `(` of a call, behind type arguments if there are any; -1 when it is no call. */
function openingBracket(tokens: readonly CodeToken[], from: number): number {
  if (tokens[from]?.text === '(') return from;
  if (tokens[from]?.text !== '<') return -1;
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    if (tokens[i]?.text === '<') depth++;
    if (tokens[i]?.text === '>' && --depth === 0) return tokens[i + 1]?.text === '(' ? i + 1 : -1;
  }
  return -1;
}

function queryOf(source: string, template: CodeToken, { receivers, found }: Scan): CodeQuery {
  // sql`…` binds values and embeds relations: only in a plain text can `${…}` be the name of a table.
  const isPlain = !/sql\s*$/.test(source.slice(Math.max(0, template.start - 20), template.start));
  let text = '';
  let position = template.start + 1;
  for (const { start, end } of template.substitutions ?? []) {
    text += unescape(source.slice(position, start - 2));
    position = end + 1;
    const isTable = /\b(?:from|join)\s+$/i.test(text);
    if (isTable && isPlain && !isKnown(codeTokens(source, start, end), receivers)) {
      found.computed.push({ call: 'query()', offset: start });
    }
    text += isTable ? '(SELECT 1)' : 'NULL';
  }
  return { text: text + unescape(source.slice(position, template.end - 1)) };
}

/** A call of a reader, or a variable that holds what one gave. */
function isKnown(tokens: readonly CodeToken[], receivers: Receivers): boolean {
  if (tokens.length === 1 && receivers.variables.has(tokens[0]!.text)) return true;
  return tokens.some((token, i) => token.type === 'word' && methodAt(tokens, i, receivers) !== undefined);
}
