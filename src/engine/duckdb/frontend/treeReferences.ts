// Tables that a parse tree reads, with their exact spans; CTE names are resolved and left out.
import type { FunctionReference, TableReference } from '../../../sql/frontend.ts';
import { offsetConverter } from '../../../sql/offsets.ts';
import { nameEnd } from './nameEnd.ts';
import { ctes, isTree, location, name, text, tree, type Tree } from './tree.ts';

export interface FoundReferences {
  readonly tables: readonly TableReference[];
  readonly functions: readonly FunctionReference[];
}

type Scope = ReadonlySet<string>;

export function treeReferences(query: Tree, sql: string): FoundReferences {
  const walk = new ReferenceWalk(sql);
  walk.value(query, new Set());
  walk.tables.sort((a, b) => a.start - b.start);
  return { tables: walk.tables, functions: walk.functions };
}

class ReferenceWalk {
  readonly tables: TableReference[] = [];
  readonly functions: FunctionReference[] = [];
  readonly #sql: string;
  readonly #offset: (byte: number) => number;

  constructor(sql: string) {
    this.#sql = sql;
    const offsets = offsetConverter(sql);
    this.#offset = (byte) => offsets.utf16FromBytes(byte);
  }

  value(value: unknown, scope: Scope): void {
    if (Array.isArray(value)) for (const item of value) this.value(item, scope);
    else if (isTree(value)) this.node(value, scope);
  }

  node(node: Tree, scope: Scope): void {
    let inside = scope;
    for (const cte of ctes(node)) {
      this.value(cte.value['query'], cte.query['type'] === 'RECURSIVE_CTE_NODE' ? including(inside, cte.name) : inside);
      inside = including(inside, cte.name);
    }
    if (node['type'] === 'BASE_TABLE') this.#table(node, inside);
    if (node['type'] === 'TABLE_FUNCTION') this.#function(node);
    for (const key in node) if (key !== 'cte_map') this.value(node[key], inside);
  }

  #table(node: Tree, scope: Scope): void {
    const parts = [node['catalog_name'], node['schema_name'], node['table_name']].filter((p) => text(p) !== '');
    if (parts.length === 1 && scope.has(name(parts[0]))) return;
    const at = location(node);
    if (at === undefined) return;
    const start = this.#offset(at);
    const file = parts.length === 1 && this.#sql[start] === "'";
    const alias = text(node['alias']);
    this.tables.push({
      name: {
        ...(parts.length > 2 ? { catalog: name(parts[0]) } : {}),
        ...(parts.length > 1 ? { schema: name(parts.at(-2)) } : {}),
        table: file ? text(parts[0]) : name(parts.at(-1)),
      },
      start,
      end: nameEnd(this.#sql, start, parts.length),
      file,
      ...(alias === '' ? {} : { alias }),
    });
  }

  #function(node: Tree): void {
    const call = tree(node['function']);
    const at = location(node);
    if (call === undefined || at === undefined) return;
    this.functions.push({ name: name(call['function_name']), start: this.#offset(at) });
  }
}

function including(scope: Scope, cte: string): Scope {
  return new Set([...scope, cte]);
}
