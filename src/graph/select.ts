// Applies selections to a project's models.
import { MeshError } from '../error/meshError.ts';
import { ancestors, descendants, type Dag } from './dag.ts';
import type { Selector, SelectorNode } from './selector.ts';
import { compilePattern, hasWildcard } from './wildcard.ts';

/** What can be selected, and what the terms ask about it. */
export interface SelectionUniverse {
  /** Canonical names; nothing else is ever selected. */
  readonly names: Iterable<string>;
  readonly dag: Dag;
  readonly tagsOf: (name: string) => readonly string[];
  /** Relative to the project root, with `/`. */
  readonly pathOf: (name: string) => string | undefined;
  readonly kindOf: (name: string) => string;
  /** The models whose files differ from each ref that `gitRefs` names. */
  readonly changedSince?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Lets names be written with the catalog that canonical names leave out. */
  readonly defaultCatalog?: string | undefined;
  /** For those to whom an empty selection is fine; terms that match nothing are an error all the same. */
  readonly mayBeEmpty?: boolean | undefined;
}

/** What any of the selections picks, in the order of `names`. Throws PLAN_SELECTOR_NO_MATCH. */
export function select(selectors: readonly Selector[], universe: SelectionUniverse): Set<string> {
  const names = [...universe.names];
  const picked = new Set<string>();
  for (const selector of selectors) {
    const found = evaluate(selector.root, { selector, universe, names });
    if (found.size === 0 && universe.mayBeEmpty !== true) {
      // Every word of it matches something: no name is to be looked for.
      throw new MeshError('PLAN_SELECTOR_NO_MATCH', { selector: selector.text, term: selector.text, known: [] });
    }
    for (const name of found) picked.add(name);
  }
  return new Set(names.filter((name) => picked.has(name)));
}

interface Scope {
  readonly selector: Selector;
  readonly universe: SelectionUniverse;
  readonly names: readonly string[];
}

type Match = Extract<SelectorNode, { type: 'match' }>;

function evaluate(node: SelectorNode, scope: Scope): ReadonlySet<string> {
  switch (node.type) {
    case 'match':
      return matches(node, scope);
    case 'not': {
      const excluded = evaluate(node.operand, scope);
      return new Set(scope.names.filter((name) => !excluded.has(name)));
    }
    case 'and':
    case 'or': {
      const sets = node.operands.map((operand) => evaluate(operand, scope));
      if (node.type === 'or') return new Set(sets.flatMap((set) => [...set]));
      return new Set([...sets[0]!].filter((name) => sets.every((set) => set.has(name))));
    }
    case 'expand': {
      const found = new Set(evaluate(node.operand, scope));
      const own = [...found];
      if (node.upstream) for (const name of ancestors(scope.universe.dag, own)) found.add(name);
      if (node.downstream) for (const name of descendants(scope.universe.dag, own)) found.add(name);
      return new Set(scope.names.filter((name) => found.has(name)));
    }
  }
}

function matches(term: Match, { selector, universe, names }: Scope): ReadonlySet<string> {
  const { value } = term;
  if (term.attribute === 'git') return changedSince(value, universe, names);
  const isMatch = matcherOf(term, universe);
  const found = new Set(names.filter(isMatch));
  if (found.size === 0) {
    throw new MeshError('PLAN_SELECTOR_NO_MATCH', {
      selector: selector.text,
      term: term.text,
      known: knownTerms(term, universe, names),
    });
  }
  return found;
}

function matcherOf(term: Match, universe: SelectionUniverse): (name: string) => boolean {
  switch (term.attribute) {
    case 'name': {
      const isMatch = compilePattern(foldName(term.value));
      const catalog = universe.defaultCatalog?.toLowerCase();
      return (name) => {
        const folded = foldName(name);
        return isMatch(folded) || (catalog !== undefined && isMatch(`${catalog}.${folded}`));
      };
    }
    case 'tag': {
      const isMatch = compilePattern(term.value.toLowerCase());
      return (name) => universe.tagsOf(name).some((tag) => isMatch(tag.toLowerCase()));
    }
    case 'kind': {
      const isMatch = compilePattern(term.value.toLowerCase());
      return (name) => isMatch(universe.kindOf(name).toLowerCase());
    }
    case 'path': {
      const isMatch = pathMatcher(term.value);
      return (name) => {
        const path = universe.pathOf(name);
        return path !== undefined && isMatch(path);
      };
    }
    case 'git':
      throw new Error('git terms are answered from a set');
  }
}

function changedSince(ref: string, universe: SelectionUniverse, names: readonly string[]): ReadonlySet<string> {
  const changed = universe.changedSince?.get(ref);
  if (changed === undefined) throw new Error(`the models changed since '${ref}' were not given to select()`);
  return new Set(names.filter((name) => changed.has(name)));
}

/** A file, a folder with all below it, or a glob. */
function pathMatcher(value: string): (path: string) => boolean {
  const wanted = value
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '');
  if (hasWildcard(wanted)) return compilePattern(wanted, { separator: '/' });
  return (path) => wanted === '' || wanted === '.' || path === wanted || path.startsWith(`${wanted}/`);
}

/** Case and quotes do not count in names. */
function foldName(name: string): string {
  return name.toLowerCase().replaceAll('"', '');
}

function knownTerms(term: Match, universe: SelectionUniverse, names: readonly string[]): string[] {
  switch (term.attribute) {
    case 'tag':
      return [...new Set(names.flatMap((name) => universe.tagsOf(name)))].map((tag) => `tag:${tag}`);
    case 'kind':
      return [...new Set(names.map((name) => universe.kindOf(name)))].map((kind) => `kind:${kind}`);
    case 'path':
      return [...new Set(names.flatMap((name) => universe.pathOf(name) ?? []))].map((path) => `path:${path}`);
    case 'name':
    case 'git':
      return [...names];
  }
}
