// `t.a` and `a` are the same where a SELECT reads only t: qualifiers and the table's alias are dropped before comparing.
import { isTree, text, tree, trees, type Tree } from './tree.ts';

const clauses = ['select_list', 'where_clause', 'group_expressions', 'having', 'qualify', 'modifiers'] as const;

/** `node` is normalised and its own subqueries are done. */
export function dropQualifiers(node: Tree): Tree {
  const from = tree(node['from_table']);
  if (node['type'] !== 'SELECT_NODE' || from === undefined) return node;
  if (from['type'] !== 'BASE_TABLE' && from['type'] !== 'SUBQUERY') return node;
  const alias = text(from['alias']) || text(from['table_name']);
  if (alias === '') return node;
  const use = new AliasUse(alias, renamed(node));
  const copy: Record<string, unknown> = { ...node };
  for (const key of clauses) copy[key] = use.without(node[key]);
  if (!use.needed && from['alias'] !== undefined) {
    const { alias: _alias, ...rest } = from;
    copy['from_table'] = rest;
  }
  return copy;
}

/** ORDER BY and HAVING take a bare name for one of these before they take it for a column. */
function renamed(node: Tree): ReadonlySet<string> {
  return new Set(trees(node['select_list']).map((item) => text(item['alias'])));
}

class AliasUse {
  readonly #alias: string;
  readonly #renamed: ReadonlySet<string>;
  /** The alias means something that has no other name: a row, or a column seen from inside a subquery. */
  needed = false;

  constructor(alias: string, renamed: ReadonlySet<string>) {
    this.#alias = alias;
    this.#renamed = renamed;
  }

  without(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.without(item));
    if (!isTree(value)) return value;
    if (value['class'] === 'COLUMN_REF') return this.#column(value);
    if (value['class'] === 'STAR' && value['relation_name'] === this.#alias) {
      const { relation_name: _name, ...rest } = value;
      return rest;
    }
    const copy: Record<string, unknown> = {};
    for (const key in value) {
      if (key === 'subquery') this.needed = true;
      copy[key] = key === 'subquery' ? value[key] : this.without(value[key]);
    }
    return copy;
  }

  #column(node: Tree): Tree {
    const [first, second, ...more] = node['column_names'] as readonly string[];
    if (first !== this.#alias) return node;
    if (second === undefined || this.#renamed.has(second)) {
      this.needed = true;
      return node;
    }
    // Keys keep their order: trees are compared as text.
    const copy: Record<string, unknown> = { ...node, column_names: [second, ...more] };
    if (copy['alias'] === (more.at(-1) ?? second)) delete copy['alias'];
    return copy;
  }
}
