// The flags of `mesh plan` as a caller gives them, and their reading into instants and names.
import { MeshError } from '../error/meshError.ts';
import { parseDate, endExclusive } from '../interval/parseDate.ts';
import type { PlanConfig } from '../load/config/config.ts';
import type { Choice } from '../snapshot/categorize.ts';
import type { Undecided } from '../snapshot/categorize.ts';

export interface PlanRequest {
  readonly environment?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly executionTime?: string | undefined;
  readonly selectModels?: readonly string[] | undefined;
  readonly backfillModels?: readonly string[] | undefined;
  readonly restateModels?: readonly string[] | undefined;
  readonly allowDestructiveModels?: readonly string[] | undefined;
  readonly allowAdditiveModels?: readonly string[] | undefined;
  readonly forwardOnly?: boolean | undefined;
  readonly effectiveFrom?: string | undefined;
  readonly skipBackfill?: boolean | undefined;
  readonly emptyBackfill?: boolean | undefined;
  readonly noGaps?: boolean | undefined;
  readonly noAutoCategorization?: boolean | undefined;
  /** Instead of what the configuration says. */
  readonly autoCategorizeChanges?: PlanConfig['autoCategorizeChanges'] | undefined;
  readonly includeUnmodified?: boolean | undefined;
  readonly createFrom?: string | undefined;
  readonly minIntervals?: number | undefined;
  readonly diffRendered?: boolean | undefined;
  readonly alwaysRecreateEnvironment?: boolean | undefined;
  readonly run?: boolean | undefined;
  readonly ignoreCron?: boolean | undefined;
  /** Code of the project is not run to hold intervals back. */
  readonly skipSignals?: boolean | undefined;
  readonly categories?: ReadonlyMap<string, Choice> | undefined;
  /** Asks a person for the categories of undecided changes; absent where nobody can be asked. */
  readonly choose?: ((undecided: readonly Undecided[]) => Promise<ReadonlyMap<string, Choice>>) | undefined;
}

/** `model=breaking` as given to `--category`. */
export function readCategories(texts: readonly string[]): Map<string, Choice> {
  const choices = new Map<string, Choice>();
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    const choice = text.slice(at + 1).trim();
    if (at < 1 || !isChoice(choice)) throw new MeshError('PLAN_CATEGORY_SYNTAX', { text });
    const model = text.slice(0, at).trim().toLowerCase();
    const first = choices.get(model) ?? choice;
    if (first !== choice) throw new MeshError('PLAN_CATEGORY_TWICE', { model, first, second: choice });
    choices.set(model, choice);
  }
  return choices;
}

function isChoice(text: string): text is Choice {
  return text === 'breaking' || text === 'non-breaking' || text === 'forward-only';
}

export interface ReadTimes {
  readonly executionTime: number;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly effectiveFrom: number | undefined;
}

/** Relative words count from the execution time; a date as an end means that whole day. */
export function readTimes(
  request: {
    readonly start?: string | undefined;
    readonly end?: string | undefined;
    readonly executionTime?: string | undefined;
    readonly effectiveFrom?: string | undefined;
  },
  now: number,
): ReadTimes {
  const executionTime = request.executionTime === undefined ? now : parseDate(request.executionTime, { now }).ts;
  const read = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : parseDate(text, { now: executionTime }).ts;
  const end = request.end === undefined ? undefined : endExclusive(parseDate(request.end, { now: executionTime }));
  const start = read(request.start);
  if (start !== undefined && end !== undefined && end <= start) {
    const [from, to] = [start, end].map((ts) => new Date(ts).toISOString()) as [string, string];
    throw new MeshError('PLAN_WINDOW_EMPTY', { start: from, end: to });
  }
  return { executionTime, start, end, effectiveFrom: read(request.effectiveFrom) };
}
