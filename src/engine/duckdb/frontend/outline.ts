// Names (and types, where the text settles them) of a query's output columns, from its tree alone: for queries that the binder
// cannot answer because they read a table or a file whose columns nobody knows.
import type { ColumnsOfTable, OutlineColumn } from '../../../sql/frontend.ts';
import { commonType, expressionType, type TypeSources } from './expressionType.ts';
import { ctes, name, text, tree, trees, type Tree } from './tree.ts';

/** undefined: nobody knows them. */
type Columns = readonly OutlineColumn[] | undefined;

interface Source {
  readonly alias: string;
  readonly columns: Columns;
}

type Ctes = ReadonlyMap<string, Columns>;

/** Of a column whose name is DuckDB's own text of its expression. */
const UNNAMED = '';

/** undefined when it takes all columns of something unknown. */
export function outline(query: Tree, columnsOf: ColumnsOfTable): readonly OutlineColumn[] | undefined {
  const columns = new Outliner(columnsOf).query(query, new Map());
  return columns?.some((column) => column.name === UNNAMED) === true ? undefined : unique(columns);
}

class Outliner {
  readonly #columnsOf: ColumnsOfTable;

  constructor(columnsOf: ColumnsOfTable) {
    this.#columnsOf = columnsOf;
  }

  query(node: Tree, outer: Ctes): Columns {
    const known = new Map(outer);
    for (const cte of ctes(node)) {
      if (cte.query['type'] === 'RECURSIVE_CTE_NODE') known.set(cte.name, undefined);
      known.set(cte.name, renamed(this.query(cte.query, known), cte.value['aliases']));
    }
    if (node['type'] === 'SELECT_NODE') return this.#select(node, known);
    const left = tree(node['left']);
    if (left === undefined) return undefined;
    const right = tree(node['right']);
    return united(this.query(left, known), right === undefined ? undefined : this.query(right, known));
  }

  #select(node: Tree, known: Ctes): Columns {
    const from = tree(node['from_table']);
    const sources = from === undefined ? [] : this.#sources(from, known);
    const columns: OutlineColumn[] = [];
    const typeOf: TypeOf = (item) =>
      expressionType(item, {
        column: (parts) => typeOfColumn(parts, sources),
        query: (inner) => this.query(inner, known)?.[0]?.type ?? null,
      });
    for (const item of trees(node['select_list'])) {
      const found = item['class'] === 'STAR' ? star(item, { sources, from, typeOf }) : named(item, typeOf);
      if (found === undefined) return undefined;
      columns.push(...found);
    }
    return columns;
  }

  #sources(from: Tree, known: Ctes): Source[] {
    const alias = name(from['alias']);
    const names = from['column_name_alias'];
    switch (from['type']) {
      case 'EMPTY':
        return [];
      case 'BASE_TABLE': {
        const [catalog, schema, table] = [
          name(from['catalog_name']),
          name(from['schema_name']),
          name(from['table_name']),
        ];
        const columns =
          schema === '' && known.has(table)
            ? known.get(table)
            : this.#columnsOf({ table, ...(schema === '' ? {} : { schema }), ...(catalog === '' ? {} : { catalog }) });
        return [{ alias: alias === '' ? table : alias, columns: renamed(columns, names) }];
      }
      case 'SUBQUERY': {
        const query = tree(tree(from['subquery'])?.['node']);
        return [{ alias, columns: renamed(query === undefined ? undefined : this.query(query, known), names) }];
      }
      case 'JOIN': {
        const left = this.#sources(tree(from['left']) ?? {}, known);
        if (from['join_type'] === 'SEMI' || from['join_type'] === 'ANTI') return left;
        return [...left, ...this.#sources(tree(from['right']) ?? {}, known)];
      }
      case 'EXPRESSION_LIST': {
        const [row] = Array.isArray(from['values']) ? (from['values'] as unknown[]) : [];
        const columns = trees(row).map((value, i) => ({ name: `col${i}`, type: expressionType(value, nothingKnown) }));
        return [{ alias, columns: renamed(columns, names) }];
      }
      case 'TABLE_FUNCTION':
        return [
          { alias, columns: Array.isArray(names) ? names.map((n) => ({ name: text(n), type: null })) : undefined },
        ];
      default:
        return [{ alias, columns: undefined }];
    }
  }
}

type TypeOf = (item: Tree) => string | null;

const nothingKnown: TypeSources = { column: () => null, query: () => null };

/** The left query names the columns of `UNION` and its like; their types are those that both fit into. */
function united(left: Columns, right: Columns): Columns {
  if (left === undefined || right === undefined || left.length !== right.length) return left;
  return left.map((column, i) => ({ ...column, type: eitherType(column.type, right[i]!.type) }));
}

function eitherType(left: string | null, right: string | null): string | null {
  return left === null || right === null ? (left ?? right) : commonType([left, right]);
}

function named(item: Tree, typeOf: TypeOf): readonly OutlineColumn[] {
  const alias = text(item['alias']);
  return [{ name: alias === '' ? columnName(item) : alias, type: typeOf(item) }];
}

function columnName(item: Tree): string {
  if (item['class'] === 'COLUMN_REF') return text((item['column_names'] as unknown[]).at(-1));
  const value = item['class'] === 'CONSTANT' ? tree(item['value']) : undefined;
  return value !== undefined && typeof value['value'] === 'number' ? String(value['value']) : UNNAMED;
}

function typeOfColumn(parts: readonly unknown[], sources: readonly Source[]): string | null {
  const column = name(parts.at(-1));
  const owner = parts.length > 1 ? name(parts.at(-2)) : undefined;
  const owners = owner === undefined ? sources : sources.filter(({ alias }) => alias === owner);
  if (owners.some(({ columns }) => columns === undefined)) return null;
  const found = owners.flatMap(({ columns }) => columns!.filter((c) => c.name.toLowerCase() === column));
  return found.length === 1 ? found[0]!.type : null;
}

interface StarOptions {
  readonly sources: readonly Source[];
  readonly from: Tree | undefined;
  readonly typeOf: TypeOf;
}

function star(item: Tree, { sources, from, typeOf }: StarOptions): readonly OutlineColumn[] | undefined {
  if (item['columns'] === true) return undefined;
  const owner = name(item['relation_name']);
  const taken = owner === '' ? sources : sources.filter(({ alias }) => alias === owner);
  if (taken.length === 0 || taken.some(({ columns }) => columns === undefined)) return undefined;
  const once = owner === '' ? shared(from) : new Set<string>();
  if (once === undefined) return undefined;
  const excluded = new Set(names(item['exclude_list']));
  for (const { column } of trees(item['qualified_exclude_list']) as readonly { column?: unknown }[])
    excluded.add(name(column));
  const renames = new Map(
    trees(item['rename_list']).map((entry) => [name(tree(entry['key'])?.['column']), text(entry['value'])]),
  );
  const replaced = new Map(
    trees(item['replace_list']).map((entry) => [name(entry['key']), tree(entry['value']) ?? {}]),
  );
  const seen = new Set<string>();
  const columns: OutlineColumn[] = [];
  for (const column of taken.flatMap((source) => source.columns!)) {
    const key = column.name.toLowerCase();
    if (excluded.has(key) || (once.has(key) && seen.has(key))) continue;
    seen.add(key);
    const other = replaced.get(key);
    columns.push({
      name: renames.get(key) ?? column.name,
      type: other === undefined ? column.type : typeOf(other),
    });
  }
  return columns;
}

/** Columns that USING joins into one; undefined for NATURAL, which asks the tables. */
function shared(from: Tree | undefined): Set<string> | undefined {
  if (from?.['type'] !== 'JOIN') return new Set();
  if (from['ref_type'] === 'NATURAL') return undefined;
  const left = shared(tree(from['left']));
  const right = shared(tree(from['right']));
  if (left === undefined || right === undefined) return undefined;
  return new Set([...left, ...right, ...names(from['using_columns'])]);
}

function names(list: unknown): string[] {
  return Array.isArray(list) ? list.map(name) : [];
}

/** `t(a, b)` names the first columns. */
function renamed(columns: Columns, aliases: unknown): Columns {
  if (!Array.isArray(aliases) || aliases.length === 0) return columns;
  return columns?.map((column, i) => (i < aliases.length ? { ...column, name: text(aliases[i]) } : column));
}

/** As DuckDB makes a table of them. */
function unique(columns: Columns): Columns {
  const seen = new Set<string>();
  return columns?.map((column) => {
    let fresh = column.name;
    for (let n = 1; seen.has(fresh.toLowerCase()); n++) fresh = `${column.name}_${n}`;
    seen.add(fresh.toLowerCase());
    return { ...column, name: fresh };
  });
}
