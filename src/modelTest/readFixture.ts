// Fixtures of a test: a list of rows, or a map with columns, rows, a query, or a file of rows.
import { diagnostic, type Diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import type { Fixture, FixtureCell, FixtureColumn, FixtureRow } from './testCase.ts';
import {
  looksLikeTime,
  entryOf,
  isNull,
  plainValue,
  textOf,
  valueOf,
  type TestEntry,
  type TestNode,
} from './testNode.ts';
import { parseYaml } from './parseYaml.ts';

/** What reading needs of the world around it. */
export interface TestFiles {
  /** The text of a file named in a test; undefined when there is none. */
  readonly read: (path: string) => string | undefined;
  /** Rows of a CSV text, the header first; null is NULL. Throws with the reason. */
  readonly csv: (text: string, settings: unknown) => (string | null)[][];
}

export interface FixtureContext {
  readonly files: TestFiles;
  readonly partial?: boolean | undefined;
  readonly report: (problem: Diagnostic) => void;
}

const fixtureKeys = ['columns', 'rows', 'query', 'format', 'path', 'csv_settings', 'partial'];

export async function readFixture(entry: TestEntry, context: FixtureContext): Promise<Fixture> {
  const { key: name, at, value } = entry;
  const empty: Fixture = { name, at, columns: [], rows: [], partial: context.partial ?? false };
  if (isNull(value)) return empty;
  if (value.type === 'list') return { ...empty, rows: rowsOf(value, name, context) };
  if (value.type !== 'map') {
    context.report(shape(`the rows of ${name}`, 'a list of rows, or a map with rows or a query', value.at ?? at));
    return empty;
  }
  checkKeys(value, { owner: `the fixture ${name}`, known: fixtureKeys, report: context.report });
  const partial = valueOf(value, 'partial');
  const query = textOf(valueOf(value, 'query'));
  return {
    ...empty,
    columns: columnsOf(value, context),
    rows: await fixtureRows(value, name, context),
    ...(query === undefined ? {} : { query }),
    partial: partial?.type === 'scalar' ? partial.value === true : empty.partial,
  };
}

/** Keys that SQLMesh ignores pass; a key that is nearly a known one is a slip. */
export function checkKeys(
  node: TestNode,
  { owner, known, report }: { owner: string; known: readonly string[]; report: FixtureContext['report'] },
): void {
  if (node.type !== 'map') return;
  for (const { key, at } of node.entries) {
    if (known.includes(key)) continue;
    const problem = diagnostic('TEST_KEY_UNKNOWN', { key, owner, known }, { at });
    if (problem.hint?.startsWith('known:') !== true) report(problem);
  }
}

function columnsOf(node: TestNode, { report }: FixtureContext): FixtureColumn[] {
  const columns = valueOf(node, 'columns');
  if (columns === undefined || isNull(columns)) return [];
  if (columns.type !== 'map') {
    report(shape('columns', 'a map of names and types', columns.at));
    return [];
  }
  return columns.entries.flatMap(({ key, at, value }) => {
    const type = textOf(value);
    if (type !== undefined) return [{ name: key, type, at }];
    report(shape(`the type of column ${key}`, 'a type such as INT', at));
    return [];
  });
}

async function fixtureRows(node: TestNode, name: string, context: FixtureContext): Promise<readonly FixtureRow[]> {
  const format = textOf(valueOf(node, 'format'))?.toLowerCase();
  if (format !== undefined && !['csv', 'yaml', 'yml'].includes(format)) {
    context.report(shape('format', 'yaml or csv', valueOf(node, 'format')?.at));
    return [];
  }
  const path = entryOf(node, 'path');
  const given = entryOf(node, 'rows');
  const where = path ?? given;
  if (where === undefined || isNull(where.value)) return [];
  const isCsv = format === 'csv' || (format === undefined && /\.csv$/i.test(textOf(path?.value) ?? ''));
  if (path === undefined && !isCsv) return rowsOf(where.value, name, context);
  const file = textOf(path?.value);
  const text = file === undefined ? textOf(given?.value) : context.files.read(file);
  if (text === undefined) {
    const problem =
      file === undefined
        ? shape(`the rows of ${name}`, 'a CSV text', where.at)
        : diagnostic('TEST_FILE', { file, detail: 'there is no such file' }, { at: path?.value.at });
    context.report(problem);
    return [];
  }
  return isCsv
    ? csvRows(text, { node, at: where.at, context, file })
    : yamlRows(text, { file: file!, name, context, at: where.at });
}

function csvRows(
  text: string,
  {
    node,
    at,
    context,
    file,
  }: { node: TestNode; at: SourceLocation | undefined; context: FixtureContext; file?: string | undefined },
): FixtureRow[] {
  const settings = valueOf(node, 'csv_settings');
  let rows: (string | null)[][];
  try {
    rows = context.files.csv(text, settings === undefined ? {} : plainValue(settings));
  } catch (error) {
    const detail = (error as Error).message;
    context.report(diagnostic('TEST_FILE', { file: file ?? 'the CSV text', detail }, { at }));
    return [];
  }
  const [header = [], ...lines] = rows;
  const readers = header.map((_, i) => csvReader(lines.map((values) => values[i] ?? null)));
  return lines.map((values) =>
    header.map((name, i) => ({
      name: name ?? '',
      at,
      value: { type: 'scalar', ...readers[i]!(values[i] ?? null), at },
    })),
  );
}

interface CsvValue {
  readonly value: string | number | boolean | null;
  readonly plain: boolean;
}

/** CSV has only texts: columns of numbers, truth values or times are taken for them, as long as nobody declares a type. */
function csvReader(column: readonly (string | null)[]): (text: string | null) => CsvValue {
  const texts = column.filter((text) => text !== null);
  const each = (test: (text: string) => boolean): boolean => texts.every(test);
  const read = (value: (text: string) => CsvValue['value'], plain: boolean) => (text: string | null) => ({
    value: text === null ? null : value(text),
    plain,
  });
  if (each(isNumber)) return read(Number, true);
  if (each((text) => /^(true|false)$/i.test(text))) return read((text) => text.toLowerCase() === 'true', true);
  return read((text) => text, each(looksLikeTime));
}

/** No code such as 007, and nothing that a number of JavaScript cannot hold. */
function isNumber(text: string): boolean {
  if (!/^[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return false;
  return /[.eE]/.test(text) ? text.replaceAll(/\D/g, '').length <= 15 : Number.isSafeInteger(Number(text));
}

async function yamlRows(
  text: string,
  { file, name, context, at }: { file: string; name: string; context: FixtureContext; at: SourceLocation | undefined },
): Promise<readonly FixtureRow[]> {
  const { node, diagnostics } = await parseYaml(text, file);
  for (const problem of diagnostics) context.report(problem);
  if (node === undefined) return [];
  const rows = node.type === 'map' ? valueOf(node, 'rows') : node;
  if (rows !== undefined) return rowsOf(rows, name, context);
  context.report(shape(file, 'a list of rows', at));
  return [];
}

function rowsOf(node: TestNode, name: string, { report }: FixtureContext): FixtureRow[] {
  if (isNull(node)) return [];
  if (node.type !== 'list') {
    report(shape(`the rows of ${name}`, 'a list', node.at));
    return [];
  }
  return node.items.flatMap((item): FixtureCell[][] => {
    if (item.type === 'map') return [item.entries.map(({ key, at, value }) => ({ name: key, at, value }))];
    report(shape(`a row of ${name}`, 'a map of column names and values', item.at));
    return [];
  });
}

export function shape(what: string, expected: string, at: SourceLocation | undefined): Diagnostic {
  return diagnostic('TEST_SHAPE', { what, expected }, { at });
}
