// The tables a query reads, as DuckDB's own syntax tree tells them: what the reference scanner is compared with.
import { createRequire } from 'node:module';
import type { DuckDBConnection } from '@duckdb/node-api';
import { offsetConverter } from '../../src/sql/offsets.ts';

const { DuckDBInstance } = createRequire(import.meta.url)('@duckdb/node-api') as typeof import('@duckdb/node-api');

/** `tree`: places as `name@offset alias`; `none`: valid SQL without a tree; `invalid`: DuckDB does not parse it. */
export type DuckDBReferences =
  | { readonly type: 'tree'; readonly tables: readonly string[]; readonly functions: readonly string[] }
  | { readonly type: 'none' | 'invalid'; readonly reason: string };

export async function openDuckDB(): Promise<DuckDBConnection> {
  return (await DuckDBInstance.create(':memory:')).connect();
}

interface Node {
  readonly [key: string]: unknown;
}

export async function duckdbReferences(
  connection: DuckDBConnection,
  texts: readonly string[],
): Promise<DuckDBReferences[]> {
  const results: DuckDBReferences[] = [];
  for (let i = 0; i < texts.length; i += 500) {
    const batch = texts.slice(i, i + 500);
    const rows = batch.map((text, n) => `(${n}, '${text.replaceAll("'", "''")}')`).join(', ');
    const reader = await connection.runAndReadAll(
      `SELECT json_serialize_sql(t) FROM (VALUES ${rows}) v(n, t) ORDER BY n`,
    );
    for (const [n, [json]] of reader.getRowsJson().entries()) results.push(fromTree(batch[n]!, json as string));
  }
  return results;
}

function fromTree(text: string, json: string): DuckDBReferences {
  const tree = JSON.parse(json) as Node;
  if (tree['error'] === true) {
    const reason = String(tree['error_message']);
    return { type: reason.startsWith('Only SELECT') ? 'none' : 'invalid', reason };
  }
  const found: { offset: number; text: string; function: boolean }[] = [];
  const converter = offsetConverter(text);
  walk(tree['statements'], { found, offset: (bytes) => converter.utf16FromBytes(bytes), ctes: [] });
  found.sort((a, b) => a.offset - b.offset);
  const texts = (isFunction: boolean) => found.filter((f) => f.function === isFunction).map((f) => f.text);
  return { type: 'tree', tables: texts(false), functions: texts(true) };
}

interface Walk {
  readonly found: { offset: number; text: string; function: boolean }[];
  readonly offset: (bytes: number) => number;
  readonly ctes: readonly { readonly name: string; readonly keyed: boolean }[];
}

function walk(value: unknown, context: Walk): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, context);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const node = value as Node;
  if (node['type'] === 'BASE_TABLE') return table(node, context);
  if (node['type'] === 'TABLE_FUNCTION') {
    const offset = context.offset(node['query_location'] as number);
    context.found.push({ offset, text: `${offset}`, function: true });
  }
  const inner = withCtes(node, context);
  for (const [key, child] of Object.entries(node)) if (key !== 'cte_map') walk(child, inner);
}

/** Walks the CTEs of a query node; each sees those before it. */
function withCtes(node: Node, context: Walk): Walk {
  let inner = context;
  const ctes = (node['cte_map'] as { map?: { key: string; value: Node }[] } | undefined)?.map ?? [];
  for (const { key, value } of ctes) {
    const name = key.toLowerCase();
    const keyed = (value['key_targets'] as unknown[] | undefined)?.length !== 0;
    const query = (value['query'] as { node: Node }).node;
    if (query['type'] === 'RECURSIVE_CTE_NODE') recursive(query, inner, { name, keyed });
    else walk(query, inner);
    inner = { ...inner, ctes: [...inner.ctes, { name, keyed }] };
  }
  return inner;
}

/** Only the right side of the union is bound with the CTE in view. */
function recursive(node: Node, context: Walk, cte: { name: string; keyed: boolean }): void {
  const inner = withCtes(node, context);
  walk({ ...node, cte_map: undefined, left: undefined, right: undefined }, inner);
  walk(node['left'], inner);
  walk(node['right'], { ...inner, ctes: [...inner.ctes, cte] });
}

function table(node: Node, context: Walk): void {
  const parts = [node['catalog_name'], node['schema_name'], node['table_name']].filter((p) => p !== '').map(String);
  const name = parts.at(-1)!.toLowerCase();
  const cte = context.ctes.findLast((c) => c.name === name);
  const isCte = cte !== undefined && (parts.length === 1 || (parts[0]!.toLowerCase() === 'recurring' && cte.keyed));
  if (isCte) return;
  const offset = context.offset(node['query_location'] as number);
  const alias = node['alias'] === '' ? '' : ` ${String(node['alias'])}`;
  context.found.push({ offset, text: `${parts.join('.')}@${offset}${alias}`.toLowerCase(), function: false });
}
