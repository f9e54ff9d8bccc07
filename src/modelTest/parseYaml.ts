// YAML text → TestNode. Problems of the text stand at their line.
import type { Document, LineCounter, Node, Pair } from 'yaml';
import { diagnostic, type Diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import type { TestEntry, TestNode } from './testNode.ts';

type Yaml = typeof import('yaml');

export interface ParsedYaml {
  readonly node: TestNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export async function parseYaml(text: string, file: string): Promise<ParsedYaml> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    intAsBigInt: true,
    merge: true,
  });
  const place = placeIn(file, lines);
  if (document.errors.length > 0) {
    const diagnostics = document.errors.map(({ message, pos }) =>
      diagnostic('TEST_SYNTAX', { detail: firstLine(message) }, { at: place(pos[0]) }),
    );
    return { node: undefined, diagnostics };
  }
  if (document.contents === null) return { node: undefined, diagnostics: [] };
  const reading: Reading = { yaml, document, place, open: new Set() };
  return { node: nodeOf(reading, document.contents), diagnostics: [] };
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

function placeIn(file: string, lines: LineCounter): (offset: number) => SourceLocation {
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
}

interface Reading {
  readonly yaml: Yaml;
  readonly document: Document;
  readonly place: (offset: number) => SourceLocation;
  /** Anchored nodes that are being read: one that contains itself ends there. */
  readonly open: Set<Node>;
}

function nodeOf(reading: Reading, node: Node | null | undefined): TestNode {
  const { yaml, document, place, open } = reading;
  const at = node?.range === undefined || node.range === null ? undefined : place(node.range[0]);
  if (node === null || node === undefined) return { type: 'scalar', value: null, plain: true, at };
  if (yaml.isAlias(node)) {
    const target = node.resolve(document);
    return target === undefined || open.has(target)
      ? { type: 'scalar', value: null, plain: true, at }
      : { ...nodeOf(reading, target), at };
  }
  open.add(node);
  try {
    if (yaml.isMap(node)) {
      return { type: 'map', entries: node.items.flatMap((pair) => entriesOf(reading, pair)), at };
    }
    if (yaml.isSeq(node)) {
      return { type: 'list', items: node.items.map((item) => nodeOf(reading, item as Node | null)), at };
    }
    const { value } = node as { value: unknown };
    const plain = (node as { type?: string }).type === 'PLAIN';
    return { type: 'scalar', value: scalarValue(value), plain, at };
  } finally {
    open.delete(node);
  }
}

function entriesOf(reading: Reading, pair: Pair): TestEntry[] {
  const key = pair.key as Node & { value?: unknown };
  const value = nodeOf(reading, pair.value as Node | null);
  const at = key.range === undefined || key.range === null ? undefined : reading.place(key.range[0]);
  // `<<: *base` puts the entries of another map here.
  if (key.value === '<<' && value.type === 'map') return [...value.entries];
  return [{ key: String(key.value), at, value }];
}

/** Whole numbers that a double holds are numbers again. */
function scalarValue(value: unknown): string | number | bigint | boolean | null {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}
