// A piece of a test, from YAML or from TypeScript values: maps and lists whose parts know where they stand.
import type { SourceLocation } from '../error/diagnostic.ts';

export type Scalar = string | number | bigint | boolean | null;

export interface TestEntry {
  readonly key: string;
  readonly at: SourceLocation | undefined;
  readonly value: TestNode;
}

export type TestNode = { readonly at: SourceLocation | undefined } & (
  | { readonly type: 'map'; readonly entries: readonly TestEntry[] }
  | { readonly type: 'list'; readonly items: readonly TestNode[] }
  | {
      readonly type: 'scalar';
      readonly value: Scalar;
      /** Written without quotes: a date may be meant. */
      readonly plain: boolean;
    }
);

export function entryOf(node: TestNode | undefined, key: string): TestEntry | undefined {
  return node?.type === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

export function valueOf(node: TestNode | undefined, key: string): TestNode | undefined {
  return entryOf(node, key)?.value;
}

/** The text of a scalar; undefined for NULL, maps and lists. */
export function textOf(node: TestNode | undefined): string | undefined {
  return node?.type === 'scalar' && node.value !== null ? String(node.value) : undefined;
}

export function isNull(node: TestNode | undefined): boolean {
  return node?.type === 'scalar' && node.value === null;
}

/** Maps, lists and values as YAML would give them. */
export function plainValue(node: TestNode): unknown {
  switch (node.type) {
    case 'scalar':
      return typeof node.value === 'bigint' ? Number(node.value) : node.value;
    case 'list':
      return node.items.map(plainValue);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
  }
}

/** For tests written in TypeScript: values of the caller, all of them at one place. */
export function nodeFromValue(value: unknown, at: SourceLocation | undefined): TestNode {
  if (value === null || value === undefined) return { type: 'scalar', value: null, plain: false, at };
  if (Array.isArray(value)) return { type: 'list', items: value.map((item) => nodeFromValue(item, at)), at };
  if (value instanceof Date)
    return { type: 'scalar', value: value.toISOString().slice(0, 23).replace('T', ' '), plain: true, at };
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return { type: 'map', entries: entries.map(([key, item]) => ({ key, at, value: nodeFromValue(item, at) })), at };
  }
  const scalar = value as Scalar;
  return { type: 'scalar', value: scalar, plain: typeof scalar === 'string' && looksLikeTime(scalar), at };
}

export function looksLikeTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?)?$/i.test(text);
}
