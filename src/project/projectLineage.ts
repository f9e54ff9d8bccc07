// Column lineage of one model: its direct sources, or all the way up or down.
import { ancestors, descendants } from '../graph/dag.ts';
import type { TracedColumn } from '../sql/frontend.ts';
import { canonicalName } from '../sql/tableName.ts';
import { MeshError } from '../error/meshError.ts';
import { describeModels } from './describeModels.ts';
import { findModel } from './findModel.ts';
import type { Project } from './openProject.ts';

export interface ColumnRef {
  readonly model: string;
  readonly column: string;
}

export interface LineageRequest {
  /** `schema.model` or `schema.model.column`. */
  readonly target: string;
  readonly direction: 'direct' | 'upstream' | 'downstream';
}

export interface Lineage {
  readonly model: string;
  /** Of every asked column, in the model's order: what it is made of, or what is made of it. */
  readonly columns: ReadonlyMap<string, readonly ColumnRef[]>;
  /** One step, for trees: the neighbours in the direction asked for. */
  readonly next: (ref: ColumnRef) => readonly ColumnRef[];
  /** Why nothing can be said. */
  readonly unknown: string | undefined;
}

export async function projectLineage(project: Project, { target, direction }: LineageRequest): Promise<Lineage> {
  const loaded = await project.loadValid();
  const catalog = await project.defaultCatalog();
  const { model, column } = lineageTarget(target, (name) => findModel(loaded.models, name, catalog).name);
  const upward = new Set([model, ...ancestors(loaded.dag, [model])]);
  const downward = new Set([model, ...descendants(loaded.dag, [model])]);
  const traced = direction === 'downstream' ? downward : direction === 'upstream' ? upward : new Set([model]);
  // To know its columns, everything a model reads must be bound, too.
  const wanted = new Set([...traced, ...ancestors(loaded.dag, traced)]);
  const bound = await describeModels(project, loaded, { wanted, lineage: traced });
  const edges = new Map<string, ColumnRef[]>();
  for (const [name, answer] of bound.traced) {
    if (answer.type !== 'lineage') continue;
    for (const own of answer.columns) addEdges(edges, { name, own, catalog, direction });
  }
  const next = (ref: ColumnRef): readonly ColumnRef[] => edges.get(keyOf(ref)) ?? [];
  const all = (bound.columns.get(model) ?? []).map((own) => own.name);
  const unknown = bound.problems.get(model)?.message ?? bound.unknown.get(model);
  const asked = askedColumns({ model, column }, all, unknown);
  const reach = (name: string): readonly ColumnRef[] =>
    direction === 'direct' ? next({ model, column: name }) : closure({ model, column: name }, next);
  const columns = new Map(asked.map((name) => [name, sorted(reach(name))]));
  return { model, columns, next, unknown };
}

export interface LineageTarget {
  readonly model: string;
  /** All of them when absent. */
  readonly column: string | undefined;
}

/** `schema.model` or `schema.model.column`. */
export function lineageTarget(target: string, find: (name: string) => string): LineageTarget {
  const dot = target.lastIndexOf('.');
  try {
    return { model: find(target), column: undefined };
  } catch (error) {
    if (dot < 1) throw error;
    try {
      return { model: find(target.slice(0, dot)), column: target.slice(dot + 1).replaceAll('"', '') };
    } catch {
      // The whole text is what the person named.
      throw error;
    }
  }
}

/** `why`: for want of which its columns are not known. */
export function askedColumns(
  { model, column }: LineageTarget,
  known: readonly string[],
  why: string | undefined,
): readonly string[] {
  if (column === undefined) return known;
  const asked = known.filter((name) => name.toLowerCase() === column.toLowerCase());
  if (asked.length === 0) throw new MeshError('CLI_COLUMN_UNKNOWN', { model, column, known, why });
  return asked;
}

interface Edge {
  readonly name: string;
  readonly own: TracedColumn;
  readonly catalog: string;
  readonly direction: LineageRequest['direction'];
}

function addEdges(edges: Map<string, ColumnRef[]>, { name, own, catalog, direction }: Edge): void {
  const child: ColumnRef = { model: name, column: own.name };
  for (const source of own.sources) {
    const parent: ColumnRef = { model: canonicalName(source.table, catalog), column: source.column };
    const [from, to] = direction === 'downstream' ? [parent, child] : [child, parent];
    const list = edges.get(keyOf(from));
    if (list === undefined) edges.set(keyOf(from), [to]);
    else list.push(to);
  }
}

function closure(start: ColumnRef, next: (ref: ColumnRef) => readonly ColumnRef[]): ColumnRef[] {
  const found = new Map<string, ColumnRef>();
  const open = [start];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    for (const other of next(ref)) {
      if (found.has(keyOf(other)) || keyOf(other) === keyOf(start)) continue;
      found.set(keyOf(other), other);
      open.push(other);
    }
  }
  return [...found.values()];
}

function keyOf({ model, column }: ColumnRef): string {
  return `${model}\0${column.toLowerCase()}`;
}

function sorted(refs: readonly ColumnRef[]): ColumnRef[] {
  return [...refs].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
