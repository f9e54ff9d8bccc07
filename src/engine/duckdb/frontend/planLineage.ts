// Column lineage from DuckDB's bound, unoptimised plan. Every operator becomes the list of its output columns' sources;
// an operator nobody knows makes everything depend on everything below it, so that the answer errs on the safe side.
import type { SourceColumn } from '../../../sql/frontend.ts';
import type { TableName } from '../../../sql/tableName.ts';
import { none, SourceColumns, union, type Sources } from './sourceSet.ts';
import { isTree, text, tree, trees, type Tree } from './tree.ts';

export interface PlanLineage {
  /** Of each output column. */
  readonly columns: readonly (readonly SourceColumn[])[];
  readonly rowSources: readonly SourceColumn[];
  readonly tables: readonly TableName[];
}

export function planLineage(plan: Tree, nameOf: (table: TableName) => TableName): PlanLineage {
  const walk = new PlanWalk(nameOf);
  const outputs = walk.operator(plan);
  const width = trees(plan['expressions']).length;
  const columns = Array.from({ length: width }, (_, i) => walk.sources.list(at(outputs, i)));
  return { columns, rowSources: walk.sources.list(union(walk.rows)), tables: walk.sources.tables };
}

type Outputs = readonly Sources[];

/** An output nobody listed depends on all of them. */
function at(outputs: Outputs, index: number): Sources {
  return outputs[index] ?? union(outputs);
}

/** Joins that give the left side's columns only. */
const leftOnly = new Set(['SEMI', 'ANTI']);

class PlanWalk {
  readonly sources = new SourceColumns();
  readonly rows: Sources[] = [];
  readonly #nameOf: (table: TableName) => TableName;
  readonly #ctes = new Map<number, Outputs>();
  /** Outputs by `table_index`, for the references that the plan keeps by binding. */
  readonly #bindings = new Map<number, Outputs>();
  /** What the delim joins around the current operator hand to their right sides, innermost last. */
  readonly #delims: Outputs[] = [];

  constructor(nameOf: (table: TableName) => TableName) {
    this.#nameOf = nameOf;
  }

  operator(node: Tree): Outputs {
    const outputs = this.#outputs(node);
    this.#bindings.set(index(node['table_index']), outputs);
    return outputs;
  }

  #outputs(node: Tree): Outputs {
    switch (node['type']) {
      case 'LOGICAL_GET':
        return this.#get(node);
      case 'LOGICAL_PROJECTION':
        return this.#projection(node);
      case 'LOGICAL_FILTER':
        return this.#filter(node);
      case 'LOGICAL_AGGREGATE_AND_GROUP_BY':
        return this.#aggregate(node);
      case 'LOGICAL_WINDOW':
        return this.#appended(node);
      case 'LOGICAL_UNNEST':
        return this.#unnest(node);
      case 'LOGICAL_COMPARISON_JOIN':
      case 'LOGICAL_ANY_JOIN':
      case 'LOGICAL_ASOF_JOIN':
      case 'LOGICAL_DELIM_JOIN':
      case 'LOGICAL_DEPENDENT_JOIN':
        return this.#join(node);
      case 'LOGICAL_DISTINCT':
      case 'LOGICAL_ORDER_BY':
      case 'LOGICAL_LIMIT':
      case 'LOGICAL_TOP_N':
      case 'LOGICAL_SAMPLE':
        return this.#rowsOnly(node);
      case 'LOGICAL_UNION':
      case 'LOGICAL_EXCEPT':
      case 'LOGICAL_INTERSECT':
        return this.#setOperation(node);
      case 'LOGICAL_MATERIALIZED_CTE':
        return this.#materialized(node);
      case 'LOGICAL_RECURSIVE_CTE':
        return this.#recursive(node);
      case 'LOGICAL_CTE_REF':
        return this.#ctes.get(index(node['cte_index'])) ?? [];
      case 'LOGICAL_DELIM_GET':
        return this.#delimGet(node);
      case 'LOGICAL_EXPRESSION_GET':
        return this.#values(node);
      case 'LOGICAL_DUMMY_SCAN':
        return [none];
      case 'LOGICAL_CROSS_PRODUCT':
      case 'LOGICAL_POSITIONAL_JOIN':
        return this.#children(node).flat();
      default:
        return this.#anything(node);
    }
  }

  #children(node: Tree): Outputs[] {
    return trees(node['children']).map((child) => this.operator(child));
  }

  #child(node: Tree): Outputs {
    return this.#children(node)[0] ?? [];
  }

  #get(node: Tree): Outputs {
    const data = tree(node['function_data']);
    const table = text(data?.['table']);
    if (data === undefined || table === '') return this.#tableFunction(node);
    const name = this.#nameOf({ catalog: text(data['catalog']), schema: text(data['schema']), table });
    this.sources.table(name);
    const names = node['names'] as readonly string[];
    const all = trees(node['column_indexes']).map((column) => {
      const found = names[index(column['index'])];
      // A row number instead of a column: COUNT(*) needs none.
      return found === undefined ? none : this.sources.column(name, found);
    });
    const kept = (node['projection_ids'] ?? []) as readonly number[];
    return kept.length === 0 ? all : kept.map((i) => at(all, i));
  }

  /** Its rows depend on its arguments; columns of the row it was called for follow its own. */
  #tableFunction(node: Tree): Outputs {
    const input = this.#children(node).flat();
    const from = union(input);
    this.rows.push(from);
    const width = trees(node['returned_types']).length;
    const passed = ((node['projected_input'] ?? []) as readonly number[]).map((i) => at(input, i));
    return [...Array.from({ length: width }, () => from), ...passed];
  }

  #projection(node: Tree): Outputs {
    const input = this.#child(node);
    return trees(node['expressions']).map((expression) => this.#expression(expression, input));
  }

  #filter(node: Tree): Outputs {
    const input = this.#child(node);
    this.rows.push(this.#expression(node['expressions'], input));
    return projected(input, node['projection_map']);
  }

  #aggregate(node: Tree): Outputs {
    const input = this.#child(node);
    const groups = trees(node['groups']).map((group) => this.#expression(group, input));
    const aggregates = trees(node['expressions']).map((aggregate) => this.#expression(aggregate, input));
    const key = union(groups);
    this.rows.push(key);
    const groupings = ((node['grouping_functions'] ?? []) as unknown[]).map(() => key);
    return [...groups, ...aggregates, ...groupings];
  }

  #appended(node: Tree): Outputs {
    const input = this.#child(node);
    return [...input, ...trees(node['expressions']).map((expression) => this.#expression(expression, input))];
  }

  #unnest(node: Tree): Outputs {
    const outputs = this.#appended(node);
    this.rows.push(...outputs.slice(-trees(node['expressions']).length));
    return outputs;
  }

  #join(node: Tree): Outputs {
    const [leftNode, rightNode] = trees(node['children']);
    if (leftNode === undefined || rightNode === undefined) return this.#anything(node);
    const left = this.operator(leftNode);
    const passed = trees(node['duplicate_eliminated_columns']).map((column) => this.#expression(column, left));
    const isDelim = node['type'] !== 'LOGICAL_COMPARISON_JOIN' && passed.length > 0;
    if (isDelim) this.#delims.push(passed);
    const right = this.operator(rightNode);
    if (isDelim) this.#delims.pop();
    const on = union([
      ...trees(node['conditions']).flatMap((c) => [
        this.#expression(c['left'], left),
        this.#expression(c['right'], right),
      ]),
      this.#expression(node['condition'], [...left, ...right]),
      this.#expression(node['predicate'], [...left, ...right]),
    ]);
    this.rows.push(on);
    const type = text(node['join_type']);
    const keptLeft = projected(left, node['left_projection_map']);
    if (type === 'MARK') return [...keptLeft, union([on, ...right.slice(0, 1)])];
    if (leftOnly.has(type)) return keptLeft;
    const keptRight = projected(right, node['right_projection_map']);
    if (type === 'RIGHT_SEMI' || type === 'RIGHT_ANTI') return keptRight;
    return [...keptLeft, ...keptRight];
  }

  #rowsOnly(node: Tree): Outputs {
    const input = this.#child(node);
    for (const key in node) {
      if (key !== 'children') this.rows.push(this.#expression(node[key], input));
    }
    return projected(input, node['projections'] ?? node['projection_map']);
  }

  #setOperation(node: Tree): Outputs {
    const arms = this.#children(node);
    const width = Math.max(...arms.map((arm) => arm.length));
    if (node['type'] !== 'LOGICAL_UNION') this.rows.push(...arms.flat());
    const giving = node['type'] === 'LOGICAL_EXCEPT' ? arms.slice(0, 1) : arms;
    return Array.from({ length: width }, (_, i) => union(giving.map((arm) => at(arm, i))));
  }

  #materialized(node: Tree): Outputs {
    const [definition, query] = trees(node['children']);
    if (definition === undefined || query === undefined) return this.#anything(node);
    this.#ctes.set(index(node['table_index']), this.operator(definition));
    return this.operator(query);
  }

  /** Each round can carry a source one reference further; it ends because the sets only grow. */
  #recursive(node: Tree): Outputs {
    const [first, step] = trees(node['children']);
    if (first === undefined || step === undefined) return this.#anything(node);
    let outputs = this.operator(first);
    for (let size = -1, now = total(outputs); size !== now; now = total(outputs)) {
      size = now;
      this.#ctes.set(index(node['table_index']), outputs);
      const more = this.operator(step);
      outputs = outputs.map((sources, i) => union([sources, at(more, i)]));
    }
    if (node['union_all'] !== true) this.rows.push(...outputs);
    return outputs;
  }

  #delimGet(node: Tree): Outputs {
    const width = trees(node['chunk_types']).length;
    const fitting = this.#delims.findLast((outputs) => outputs.length === width);
    if (fitting !== undefined) return fitting;
    const all = union(this.#delims.flat());
    return Array.from({ length: width }, () => all);
  }

  #values(node: Tree): Outputs {
    const input = this.#child(node);
    const rows = (node['expressions'] ?? []) as readonly (readonly unknown[])[];
    const width = rows[0]?.length ?? 0;
    return Array.from({ length: width }, (_, i) => union(rows.map((row) => this.#expression(row[i], input))));
  }

  #anything(node: Tree): Outputs {
    const all = union(this.#children(node).flat());
    this.rows.push(all);
    return [all];
  }

  /** All columns below an expression. A lambda's body counts its own parameters, and its captures are children too. */
  #expression(value: unknown, input: Outputs): Sources {
    if (Array.isArray(value)) return union(value.map((item) => this.#expression(item, input)));
    if (!isTree(value)) return none;
    if (value['type'] === 'BOUND_REF') return at(input, index(value['index']));
    if (value['type'] === 'BOUND_COLUMN_REF') {
      const binding = tree(value['binding']) ?? {};
      const bound = this.#bindings.get(index(binding['table_index']));
      return bound === undefined ? union(input) : at(bound, index(binding['column_index']));
    }
    const parts: Sources[] = [];
    for (const key in value) {
      if (key === 'function_data' || key === 'return_type') continue;
      const part = value[key];
      if (typeof part === 'object' && part !== null) parts.push(this.#expression(part, input));
    }
    return union(parts);
  }
}

/** Zero is left out of the JSON. */
function index(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function projected(input: Outputs, map: unknown): Outputs {
  const kept = Array.isArray(map) ? (map as unknown[]).filter((i) => typeof i === 'number') : [];
  return kept.length === 0 ? input : kept.map((i) => at(input, i));
}

function total(outputs: Outputs): number {
  return outputs.reduce((sum, sources) => sum + sources.size, 0);
}
