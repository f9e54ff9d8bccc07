// Which tables the function of a model reads, as far as its source says: literal names in context.table(), resolve() and
// query(), and sql`…` texts. Computed names are told apart, because the graph must not guess.
import { codeTokens, literalText, unescape, type CodeToken } from './codeTokens.ts';

export interface CodeReads {
  /** Literal names in `table()` and `resolve()`, as written. */
  readonly tables: readonly string[];
  /** Texts of `query()` and sql`…`, each `${…}` replaced by `$mesh_1`, `$mesh_2` … */
  readonly queries: readonly CodeQuery[];
  /** Calls with a computed name, offsets in the source that was scanned. */
  readonly computed: readonly { readonly call: string; readonly offset: number }[];
}

export interface CodeQuery {
  readonly text: string;
  /** Substitutions that are themselves a `table()` or `resolve()` call, or sql`…`: what they read is counted there. */
  readonly known: readonly string[];
}

const readers = new Set(['table', 'resolve', 'query']);

/** What a function reads; its source as `toString()` gives it. */
export function readsOfFunction(source: string): CodeReads {
  const tokens = codeTokens(source);
  return scanReads(source, tokens, receiversOf(tokens));
}

interface Receivers {
  /** `context` in `context.table('x')`. */
  readonly objects: ReadonlySet<string>;
  /** Local name → method, for `({ table, query: ask }) => …`. */
  readonly functions: ReadonlyMap<string, string>;
}

/** The first parameter: a name, or a pattern that takes the methods out. */
export function receiversOf(tokens: readonly CodeToken[]): Receivers {
  const open = tokens.findIndex((token) => token.text === '(' || token.text === '=>');
  const bare = tokens[open]?.text === '=>' ? tokens[open - 1] : tokens[open + 1];
  if (bare?.type === 'word') return { objects: new Set([bare.text]), functions: new Map() };
  if (bare?.text !== '{') return { objects: new Set(), functions: new Map() };
  const functions = new Map<string, string>();
  for (let i = open + 2; i < tokens.length && tokens[i]?.text !== '}'; i++) {
    const name = tokens[i]!;
    if (name.type !== 'word' || !readers.has(name.text)) continue;
    const renamed = tokens[i + 1]?.text === ':' ? tokens[i + 2] : undefined;
    functions.set((renamed ?? name).text, name.text);
    if (renamed !== undefined) i += 2;
  }
  return { objects: new Set(), functions };
}

interface Found {
  readonly tables: Set<string>;
  readonly queries: CodeQuery[];
  readonly computed: { call: string; offset: number }[];
}

export function scanReads(source: string, tokens: readonly CodeToken[], receivers: Receivers): CodeReads {
  const found: Found = { tables: new Set(), queries: [], computed: [] };
  scan(source, tokens, { receivers, found });
  return { tables: [...found.tables], queries: found.queries, computed: found.computed };
}

interface Scan {
  readonly receivers: Receivers;
  readonly found: Found;
}

function scan(source: string, tokens: readonly CodeToken[], state: Scan): void {
  const { receivers, found } = state;
  tokens.forEach((token, i) => {
    for (const range of token.substitutions ?? []) scan(source, codeTokens(source, range.start, range.end), state);
    if (token.type === 'template' && tokens[i - 1]?.text === 'sql')
      found.queries.push(queryOf(source, token, receivers));
    const method = token.type === 'word' ? methodAt(tokens, i, receivers) : undefined;
    const open = method === undefined ? -1 : openingBracket(tokens, i + 1);
    if (method === undefined || open === -1) return;
    const argument = tokens[open + 1];
    const whole = [',', ')'].includes(tokens[open + 2]?.text ?? '') ? argument : undefined;
    const literal = literalText(whole);
    if (method !== 'query' && literal !== undefined) found.tables.add(literal);
    else if (literal !== undefined) found.queries.push({ text: literal, known: [] });
    else if (method === 'query' && whole?.type === 'template') found.queries.push(queryOf(source, whole, receivers));
    // query(sql`…`) and query(context.resolve(…)) are counted by what is inside.
    else if (method !== 'query' || argument?.text !== 'sql' || tokens[open + 2]?.type !== 'template') {
      found.computed.push({ call: `${method}()`, offset: token.start });
    }
  });
}

function methodAt(tokens: readonly CodeToken[], i: number, { objects, functions }: Receivers): string | undefined {
  const { text } = tokens[i]!;
  const dot = tokens[i - 1]?.text;
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

function queryOf(source: string, template: CodeToken, receivers: Receivers): CodeQuery {
  const known: string[] = [];
  let text = '';
  let position = template.start + 1;
  (template.substitutions ?? []).forEach(({ start, end }, index) => {
    const name = `mesh_${index + 1}`;
    text += `${unescape(source.slice(position, start - 2))}$${name}`;
    position = end + 1;
    const inside = codeTokens(source, start, end);
    const call = inside.findIndex((token, i) => token.type === 'word' && methodAt(inside, i, receivers) !== undefined);
    if (call !== -1 || inside[0]?.text === 'sql') known.push(name);
  });
  return { text: text + unescape(source.slice(position, template.end - 1)), known };
}
