// A world without a database for plans: it remembers snapshots, intervals and environments, and does what a plan says.
import { buildDag } from '../../src/graph/dag.ts';
import { add, normalize, subtract, type IntervalSet } from '../../src/interval/intervalSet.ts';
import type { Columns } from '../../src/model/columns.ts';
import type { Model } from '../../src/model/model.ts';
import { planBasis } from '../../src/plan/basis.ts';
import { buildPlan } from '../../src/plan/buildPlan.ts';
import { intervalLookup, textOf } from '../../src/plan/intervalLookup.ts';
import type { BackfillStep, Plan } from '../../src/plan/plan.ts';
import type { PlanOptions, PlanSettings } from '../../src/plan/planInput.ts';
import { wantedIntervals } from '../../src/plan/wantedIntervals.ts';
import { buildSnapshots } from '../../src/snapshot/buildSnapshots.ts';
import { categorize, requireDecided, type Choice, type ChangeFacts } from '../../src/snapshot/categorize.ts';
import type { Environment } from '../../src/snapshot/environment.ts';
import { fingerprintModels } from '../../src/snapshot/fingerprint.ts';
import type { LineagePair } from '../../src/snapshot/indirectChange.ts';
import { memberChanges } from '../../src/snapshot/memberChanges.ts';
import { ownParts, type OwnParts } from '../../src/snapshot/modelParts.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import { identities } from '../../src/snapshot/identities.ts';
import { wantedFacts } from '../../src/snapshot/wantedFacts.ts';
import type { Comparison } from '../../src/sql/frontend.ts';
import type { IntervalKey } from '../../src/state/stateStore.ts';

export const naming = {
  physicalSchemaMapping: [],
  physicalTableNamingConvention: 'schema_and_table',
  environmentSuffixTarget: 'schema',
  environmentCatalogMapping: [],
} as const;

export const settings: PlanSettings = {
  meshVersion: '0.0.0',
  defaultCatalog: 'db',
  naming,
  environmentTtl: 'in 1 week',
  pinnedEnvironments: [],
  statements: { beforeAll: [], afterAll: [] },
  requirements: {},
};

export interface Asked {
  readonly now: string;
  readonly options?: Partial<PlanOptions>;
  readonly choices?: Readonly<Record<string, Choice>>;
  readonly mode?: 'full' | 'semi' | 'off';
  readonly createFrom?: string;
  readonly settings?: Partial<PlanSettings>;
}

/** What an engine would answer about two definitions. */
export interface Oracle {
  readonly compare?: (before: Model, after: Model) => Comparison;
  readonly columns?: (model: Model, models: ReadonlyMap<string, Model>) => Columns | null;
  readonly lineage?: (
    model: Model,
    before: ReadonlyMap<string, Model>,
    after: ReadonlyMap<string, Model>,
  ) => LineagePair;
}

export class PlanWorld {
  readonly snapshots = new Map<string, Snapshot>();
  readonly environments = new Map<string, Environment>();
  readonly intervals = new Map<string, IntervalSet>();
  readonly #oracle: Oracle;
  readonly #parts = new WeakMap<Model, OwnParts>();

  constructor(oracle: Oracle = {}) {
    this.#oracle = oracle;
  }

  plan(environment: string, list: readonly Model[], asked: Asked): Plan {
    const now = Date.parse(asked.now);
    const models = new Map(list.map((m) => [m.name, m]));
    const { order } = buildDag(list);
    const fingerprints = fingerprintModels(models, { order, known: (model) => this.#ownParts(model) });
    const prod = this.environments.get('prod');
    const record = this.environments.get(environment);
    const createFrom = asked.createFrom === undefined ? undefined : this.environments.get(asked.createFrom);
    const basis = planBasis({ environment, record, prod, createFrom, now });
    const changes = memberChanges(basis.members, fingerprints);
    const comparing = { models, fingerprints, changed: changes.changed, base: basis.members };
    const known = { ...comparing, identities: identities(comparing, this.snapshots.values()) };
    const wanted = wantedFacts(known);
    const previous = new Map(
      wanted.previous.map((name) => [name, this.snapshots.get(id(name, basis.members.get(name)!.identifier))!]),
    );
    const facts = this.#facts(models, { previous, wanted });
    const modes = { sql: 'full', typescript: 'full', seed: 'full', external: 'full' } as const;
    const { verdicts, undecided } = categorize({
      ...known,
      facts,
      choices: new Map(Object.entries(asked.choices ?? {})),
      modes: asked.mode === undefined ? modes : { ...modes, sql: asked.mode },
      forwardOnly: asked.options?.forwardOnly === true,
    });
    requireDecided(undecided);
    const built = buildSnapshots({
      models,
      fingerprints,
      verdicts,
      base: basis.members,
      facts,
      naming,
      ttlMs: 7 * 86_400_000,
      now,
      effectiveFrom: asked.options?.effectiveFrom ?? null,
    });
    const keys = wantedIntervals({ basis, built, prod });
    return buildPlan({
      environment,
      basis,
      prod,
      models,
      order,
      fingerprints,
      changes,
      verdicts,
      facts,
      built,
      stored: intervalLookup(
        keys,
        keys.map((key) => this.intervalsOf(key)),
      ),
      others: {
        snapshots: [...this.snapshots.values()].filter((s) => built.heads.get(s.name)?.identifier !== s.identifier),
        stored: { get: (key) => this.intervalsOf(key), unfinished: () => [] },
      },
      options: { now, executionTime: now, ...asked.options },
      settings: { ...settings, ...asked.settings },
    });
  }

  /** As the load cache does: a model that is the same object has the same parts. */
  #ownParts(model: Model): OwnParts {
    let parts = this.#parts.get(model);
    if (parts === undefined) this.#parts.set(model, (parts = ownParts(model)));
    return parts;
  }

  apply(plan: Plan): void {
    for (const stage of plan.stages) {
      if (stage.type === 'saveSnapshots') {
        for (const s of plan.newSnapshots) this.snapshots.set(id(s.name, s.identifier), s);
      }
      if (stage.type === 'backfill' || stage.type === 'markFilled') {
        for (const step of stage.steps) this.record(step);
      }
      if (stage.type === 'clearRestated') {
        for (const v of stage.versions) {
          const key = textOf(v);
          this.intervals.set(key, subtract(this.intervals.get(key) ?? [], v.intervals));
        }
      }
      if (stage.type === 'promote') {
        this.environments.set(plan.environment, stage.environment);
        for (const lost of stage.unrestorable) {
          const key = id(lost.name, lost.identifier);
          this.snapshots.set(key, { ...this.snapshots.get(key)!, unrestorable: true });
        }
      }
    }
  }

  intervalsOf(key: IntervalKey): IntervalSet {
    return this.intervals.get(textOf(key)) ?? [];
  }

  /** What executing a step leaves behind. */
  record(step: BackfillStep): void {
    const { name, identifier } = step.snapshot;
    const snapshot = this.snapshots.get(id(name, identifier))!;
    const preview = step.target === 'preview';
    const key = textOf({ name, version: preview ? snapshot.devVersion : snapshot.version, preview });
    let set = this.intervals.get(key) ?? [];
    for (const interval of normalize(step.intervals)) set = add(set, interval);
    this.intervals.set(key, set);
  }

  #facts(
    models: ReadonlyMap<string, Model>,
    { previous, wanted }: { previous: ReadonlyMap<string, Snapshot>; wanted: ReturnType<typeof wantedFacts> },
  ): ChangeFacts {
    const { compare, columns, lineage } = this.#oracle;
    const old = new Map([...models, ...[...previous].map(([name, s]) => [name, s.model] as const)]);
    return {
      previous,
      comparisons: new Map(
        compare === undefined ? [] : wanted.compare.map((n) => [n, compare(previous.get(n)!.model, models.get(n)!)]),
      ),
      outputColumns: new Map(
        columns === undefined ? [] : wanted.columns.map((n) => [n, columns(models.get(n)!, models)]),
      ),
      lineage: new Map(
        lineage === undefined ? [] : wanted.lineage.map((n) => [n, lineage(models.get(n)!, old, models)]),
      ),
    };
  }
}

function id(name: string, identifier: string): string {
  return `${name} ${identifier}`;
}
