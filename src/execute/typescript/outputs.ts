// Variables that models set: stored with the interval, read by models below. They belong to a table's version, as rows do.
import type { Session } from '../../engine/engine.ts';
import { MeshError } from '../../error/meshError.ts';
import { didYouMean } from '../../error/nearest.ts';
import type { Json } from '../../model/typescript/context.ts';
import { canonicalName } from '../../sql/tableName.ts';
import { refuseOtherThanJson } from './jsonValue.ts';
import { outputKey } from './outputKey.ts';
import type { Scope } from './scope.ts';

type Variables = Readonly<Record<string, Json>>;

export class Outputs {
  readonly #scope: Scope;
  readonly #own: string;
  readonly #known: ReadonlyMap<string, Variables>;
  readonly #set: Record<string, Json>;

  private constructor(
    scope: Scope,
    own: string,
    { known, set }: { known: ReadonlyMap<string, Variables>; set: Variables },
  ) {
    this.#scope = scope;
    this.#set = { ...set };
    this.#own = own;
    this.#known = known;
  }

  static async of(scope: Scope, set: Variables = {}): Promise<Outputs> {
    const { execute, snapshot, target } = scope.options;
    const { model } = snapshot;
    const own = outputKey(canonicalName(target, execute.engine.defaultCatalog));
    const known = new Map<string, Variables>();
    const keys = new Map([[model.name, own]]);
    for (const parent of new Set([...model.parents, ...model.dependsOn]))
      keys.set(parent, outputKey(execute.renderer.resolve(parent).name));
    for (const [name, key] of keys) known.set(name, ((await execute.state.getValue(key)) ?? {}) as Variables);
    return new Outputs(scope, own, { known, set });
  }

  get known(): ReadonlyMap<string, Variables> {
    return new Map([...this.#known, [this.#scope.model, { ...this.#known.get(this.#scope.model), ...this.#set }]]);
  }

  get given(): Variables {
    return this.#set;
  }

  set(name: string, value: Json): void {
    refuseOtherThanJson(name, value);
    this.#set[name] = value;
  }

  get(model: string, name: string): Json {
    const own = model === this.#scope.model ? this.#set : {};
    const variables = { ...this.#known.get(model), ...own };
    if (Object.hasOwn(variables, name)) return variables[name]!;
    const detail = `${model} has set no variable ${name}`;
    const names = Object.keys(variables);
    throw new MeshError(
      'RUN_ARGUMENT',
      { detail },
      { hint: didYouMean(name, names) ?? (names.length === 0 ? undefined : `it has set ${names.join(', ')}`) },
    );
  }

  async save(session: Session): Promise<void> {
    const { state, keepsVariables = true } = this.#scope.options.execute;
    if (!keepsVariables || Object.keys(this.#set).length === 0) return;
    const before = this.#known.get(this.#scope.model);
    await state.setValue(state.besideData ? session : null, this.#own, { ...before, ...this.#set });
  }
}
