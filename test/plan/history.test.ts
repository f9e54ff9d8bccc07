// Random projects, random edits, three environments: after every applied plan each view shows what the project computes
// in an empty database, a second plan finds nothing to do, and no plan of another environment moved what prod shows.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { readsOf } from '../../src/plan/mapping.ts';
import { tableBehind } from '../../src/plan/views.ts';
import { quotedName } from '../../src/sql/tableName.ts';
import { PlanWorld } from '../support/planWorld.ts';
import {
  contentOf,
  freshContents,
  modelFromSymbols,
  symbolicOracle,
  symbolsOf,
  type Content,
  type SymbolicModel,
} from '../support/symbolicProject.ts';

const now = '2023-01-08T15:00:00Z';

/** Tables hold what they were filled with; views look at the tables they are bound to whenever they are read. */
class SymbolicDatabase {
  readonly tables = new Map<string, () => Content>();

  run(plan: Plan, world: PlanWorld): void {
    const members = new Map(plan.target.map((m) => [m.name, m]));
    const models = new Map(
      plan.target.map((m) => [
        m.name,
        (world.snapshots.get(`${m.name} ${m.identifier}`) ?? plan.newSnapshots.find((s) => s.name === m.name))!.model,
      ]),
    );
    for (const step of plan.backfill) {
      const model = models.get(step.snapshot.name)!;
      const { tables, embedded } = readsOf(model, step.table, { members, models });
      const read = (name: string): Content => {
        if (embedded.includes(name)) return contentOf(symbolsOf(models.get(name)!), read);
        const table = this.tables.get(quotedName(tables[name]!));
        if (table === undefined) throw new Error(`${model.name} reads ${name} before it is made`);
        return table();
      };
      const spec = symbolsOf(model);
      const key = quotedName(step.table);
      if (spec.kind === 'VIEW') {
        this.tables.set(key, () => contentOf(spec, read));
        this.tables.get(key)!();
      } else {
        const content = contentOf(spec, read);
        this.tables.set(key, () => content);
      }
    }
  }

  shown(world: PlanWorld, environment: string): Map<string, Content> {
    const members = world.environments.get(environment)?.members ?? [];
    return new Map(
      members.filter((m) => m.view !== null).map((m) => [m.name, this.tables.get(quotedName(tableBehind(m)!))!()]),
    );
  }
}

interface Edit {
  readonly type:
    | 'column'
    | 'rows'
    | 'add'
    | 'remove'
    | 'spelling'
    | 'owner'
    | 'kind'
    | 'newModel'
    | 'dropModel'
    | 'revert';
  readonly at: number;
  readonly pick: number;
}

interface Move {
  readonly edits: readonly Edit[];
  readonly environment: 'prod' | 'dev' | 'other';
}

const columnNames = ['a', 'b', 'c', 'd'];
const kinds = ['FULL', 'VIEW', 'EMBEDDED', 'INCREMENTAL_BY_TIME_RANGE'] as const;

const arbitraryEdit = fc.record({
  type: fc.constantFrom<Edit['type']>(
    'column',
    'rows',
    'add',
    'remove',
    'spelling',
    'owner',
    'kind',
    'newModel',
    'dropModel',
    'revert',
  ),
  at: fc.nat(50),
  pick: fc.nat(50),
});

const arbitraryMove: fc.Arbitrary<Move> = fc.record({
  edits: fc.array(arbitraryEdit, { minLength: 0, maxLength: 3 }),
  environment: fc.constantFrom<Move['environment']>('prod', 'dev', 'other'),
});

/** A model over up to two earlier ones, with columns, filters and sometimes a star over them. */
function newModel(earlier: readonly SymbolicModel[], name: string, pick: number): SymbolicModel {
  const parents = [
    ...new Set([pick, pick * 7 + 1].flatMap((n) => (earlier.length === 0 ? [] : [earlier[n % earlier.length]!]))),
  ];
  const sources = parents.flatMap((p) => visible(p, earlier).map((c) => `${p.name}.${c}`));
  const from = (n: number): string[] => (sources.length === 0 ? [] : [sources[n % sources.length]!]);
  return {
    name,
    kind: earlier.length === 0 ? 'FULL' : kinds[pick % kinds.length]!,
    parents: parents.map((p) => p.name),
    columns: columnNames
      .slice(0, 2)
      .map((c, i) => ({ name: `${c}${name.at(-1)}`, expression: 0, sources: from(pick + i) })),
    star: pick % 3 === 0 ? parents[0]?.name : undefined,
    rows: { expression: 0, sources: pick % 2 === 0 ? from(pick * 3) : [] },
    spelling: 0,
  };
}

function visible(spec: SymbolicModel, all: readonly SymbolicModel[]): string[] {
  const star = all.find((m) => m.name === spec.star);
  return [...(star === undefined ? [] : visible(star, all)), ...spec.columns.map((c) => c.name)];
}

function edited(project: readonly SymbolicModel[], edit: Edit, counter: number): SymbolicModel[] {
  const i = edit.at % project.length;
  const spec = project[i]!;
  const change = (parts: Partial<SymbolicModel>): SymbolicModel[] =>
    project.map((m, k) => (k === i ? { ...m, ...parts } : m));
  const picked = edit.pick % spec.columns.length;
  switch (edit.type) {
    case 'column':
      return change({ columns: spec.columns.map((c, k) => (k === picked ? { ...c, expression: counter } : c)) });
    case 'rows':
      return change({ rows: { ...spec.rows, expression: counter } });
    case 'add':
      return change({ columns: [...spec.columns, { name: `n${counter}`, expression: counter, sources: [] }] });
    case 'remove':
      return spec.columns.length > 1 ? change({ columns: spec.columns.filter((_, k) => k !== picked) }) : [...project];
    case 'spelling':
      return change({ spelling: counter });
    case 'owner':
      return change({ owner: `team ${counter}` });
    case 'kind':
      return change({ kind: kinds[edit.pick % kinds.length]! });
    case 'newModel':
      return [...project, newModel(project, `s.m${counter}`, edit.pick)];
    case 'dropModel':
      return project.length > 1 && !project.some((m) => m.parents.includes(spec.name))
        ? project.filter((_, k) => k !== i)
        : [...project];
    case 'revert':
      return [...project];
  }
}

function play(moves: readonly Move[], size: number): void {
  const world = new PlanWorld(symbolicOracle);
  const database = new SymbolicDatabase();
  let project: SymbolicModel[] = [];
  for (let i = 0; i < size; i++) project.push(newModel(project, `s.i${i}`, i * 5 + size));
  const past: SymbolicModel[][] = [];
  let counter = 100;
  for (const { edits, environment } of moves) {
    past.push(project);
    for (const edit of edits) {
      project = edit.type === 'revert' ? past[edit.pick % past.length]! : edited(project, edit, ++counter);
    }
    const models = project.map(modelFromSymbols);
    const inProd = environment === 'prod' ? undefined : database.shown(world, 'prod');
    let plan: Plan;
    try {
      plan = world.plan(environment, models, { now });
    } catch (error) {
      if ((error as { code?: string }).code === 'PLAN_NO_CHANGES_NEW_ENVIRONMENT') continue;
      throw error;
    }
    checkSteps(plan);
    world.apply(plan);
    database.run(plan, world);
    const fresh = freshContents(project);
    for (const [name, content] of database.shown(world, environment)) {
      expect({ name, content }).toEqual({ name, content: fresh.get(name) });
    }
    if (inProd !== undefined) expect(database.shown(world, 'prod')).toEqual(inProd);
    const again = world.plan(environment, models, { now });
    expect([again.hasChanges, again.backfill, again.stages]).toEqual([false, [], []]);
  }
}

/** Parents with work always come first, also through models without work. */
function checkSteps(plan: Plan): void {
  const done = new Set<string>();
  const above = new Map<string, Set<string>>();
  for (const step of plan.backfill) {
    for (const name of step.after) expect(done.has(name)).toBe(true);
    above.set(step.snapshot.name, new Set(step.after.flatMap((name) => [name, ...above.get(name)!])));
    done.add(step.snapshot.name);
  }
}

describe('histories of plans', () => {
  it('always leave every view showing what the project computes', () => {
    fc.assert(
      fc.property(fc.array(arbitraryMove, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 6 }), play),
      { numRuns: 150 },
    );
  });
});
