// A linter rule: one file in rules/ and one line in its list. Users write theirs with `rule()` in linter/*.ts.
import type { Severity, SourceLocation } from '../error/diagnostic.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import type { SqlFrontend, SqlProblem } from '../sql/frontend.ts';
import type { QueryView } from './queryView.ts';

export interface Rule {
  /** Lower case, as in configuration files; dashes, underscores and capitals do not count there. */
  readonly name: string;
  readonly summary: string;
  /** For `mesh lint --explain`: why it matters and what to do. */
  readonly explanation: string;
  /** Used while the configuration names no rules. */
  readonly severity: Severity;
  /** About habits, and unknown to SQLMesh: ALL in `rules` makes it a warning, its name there an error. */
  readonly isHabit?: boolean | undefined;
  readonly check: (model: Model, context: LintContext) => Promise<readonly Violation[]> | readonly Violation[];
}

export interface Violation {
  readonly message: string;
  readonly at: SourceLocation;
  readonly hint?: string | undefined;
  readonly fix?: Fix | undefined;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly FileEdit[];
}

/** Replaces [start, end) of a file, or appends to one that need not exist. */
export type FileEdit =
  | {
      readonly type: 'replace';
      readonly file: string;
      readonly start: number;
      readonly end: number;
      readonly text: string;
    }
  | { readonly type: 'append'; readonly file: string; readonly text: string };

/** What rules may ask. */
export interface LintContext {
  readonly models: ReadonlyMap<string, Model>;
  readonly fileText: (file: string) => string | undefined;
  /** The query as it is written and as it is rendered; undefined for models without one. */
  readonly query: (model: Model) => QueryView | undefined;
  readonly columns: (name: string) => Columns | null | undefined;
  /** What the engine says against the model's query. */
  readonly problem: (name: string) => SqlProblem | undefined;
  /** Why its columns are not known. */
  readonly unknownBecause: (name: string) => string | undefined;
  readonly frontend: SqlFrontend;
  /** Models that a unit test names. */
  readonly tested: ReadonlySet<string>;
}

/** `NoSelectStar`, `no-select-star` and `no_select_star` are one name. */
export function ruleKey(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}
