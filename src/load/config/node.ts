// A configuration as a tree in which every key and value knows its place; YAML, TypeScript and environment variables all become one.
import type { SourceLocation } from '../../error/diagnostic.ts';

export interface ConfigNode {
  readonly content: ConfigContent;
  readonly at: SourceLocation | undefined;
}

export type ConfigContent =
  /** Text, number, boolean or null; from TypeScript also anything else (a function, a class instance). */
  | { readonly type: 'scalar'; readonly value: unknown }
  | { readonly type: 'list'; readonly items: readonly ConfigNode[] }
  | { readonly type: 'map'; readonly entries: readonly ConfigEntry[] };

export interface ConfigEntry {
  readonly key: string;
  readonly at: SourceLocation | undefined;
  readonly value: ConfigNode;
}

export function scalarNode(value: unknown, at?: SourceLocation): ConfigNode {
  return { content: { type: 'scalar', value }, at };
}

export function mapNode(entries: readonly ConfigEntry[], at?: SourceLocation): ConfigNode {
  return { content: { type: 'map', entries }, at };
}

/** `state_schema`, `STATE_SCHEMA` and `stateSchema` are one key. */
export function canonicalKey(key: string): string {
  const lower = /[a-z]/.test(key) ? key : key.toLowerCase();
  return lower.replace(/[_-]+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export function entryOf(node: ConfigNode, key: string): ConfigEntry | undefined {
  if (node.content.type !== 'map') return undefined;
  return node.content.entries.find((entry) => canonicalKey(entry.key) === key);
}

/** `key:` with nothing behind it is the same as no key. */
export function presentNode(node: ConfigNode | undefined): ConfigNode | undefined {
  return node?.content.type === 'scalar' && node.content.value === null ? undefined : node;
}

/** The node as a plain value, keys as written. */
export function plainValue(node: ConfigNode): unknown {
  switch (node.content.type) {
    case 'scalar':
      return node.content.value;
    case 'list':
      return node.content.items.map(plainValue);
    case 'map':
      return Object.fromEntries(node.content.entries.map((entry) => [entry.key, plainValue(entry.value)]));
  }
}

/** Root lists that add up when a personal configuration is merged with the project's; every other list replaces. */
const addedLists = new Set([
  'users',
  'notificationTargets',
  'ignorePatterns',
  'pinnedEnvironments',
  'beforeAll',
  'afterAll',
]);

/** `over` wins; maps are merged key by key. */
export function mergeNodes(under: ConfigNode, over: ConfigNode, depth = 0): ConfigNode {
  if (under.content.type !== 'map' || over.content.type !== 'map') return over;
  const entries = [...under.content.entries];
  for (const entry of over.content.entries) {
    const key = canonicalKey(entry.key);
    const index = entries.findIndex(
      (other) => canonicalKey(other.key) === key || other.key.toLowerCase() === entry.key.toLowerCase(),
    );
    const last = entries[index];
    if (last === undefined) entries.push(entry);
    else entries[index] = { ...entry, key: last.key, value: mergeValues(key, last.value, entry.value, depth) };
  }
  return mapNode(entries, under.at);
}

function mergeValues(key: string, under: ConfigNode, over: ConfigNode, depth: number): ConfigNode {
  if (depth === 0 && addedLists.has(key) && under.content.type === 'list' && over.content.type === 'list') {
    return { content: { type: 'list', items: [...under.content.items, ...over.content.items] }, at: under.at };
  }
  return mergeNodes(under, over, depth + 1);
}
