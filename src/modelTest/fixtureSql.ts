// The rows of a fixture as a query: typed by its columns, by the model it stands for, or by the values themselves.
import { MeshError } from '../error/meshError.ts';
import { quoteIdentifier } from '../sql/tableName.ts';
import { quoteString } from '../sql/literal.ts';
import type { Fixture } from './testCase.ts';
import { looksLikeTime, plainValue, type TestNode } from './testNode.ts';

export interface KnownColumn {
  readonly name: string;
  /** Null: the name is certain, the type is not. */
  readonly type: string | null;
}

/** `known`: the columns of the table that the fixture stands for; undefined when nobody knows them. */
export function fixtureQuery(fixture: Fixture, known: readonly KnownColumn[] | undefined): string {
  if (fixture.query !== undefined) return fixture.query;
  const columns = fixtureColumns(fixture, known);
  if (columns.length === 0) return 'SELECT NULL AS no_columns WHERE FALSE';
  const names = columns.map(({ name }) => quoteIdentifier(name));
  if (fixture.rows.length === 0) {
    const nulls = columns.map(({ type }, i) => `CAST(NULL AS ${type ?? 'INTEGER'}) AS ${names[i]!}`);
    return `SELECT ${nulls.join(', ')} WHERE FALSE`;
  }
  const rows = fixture.rows.map((row) => {
    const cells = new Map(row.map((cell) => [cell.name.toLowerCase(), cell.value]));
    return `(${columns.map(({ name, type }) => cellText(cells.get(name.toLowerCase()), type)).join(', ')})`;
  });
  return `SELECT * FROM (VALUES ${rows.join(', ')}) AS fixture(${names.join(', ')})`;
}

/** Throws TEST_COLUMN_UNKNOWN at the first cell that no column takes. */
export function fixtureColumns(fixture: Fixture, known: readonly KnownColumn[] | undefined): readonly KnownColumn[] {
  const columns = new Map<string, KnownColumn>((known ?? []).map((c) => [c.name.toLowerCase(), c]));
  for (const { name, type, at } of fixture.columns) {
    if (known !== undefined && !columns.has(name.toLowerCase())) unknownColumn(fixture, { name, at }, known);
    columns.set(name.toLowerCase(), { name: columns.get(name.toLowerCase())?.name ?? name, type });
  }
  for (const row of fixture.rows) {
    for (const cell of row) {
      if (columns.has(cell.name.toLowerCase())) continue;
      if (known !== undefined) unknownColumn(fixture, cell, known);
      columns.set(cell.name.toLowerCase(), { name: cell.name, type: null });
    }
  }
  return [...columns.values()];
}

function unknownColumn(
  fixture: Fixture,
  column: { readonly name: string; readonly at: Fixture['at'] },
  known: readonly KnownColumn[],
): never {
  const data = { column: column.name, table: fixture.name, known: known.map((c) => c.name) };
  throw new MeshError('TEST_COLUMN_UNKNOWN', data, { at: column.at ?? fixture.at });
}

export function cellText(node: TestNode | undefined, type: string | null): string {
  if (node === undefined) return type === null ? 'NULL' : `CAST(NULL AS ${type})`;
  return type === null ? literal(node) : `CAST(${typedLiteral(node, type)} AS ${type})`;
}

/** Maps and lists for a text or JSON column are JSON. */
function typedLiteral(node: TestNode, type: string): string {
  const nested = node.type === 'map' || node.type === 'list';
  if (nested && /^(JSON|VARCHAR|TEXT|STRING)\b(?!\[)/i.test(type) && !type.endsWith(']'))
    return quoteString(JSON.stringify(plainValue(node)));
  if (node.type === 'map' && /^MAP\b/i.test(type)) return mapLiteral(node.entries);
  if (node.type === 'scalar' && (typeof node.value === 'string' || typeof node.value === 'number'))
    return quoteString(String(node.value));
  return literal(node);
}

function literal(node: TestNode): string {
  switch (node.type) {
    case 'list':
      return `[${node.items.map(literal).join(', ')}]`;
    case 'map':
      return `{${node.entries.map(({ key, value }) => `${quoteString(key)}: ${literal(value)}`).join(', ')}}`;
    case 'scalar':
      return scalarText(node.value, node.plain);
  }
}

function mapLiteral(entries: readonly { readonly key: string; readonly value: TestNode }[]): string {
  const keys = entries.map(({ key }) => quoteString(key));
  return `MAP([${keys.join(', ')}], [${entries.map(({ value }) => literal(value)).join(', ')}])`;
}

function scalarText(value: string | number | bigint | boolean | null, plain: boolean): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return `CAST('${value}' AS DOUBLE)`;
    return Number.isInteger(value) ? String(value) : `CAST(${value} AS DOUBLE)`;
  }
  if (plain && looksLikeTime(value)) {
    if (value.length === 10) return `DATE ${quoteString(value)}`;
    const zoned = /(Z|[+-]\d{2}(:?\d{2})?)$/i.test(value.slice(10));
    return `${zoned ? 'TIMESTAMPTZ' : 'TIMESTAMP'} ${quoteString(value)}`;
  }
  return quoteString(value);
}
