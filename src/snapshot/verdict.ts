// What categorising takes and gives.
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import type { Comparison } from '../sql/frontend.ts';
import type { ColumnDiff } from './columnDiff.ts';
import type { EarlierSteps } from './earlierSteps.ts';
import type { Fingerprinted } from './fingerprint.ts';
import type { Identities, Identity } from './identities.ts';
import type { Impact } from './impact.ts';
import type { LineagePair } from './indirectChange.ts';
import type { MemberChange } from './memberChanges.ts';
import type { Category, Snapshot, SnapshotHead } from './snapshot.ts';

export type Choice = 'breaking' | 'non-breaking' | 'forward-only';

/** Facts about changed models; absent ones count as "cannot be known". */
export interface ChangeFacts {
  /** What the environment holds, in full, by name. */
  readonly previous: ReadonlyMap<string, Snapshot>;
  /** Old query to new query of directly changed SQL models. */
  readonly comparisons: ReadonlyMap<string, Comparison>;
  /** Columns as they are now, declared or inferred. */
  readonly outputColumns: ReadonlyMap<string, Columns | null>;
  /** For models that changed through their parents. */
  readonly lineage: ReadonlyMap<string, LineagePair>;
}

export interface CategorizeInput {
  readonly models: ReadonlyMap<string, Model>;
  readonly fingerprints: ReadonlyMap<string, Fingerprinted>;
  /** As `memberChanges` gives them: parents first. */
  readonly changed: ReadonlyMap<string, MemberChange>;
  readonly base: ReadonlyMap<string, SnapshotHead>;
  readonly identities: Identities;
  /** How those came about, where it took several steps. */
  readonly earlierSteps?: EarlierSteps | undefined;
  readonly facts: ChangeFacts;
  readonly choices: ReadonlyMap<string, Choice>;
  readonly modes: Readonly<Record<'sql' | 'typescript' | 'seed' | 'external', 'full' | 'semi' | 'off'>>;
  /** The plan's `--forward-only`. */
  readonly forwardOnly: boolean;
}

export interface Verdict extends Identity {
  readonly name: string;
  readonly change: MemberChange;
  readonly category: Category;
  readonly reason: string;
  /** Of a view: those below are forward-only; the view itself is simply made anew. */
  readonly forwardOnly: boolean;
  /** Keeps the table of the environment's present version. */
  readonly keepsTable: boolean;
  readonly columns: ColumnDiff;
  readonly impact: Impact;
  /** What was asked for this time and came too late, because the stored snapshot was decided otherwise. */
  readonly tooLate?: Choice | undefined;
}

export interface Undecided {
  readonly name: string;
  readonly reason: string;
  /** What mesh would take. */
  readonly suggestion: 'breaking' | 'non-breaking';
}

export interface Categorized {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** To be asked for; empty or PLAN_UNDECIDED. Their verdicts stand for `suggestion`. */
  readonly undecided: readonly Undecided[];
}

/** One changed model, with what was found of those above it. */
export interface OneChange {
  readonly input: CategorizeInput;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly name: string;
  readonly change: MemberChange;
  readonly model: Model;
}
