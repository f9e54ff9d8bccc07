// Which tables the function of a model reads, as far as its source says: names in context.table(), resolve() and query(), and
// sql`…` texts, also in whatever it hands its context to. Names that are not known are told apart: the graph must not guess.
import { codeTokens, literalText, type CodeToken } from './codeTokens.ts';
import {
  functionModule,
  isClass,
  isFunction,
  namesIn,
  type CodeModule,
  type CodeModules,
  type Located,
} from './reads/codeModule.ts';
import { CodeReader } from './reads/codeReader.ts';
import { CodeScope } from './reads/codeScope.ts';
import { unknown, type ClassAtom } from './reads/values.ts';

export interface CodeReads {
  /** It asks for its own rows: `context.self()`. */
  readonly self?: true;
  /** Names in `table()` and `resolve()`, as written. */
  readonly tables: readonly string[];
  /** Texts of `query()` and sql`…`. A part that is not known is NULL, or a subquery where a table stands: what it reads is counted by itself. */
  readonly queries: readonly CodeQuery[];
  /** Names in `register()`: tables of the run itself. */
  readonly registered: readonly string[];
  /** Names in `context.vars.name`; undefined when it may read any. */
  readonly variables: readonly string[] | undefined;
  /** Calls in its own text with a name that is not known. */
  readonly computed: readonly ComputedName[];
}

export interface CodeQuery {
  readonly text: string;
}

export interface ComputedName {
  readonly call: string;
  /** In the compiled module; not known when the function was not found there. */
  readonly at?: { readonly file: string; readonly offset: number } | undefined;
}

export interface AroundFunction {
  readonly modules: CodeModules;
  /** The compiled module that leads to it. */
  readonly output: string;
}

/** What a function reads, and all that it hands its context to; its source as `toString()` gives it. */
export function readsOfFunction(source: string, around?: AroundFunction): CodeReads {
  const found = (around === undefined ? undefined : foundIn(source, around)) ?? functionModule(source);
  if (found === undefined) return { tables: [], queries: [], registered: [], variables: [], computed: [] };
  const { module, located } = found;
  const { node } = located;
  const reader = new CodeReader();
  const { scope, owner } = scopeAround(reader, module, located);
  reader.follow({ type: 'function', node, scope, self: owner === undefined ? undefined : [owner], home: owner });
  const { noted } = reader;
  const own = [...noted.computed.values()].filter(
    (each) => each.module === module && each.offset >= node.start && each.offset < node.end,
  );
  return {
    tables: [...noted.tables],
    queries: [...noted.queries].map((text) => ({ text })),
    registered: [...noted.registered],
    variables: variablesIn([...noted.entered]),
    computed: own.map(({ call, offset }) => ({
      call,
      at: module.file === undefined ? undefined : { file: module.file, offset },
    })),
    ...(noted.isSelf ? { self: true as const } : {}),
  };
}

interface FoundFunction {
  readonly module: CodeModule;
  readonly located: Located;
}

/** In a compiled module, or in one of those that it imports. */
function foundIn(source: string, { modules, output }: AroundFunction): FoundFunction | undefined {
  const open = [modules.at(output)];
  for (const module of open) {
    const located = module.text.includes(source) ? module.locate(source) : undefined;
    if (located !== undefined) return { module, located };
    for (const each of module.imports()) if (!open.includes(each)) open.push(each);
  }
  return undefined;
}

/** Names of the functions around it stand for anything, but for those of the module. */
function scopeAround(
  reader: CodeReader,
  module: CodeModule,
  { around }: Located,
): { scope: CodeScope; owner?: ClassAtom } {
  let scope = reader.moduleScope(module);
  let owner: ClassAtom | undefined;
  for (const node of around) {
    if (isClass(node)) owner = { type: 'class', node, scope, fields: new Map() };
    else if (isFunction(node)) {
      scope = reader.inner(scope);
      for (const name of node.params.flatMap((pattern) => namesIn(pattern))) scope.declare(name, unknown);
    }
  }
  return owner === undefined ? { scope } : { scope, owner };
}

function variablesIn(sources: readonly string[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const source of sources) if (!noteVariables(source, codeTokens(source), names)) return undefined;
  return [...names];
}

/** `vars.name`, `vars['name']`; whoever hands all of them on may read any. */
function noteVariables(source: string, tokens: readonly CodeToken[], names: Set<string>): boolean {
  const parameters = tokens.findIndex(({ text }) => text === ')');
  return tokens.every((token, i) => {
    for (const { start, end } of token.substitutions ?? [])
      if (!noteVariables(source, codeTokens(source, start, end), names)) return false;
    if (token.type !== 'word' || token.text !== 'vars') return true;
    const [dot, name, close] = tokens.slice(i + 1, i + 4);
    const literal = dot?.text === '[' && close?.text === ']' ? literalText(name) : undefined;
    const word = (dot?.text === '.' || dot?.text === '?.') && name?.type === 'word' ? name.text : literal;
    if (word !== undefined) names.add(word);
    // A parameter that takes `vars` out of the context reads none by itself.
    return word !== undefined || !(i > parameters || dot?.text === ':');
  });
}
