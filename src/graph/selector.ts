// The language that picks models: `+shop.orders`, `tag:nightly & ^path:models/old`, `(a | b)+`, `git:main`.
// `^` binds tighter than `&`, `&` tighter than `|`; `+` belongs to the term or bracket it touches.
import { MeshError } from '../error/meshError.ts';
import { readTokens, type SelectorToken } from './selectorTokens.ts';

export type SelectorAttribute = 'name' | 'tag' | 'path' | 'git' | 'kind';

export type SelectorNode =
  | {
      readonly type: 'match';
      readonly attribute: SelectorAttribute;
      readonly value: string;
      /** As it was written, and where: columns count from 1. */
      readonly text: string;
      readonly column: number;
    }
  | { readonly type: 'not'; readonly operand: SelectorNode }
  | { readonly type: 'and' | 'or'; readonly operands: readonly SelectorNode[] }
  | {
      readonly type: 'expand';
      readonly upstream: boolean;
      readonly downstream: boolean;
      readonly operand: SelectorNode;
    };

export interface Selector {
  readonly text: string;
  readonly root: SelectorNode;
}

const attributes: readonly SelectorAttribute[] = ['name', 'tag', 'path', 'git', 'kind'];

const deepest = 200;

/** Throws PLAN_SELECTOR_SYNTAX with the column. */
export function parseSelector(text: string): Selector {
  const tokens = readTokens(text);
  let position = 0;
  let depth = 0;
  const peek = (): SelectorToken => tokens[position]!;
  const take = (type: SelectorToken['type']): boolean => {
    if (peek().type !== type) return false;
    position++;
    return true;
  };
  const fail = (reason: string): never => {
    throw new MeshError('PLAN_SELECTOR_SYNTAX', { selector: text, column: peek().column, reason });
  };
  const list = (type: '|' | '&', operand: () => SelectorNode): SelectorNode => {
    const operands = [operand()];
    while (take(type)) operands.push(operand());
    return operands.length === 1 ? operands[0]! : { type: type === '|' ? 'or' : 'and', operands };
  };
  const either = (): SelectorNode => list('|', both);
  const both = (): SelectorNode => list('&', negation);
  const negation = (): SelectorNode => {
    let negated = false;
    while (take('^')) negated = !negated;
    const operand = expansion();
    return negated ? { type: 'not', operand } : operand;
  };
  const expansion = (): SelectorNode => {
    const upstream = take('+');
    const operand = primary();
    const downstream = take('+');
    return upstream || downstream ? { type: 'expand', upstream, downstream, operand } : operand;
  };
  const primary = (): SelectorNode => {
    const token = peek();
    if (token.type === 'word') {
      position++;
      return matchOf(token, text);
    }
    if (token.type !== '(') {
      return fail(token.type === 'end' ? 'a model name or a term is missing' : `'${token.type}' is not expected here`);
    }
    if (++depth > deepest) fail('too many brackets');
    position++;
    const inner = either();
    if (!take(')')) fail("')' is missing");
    depth--;
    return inner;
  };
  const root = either();
  if (peek().type === 'word' || peek().type === '(') fail("'&' or '|' is missing");
  if (peek().type !== 'end') fail(`'${peek().type}' is not expected here`);
  return { text, root };
}

/** The refs whose changed models `select` will ask for. */
export function gitRefs(selectors: Iterable<Selector>): string[] {
  const refs = new Set<string>();
  const open = [...selectors].map((selector) => selector.root);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    switch (node.type) {
      case 'match':
        if (node.attribute === 'git') refs.add(node.value);
        break;
      case 'and':
      case 'or':
        open.push(...node.operands);
        break;
      case 'not':
      case 'expand':
        open.push(node.operand);
    }
  }
  return [...refs].sort();
}

function matchOf({ text: word, column, prefixEnd }: SelectorToken, selector: string): SelectorNode {
  const failAt = (at: number, reason: string): never => {
    throw new MeshError('PLAN_SELECTOR_SYNTAX', { selector, column: at, reason });
  };
  if (prefixEnd === undefined) return { type: 'match', attribute: 'name', value: word, text: word, column };
  const prefix = word.slice(0, prefixEnd).toLowerCase();
  const attribute = attributes.find((known) => known === prefix);
  if (attribute === undefined) return failAt(column, `there is no '${prefix}:', only tag:, path:, git: and kind:`);
  const value = attribute === 'name' ? word.slice(prefixEnd + 1) : word.slice(prefixEnd + 1).replaceAll('"', '');
  if (value === '') return failAt(column + prefixEnd + 1, `nothing follows '${prefix}:'`);
  return { type: 'match', attribute, value, text: word, column };
}
