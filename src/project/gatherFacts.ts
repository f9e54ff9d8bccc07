// What categorising needs to know of changed models: old definitions from the state, comparisons, columns and lineage
// from the SQL frontend. Models that did not change are never read.
import type { ProjectConfig } from '../load/config/config.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import type { ChangeFacts } from '../snapshot/categorize.ts';
import type { LineagePair } from '../snapshot/indirectChange.ts';
import type { Snapshot, SnapshotHead, SnapshotId } from '../snapshot/snapshot.ts';
import type { WantedFacts } from '../snapshot/wantedFacts.ts';
import type { Comparison, SqlFrontend, SqlProblem } from '../sql/frontend.ts';
import type { TableName } from '../sql/tableName.ts';
import type { PlanningState } from '../state/stateStore.ts';
import { bindColumns, type BoundColumns } from './modelColumns.ts';
import { bindRemembered } from './rememberedBinder.ts';

export interface FactsInput {
  readonly wanted: WantedFacts;
  readonly models: ReadonlyMap<string, Model>;
  /** Parents first. */
  readonly order: readonly string[];
  readonly base: ReadonlyMap<string, SnapshotHead>;
  readonly state: PlanningState;
  /** A frontend of its own each time: old and new tables have the same names. */
  readonly frontend: () => Promise<SqlFrontend>;
  readonly queryOf: (model: Model) => Promise<string | undefined>;
  readonly tableOf: (name: string) => TableName;
  readonly config: ProjectConfig;
  /** A text that changes with the model's own definition. */
  readonly definitionOf: (name: string) => string;
  /** Columns of tables that no model describes, as the database has them. */
  readonly externalColumns: (names: readonly string[]) => Promise<ReadonlyMap<string, Columns>>;
}

export interface GatheredFacts {
  readonly facts: ChangeFacts;
  /** Queries that could not be bound. */
  readonly problems: ReadonlyMap<string, SqlProblem>;
  readonly doubled: ReadonlyMap<string, readonly string[]>;
  /** Of the changed models and of all that they read. */
  readonly columnsOf: (name: string) => Columns | undefined;
}

export async function gatherFacts(input: FactsInput): Promise<GatheredFacts> {
  const { wanted, models } = input;
  const none: ChangeFacts = {
    previous: new Map(),
    comparisons: new Map(),
    outputColumns: new Map(),
    lineage: new Map(),
  };
  if (wanted.previous.length + wanted.columns.length === 0)
    return { facts: none, problems: new Map(), doubled: new Map(), columnsOf: () => undefined };
  const previous = await storedSnapshots(input, neighbours(input));
  const external = await input.externalColumns(outsideNames(wanted.columns, models));
  const known = (name: string): Columns | undefined =>
    external.get(name) ?? previous.get(name)?.outputColumns ?? undefined;
  const after = await bindAfter(input, known);
  const comparisons = await compareQueries(input, previous);
  const lineage = await lineagePairs(input, { previous, external, after, known });
  const wantedBefore = new Set(wanted.previous);
  const facts = {
    previous: new Map([...previous].filter(([name]) => wantedBefore.has(name))),
    comparisons,
    outputColumns: after.columns,
    lineage,
  };
  const columnsOf = (name: string): Columns | undefined => after.columns.get(name) ?? known(name);
  return { facts, problems: after.problems, doubled: after.doubled, columnsOf };
}

/** The wanted old snapshots, and those of unchanged parents for their columns. */
function neighbours({ wanted, models }: FactsInput): Set<string> {
  const names = new Set(wanted.previous);
  for (const name of wanted.columns) for (const parent of models.get(name)?.parents ?? []) names.add(parent);
  return names;
}

async function storedSnapshots({ base, state }: FactsInput, names: Iterable<string>): Promise<Map<string, Snapshot>> {
  const ids: SnapshotId[] = [];
  for (const name of names) {
    const head = base.get(name);
    if (head !== undefined) ids.push({ name, identifier: head.identifier });
  }
  const found = await state.snapshots(ids);
  return new Map(found.map((s) => [s.name, s]));
}

function outsideNames(wanted: readonly string[], models: ReadonlyMap<string, Model>): string[] {
  const names = new Set<string>();
  for (const name of wanted)
    for (const parent of models.get(name)?.parents ?? []) if (!models.has(parent)) names.add(parent);
  return [...names];
}

async function bindAfter(input: FactsInput, known: (name: string) => Columns | undefined): Promise<BoundColumns> {
  const { wanted, models, order, queryOf, tableOf } = input;
  let opened: SqlFrontend | undefined;
  try {
    return await bindRemembered({
      config: input.config,
      frontend: async () => (opened ??= await input.frontend()),
      definitionOf: input.definitionOf,
      models,
      order,
      wanted: new Set(wanted.columns),
      lineage: new Set(wanted.lineage),
      known,
      queryOf,
      tableOf,
    });
  } finally {
    await opened?.close();
  }
}

async function compareQueries(
  { wanted, models, frontend, queryOf }: FactsInput,
  previous: ReadonlyMap<string, Snapshot>,
): Promise<Map<string, Comparison>> {
  const comparisons = new Map<string, Comparison>();
  if (wanted.compare.length === 0) return comparisons;
  const asking = await frontend();
  try {
    for (const name of wanted.compare) {
      const before = previous.get(name);
      if (before === undefined) continue;
      const [old, current] = [await queryOf(before.model), await queryOf(models.get(name)!)];
      if (old !== undefined && current !== undefined) comparisons.set(name, await asking.compare(old, current));
    }
  } finally {
    await asking.close();
  }
  return comparisons;
}

interface LineageInput {
  readonly previous: ReadonlyMap<string, Snapshot>;
  readonly external: ReadonlyMap<string, Columns>;
  readonly after: BoundColumns;
  readonly known: (name: string) => Columns | undefined;
}

async function lineagePairs(input: FactsInput, given: LineageInput): Promise<Map<string, LineagePair>> {
  const { previous, external, after } = given;
  const pairs = new Map<string, LineagePair>();
  const names: string[] = [];
  const edited = new Set(input.wanted.compare);
  for (const name of input.wanted.lineage) {
    if (!previous.has(name)) continue;
    const traced = after.traced.get(name);
    if (!edited.has(name) && isTracedAsBefore(input.models.get(name)!, given))
      pairs.set(name, { before: traced, after: traced });
    else names.push(name);
  }
  if (names.length === 0) return pairs;
  const oldModels = new Map([...previous].map(([name, snapshot]) => [name, snapshot.model]));
  const frontend = await input.frontend();
  try {
    const before = await bindColumns({
      frontend,
      models: oldModels,
      order: input.order,
      wanted: new Set(names),
      lineage: new Set(names),
      known: (name) => previous.get(name)?.outputColumns ?? external.get(name),
      queryOf: input.queryOf,
      tableOf: input.tableOf,
    });
    for (const name of names) pairs.set(name, { before: before.traced.get(name), after: after.traced.get(name) });
  } finally {
    await frontend.close();
  }
  return pairs;
}

/**
 * Whether the same query over the old columns would be bound to the same ones: nothing that it reads has changed its
 * columns, or has others only behind the old ones, and it uses none of those.
 */
function isTracedAsBefore({ name, parents }: Model, { previous, external, after, known }: LineageInput): boolean {
  const added = new Set<string>();
  for (const parent of parents) {
    const now = after.columns.get(parent) ?? known(parent) ?? [];
    const then = previous.get(parent)?.outputColumns ?? external.get(parent) ?? [];
    const isSame = then.every(({ name: column, type }, i) => now[i]?.name === column && now[i].type === type);
    if (!isSame || (then.length === 0) !== (now.length === 0)) return false;
    for (const column of now.slice(then.length)) added.add(column.name.toLowerCase());
  }
  if (added.size === 0) return true;
  const traced = after.traced.get(name);
  if (traced?.type !== 'lineage') return false;
  const outputs = previous.get(name)!.outputColumns;
  if (outputs?.length !== traced.columns.length) return false;
  const used = [...traced.columns.flatMap(({ sources }) => sources), ...traced.rowSources];
  return used.every(({ column }) => !added.has(column.toLowerCase()));
}
