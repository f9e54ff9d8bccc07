// Everything a plan is made from, gathered by the caller: planning itself asks nobody.
import type { SourceLocation } from '../error/diagnostic.ts';
import type { IntervalSet } from '../interval/intervalSet.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import type { BuiltSnapshots } from '../snapshot/buildSnapshots.ts';
import type { ChangeFacts, Verdict } from '../snapshot/categorize.ts';
import type { Environment } from '../snapshot/environment.ts';
import type { Fingerprinted } from '../snapshot/fingerprint.ts';
import type { MemberChanges } from '../snapshot/memberChanges.ts';
import type { NamingRules } from '../snapshot/tableNaming.ts';
import type { Basis } from './basis.ts';
import type { IntervalLookup } from './intervalLookup.ts';
import type { OtherVersions } from './otherVersions.ts';

export interface PlanInput {
  /** Sanitised. */
  readonly environment: string;
  readonly basis: Basis;
  readonly prod: Environment | undefined;
  readonly models: ReadonlyMap<string, Model>;
  /** Names of models, parents before children; others are skipped. */
  readonly order: readonly string[];
  readonly fingerprints: ReadonlyMap<string, Fingerprinted>;
  readonly changes: MemberChanges;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly facts: ChangeFacts;
  /** Of the models below columns that changed, so that the plan can name them; the facts' own when absent. */
  readonly consumerLineage?: ChangeFacts['lineage'] | undefined;
  readonly built: BuiltSnapshots;
  /** Answers for `wantedIntervals`. */
  readonly stored: IntervalLookup;
  /** Where something of prod is restated: they are cleared. */
  readonly others?: OtherVersions | undefined;
  /** Of forward-only snapshots that are used again, from the state: since when they are to be computed with the new logic. */
  readonly effectiveFrom?: ReadonlyMap<string, number> | undefined;
  /** Columns of what prod holds of forward-only models, where the environment is at something else. */
  readonly deployedColumns?: ReadonlyMap<string, Columns | null> | undefined;
  /** What the environment holds without showing it, because an earlier plan was asked for a part only. */
  readonly leftOut?: ReadonlySet<string> | undefined;
  /** Of the whole project, where a selection or a restatement plans for other models than its own. */
  readonly projectHash?: string | undefined;
  /** Intervals by model that signals hold back. */
  readonly held?: ReadonlyMap<string, IntervalSet> | undefined;
  readonly options: PlanOptions;
  readonly settings: PlanSettings;
}

/** The flags of `mesh plan`, read. Instants are epoch milliseconds, `end` exclusive. Selections are names already. */
export interface PlanOptions {
  readonly now: number;
  readonly executionTime: number;
  /** By `--execution-time`, not the clock's. */
  readonly isTimeNamed?: boolean | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly skipBackfill?: boolean | undefined;
  readonly emptyBackfill?: boolean | undefined;
  readonly noGaps?: boolean | undefined;
  readonly includeUnmodified?: boolean | undefined;
  readonly forwardOnly?: boolean | undefined;
  readonly effectiveFrom?: number | undefined;
  readonly minIntervals?: number | undefined;
  /** `--diff-rendered`: differences of queries with their macros expanded. */
  readonly diffRendered?: boolean | undefined;
  /** `--run`: take what has become due as well. */
  readonly run?: boolean | undefined;
  readonly ignoreCron?: boolean | undefined;
  /** `--select-model`: only these are shown by a development environment. */
  readonly selected?: ReadonlySet<string> | undefined;
  /** `--backfill-model`: matches and all they read. */
  readonly backfill?: ReadonlySet<string> | undefined;
  /** `--allow-destructive-model`, `--allow-additive-model`: matches. */
  readonly allowDestructive?: ReadonlySet<string> | undefined;
  readonly allowAdditive?: ReadonlySet<string> | undefined;
  /** `--restate-model`: matches. */
  readonly restate?: ReadonlySet<string> | undefined;
}

export interface PlanSettings {
  readonly meshVersion: string;
  readonly defaultCatalog: string;
  /** Catalogs that tables and views can be in, the default one first; undefined where nobody can know. */
  readonly catalogs?: readonly string[] | undefined;
  readonly catalogMappingAt?: SourceLocation | undefined;
  readonly naming: NamingRules;
  /** `in 1 week`; null = never. */
  readonly environmentTtl: string | null;
  readonly pinnedEnvironments: readonly string[];
  readonly statements: Environment['statements'];
  readonly requirements: Environment['requirements'];
}
