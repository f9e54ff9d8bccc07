// What the binder said of queries, remembered by what it was asked: a model's own text and the columns of what it reads. Only
// what changed is bound again; it is a cache, without it binding ten thousand queries takes the seconds it takes.
import type { ProjectConfig } from '../load/config/config.ts';
import type { Model } from '../model/model.ts';
import type { SqlFrontend } from '../sql/frontend.ts';
import { hashParts } from '../util/hash.ts';
import { openBinderMemory, type Answer, type BinderMemory } from './binderMemory.ts';
import {
  bindColumns,
  definedColumns,
  notDeclared,
  type Bound,
  type BoundColumns,
  type ColumnsInput,
} from './modelColumns.ts';

export interface RememberedInput extends Omit<ColumnsInput, 'frontend'> {
  readonly config: ProjectConfig;
  /** Asked for when something is to be bound. */
  readonly frontend: () => Promise<SqlFrontend>;
  /** A text that changes with the model's own definition. */
  readonly definitionOf: (name: string) => string;
}

/** Fewer are bound in less time than the files take. */
const worthwhile = 50;
/** Each binds what changed and looks whether what reads it sees other columns; after so many the rest is bound at once. */
const mostWaves = 4;

export async function bindRemembered(input: RememberedInput): Promise<BoundColumns> {
  const wanted = input.order.filter((name) => input.models.has(name) && (input.wanted?.has(name) ?? true));
  const queries = wanted.filter((name) => hasQuery(input.models.get(name)!));
  if (queries.length < worthwhile) return bindColumns({ ...input, frontend: await input.frontend() });
  const traced = queries.filter((name) => input.lineage?.has(name) === true);
  const memory = openBinderMemory(input.config, { lineage: traced.length >= worthwhile });
  const binding = new Binding(input, memory);
  await binding.bind(wanted);
  memory.keep(binding.answers(), input.models);
  return binding.bound;
}

function hasQuery({ query }: Model): boolean {
  return query !== undefined;
}

class Binding {
  readonly bound: { [K in keyof Bound]: Bound[K] } = {
    columns: new Map(),
    outlines: new Map(),
    traced: new Map(),
    problems: new Map(),
    doubled: new Map(),
    unknown: new Map(),
  };
  readonly #input: RememberedInput;
  readonly #memory: BinderMemory;
  /** By table: a hash of its columns as they are known by now. */
  readonly #shapes = new Map<string, string>();
  /** Models whose texts were bound: those that cannot be translated were not. */
  readonly #read = new Set<string>();
  readonly #asked = new Set<string>();
  #frontend: SqlFrontend | undefined;

  constructor(input: RememberedInput, memory: BinderMemory) {
    this.#input = input;
    this.#memory = memory;
  }

  async bind(wanted: readonly string[]): Promise<void> {
    let open = wanted;
    for (let wave = 1; open.length > 0; wave++) {
      const { misses, later } = this.#recall(open);
      const isLast = wave === mostWaves || misses.length >= later.length;
      await this.#ask(isLast ? [...misses, ...later] : misses);
      open = isLast ? [] : later;
    }
  }

  /** What is to be asked, and what stands on its answers. */
  #recall(names: readonly string[]): { readonly misses: readonly string[]; readonly later: readonly string[] } {
    const open = new Set<string>();
    const misses: string[] = [];
    const later: string[] = [];
    for (const name of names) {
      const model = this.#input.models.get(name)!;
      if (!hasQuery(model)) {
        this.#takeDefined(name);
      } else if (model.parents.some((parent) => open.has(parent))) {
        open.add(name);
        later.push(name);
      } else {
        const answer = this.#memory.recall(name, this.#keyOf(model), this.#input.lineage?.has(name) === true);
        if (answer !== undefined) this.#take(name, answer);
        else {
          open.add(name);
          misses.push(name);
        }
      }
    }
    return { misses, later };
  }

  #takeDefined(name: string): void {
    const columns = definedColumns(this.#input, name) ?? null;
    this.bound.columns.set(name, columns);
    if (columns?.every(({ type }) => type !== null) !== true) this.bound.unknown.set(name, notDeclared);
  }

  #take(name: string, { columns, doubled, lineage }: Answer): void {
    this.bound.columns.set(name, columns);
    if (doubled !== undefined) this.bound.doubled.set(name, doubled);
    if (lineage !== undefined) this.bound.traced.set(name, lineage);
  }

  async #ask(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const input = this.#input;
    const { columns } = this.bound;
    const known: ColumnsInput['known'] = (name) => (columns.has(name) ? columns.get(name) : input.known(name));
    const queryOf = async (model: Model): Promise<string | undefined> => {
      const text = await input.queryOf(model);
      if (text !== undefined) this.#read.add(model.name);
      return text;
    };
    this.#frontend ??= await input.frontend();
    const wanted = new Set([...names, ...this.#definedAbove(names)]);
    const earlier = {
      isDefined: (name: string): boolean => this.#asked.has(name),
      outlineOf: (name: string) => this.bound.outlines.get(name),
    };
    const found = await bindColumns({ ...input, ...earlier, known, queryOf, wanted, frontend: this.#frontend });
    for (const name of wanted) this.#asked.add(name);
    for (const part of Object.keys(this.bound) as (keyof Bound)[])
      for (const [name, value] of found[part]) (this.bound[part] as Map<string, unknown>).set(name, value);
  }

  /** Those that are no queries say for themselves why their columns are not known. */
  #definedAbove(names: readonly string[]): readonly string[] {
    const { models } = this.#input;
    return names
      .flatMap((name) => models.get(name)!.parents)
      .filter((parent) => this.bound.columns.has(parent) && !hasQuery(models.get(parent)!));
  }

  #keyOf({ name, parents }: Model): string {
    return hashParts([
      this.#input.definitionOf(name),
      ...parents.map((parent) => `${parent}=${this.#shapeOf(parent)}`),
    ]);
  }

  #shapeOf(name: string): string {
    const known = this.#shapes.get(name);
    if (known !== undefined) return known;
    const { columns: found } = this.bound;
    const columns = (found.has(name) ? found.get(name) : definedColumns(this.#input, name)) ?? [];
    const shape = hashParts(columns.flatMap((column) => [column.name, column.type]));
    this.#shapes.set(name, shape);
    return shape;
  }

  /**
   * What is new. What is not known, or wrong, is asked each time: an extension may be there by then, and the place of a
   * problem moves with comments that change no definition.
   */
  answers(): ReadonlyMap<string, Answer> {
    const fresh = new Map<string, Answer>();
    for (const name of this.#read) {
      const columns = this.bound.columns.get(name);
      if (this.bound.problems.has(name) || this.bound.unknown.has(name)) continue;
      if (columns?.every(({ type }) => type !== null) !== true) continue;
      const traced = this.bound.traced.get(name);
      const lineage = traced?.type === 'lineage' ? traced : undefined;
      const key = this.#keyOf(this.#input.models.get(name)!);
      fresh.set(name, { key, columns, doubled: this.bound.doubled.get(name), lineage });
    }
    return fresh;
  }
}
