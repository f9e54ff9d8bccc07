// What `mesh run` computes: all that is due of an environment by each model's cron, from the stored definitions alone.
import { cronNext, type Cron } from '../interval/cron.ts';
import type { Interval } from '../interval/interval.ts';
import { union, type IntervalSet } from '../interval/intervalSet.ts';
import { addUnits, floorToUnit } from '../interval/unit.ts';
import type { Model } from '../model/model.ts';
import { PROD, type Environment, type EnvironmentMember } from '../snapshot/environment.ts';
import { sameTable } from '../sql/tableName.ts';
import type { IntervalKey } from '../state/stateStore.ts';
import { membersByName } from './deployability.ts';
import { keyOf, type IntervalLookup } from './intervalLookup.ts';
import { autoRestatement } from './autoRestatement.ts';
import { hasTable, isMadeOnce, isRebuilt } from './kindFacts.ts';
import { missingWork } from './missing.ts';
import { modelTimes, type ModelTimes } from './modelTimes.ts';
import type { BackfillStep } from './plan.ts';
import { clearedVersions, noOtherVersions, type ClearedVersion, type OtherVersions } from './otherVersions.ts';
import { backfillSteps } from './steps.ts';
import { goOn } from './unfinished.ts';
import { withUpstream } from './upstream.ts';

export interface RunInput {
  readonly environment: Environment;
  readonly prod: Environment | undefined;
  /** The stored definitions of all members. */
  readonly models: ReadonlyMap<string, Model>;
  /** Parents first. */
  readonly order: readonly string[];
  /** Answers for `runIntervals`. */
  readonly stored: IntervalLookup;
  /** Intervals by model that signals hold back. */
  readonly held?: ReadonlyMap<string, IntervalSet> | undefined;
  /** Where an unfinished restatement of prod is gone on with: they are cleared. */
  readonly others?: OtherVersions | undefined;
  /** Of prod: until when the ticks of each `auto_restatement_cron` are settled. */
  readonly restatementsSettled?: ReadonlyMap<string, number> | undefined;
  /** Of previews that were restated before they begin: where a run goes on. */
  readonly previewStarts?: ReadonlyMap<string, number> | undefined;
  readonly options: RunOptions;
}

export interface RunOptions {
  readonly executionTime: number;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  readonly ignoreCron?: boolean | undefined;
  /** `--select-model`: matches. */
  readonly selected?: ReadonlySet<string> | undefined;
  /** `--no-auto-upstream`: not also what they read. */
  readonly noAutoUpstream?: boolean | undefined;
}

export interface Run {
  /** Models whose `auto_restatement_cron` is due: what they had is computed again. */
  readonly restated: ReadonlySet<string>;
  /** What other versions are to forget with it. */
  readonly clear: readonly ClearedVersion[];
  readonly steps: readonly BackfillStep[];
  /** When something may be due next; undefined when nothing ever will be. */
  readonly nextDue: number | undefined;
}

/** The records a run needs, in the order in which the state is to answer. */
export function runIntervals({ members }: Environment): IntervalKey[] {
  return members.filter((m) => hasTable(m.kindName)).map((m) => keyOf(m, m.uses));
}

export function buildRun(input: RunInput): Run {
  const { environment, models, order, stored, options } = input;
  const heads = membersByName(environment.members);
  const target = (name: string): 'final' | 'preview' => heads.get(name)?.uses ?? 'final';
  const loaded = (name: string) => stored.get(keyOf(heads.get(name)!, target(name)));
  const times = modelTimes({ order, models, executionTime: options.executionTime, loaded });
  const computes = computedNames(input);
  const window = (name: string): Interval | undefined =>
    computes.has(name) ? windowOf(input, heads.get(name)!) : undefined;
  const auto = autoRestatement({
    order: order.filter((name) => computes.has(name)),
    models,
    stored: loaded,
    settled: input.restatementsSettled ?? new Map(),
    executionTime: options.executionTime,
  });
  const key = (name: string): IntervalKey => keyOf(heads.get(name)!, target(name));
  const unfinished = { order, models, stored, times, key, fills: (name: string) => computes.has(name) };
  const { work, windows } = goOn(unfinished, (left) =>
    missingWork({
      order,
      models,
      heads,
      times,
      stored,
      executionTime: options.executionTime,
      target,
      window,
      again: (name) => union(auto.windows.get(name) ?? [], left.get(name) ?? []),
      held: (name) => input.held?.get(name) ?? [],
      ignoreCron: options.ignoreCron === true,
      skipMadeOnce: true,
    }),
  );
  const isRestated = (name: string): boolean => auto.windows.has(name) || windows.has(name);
  const steps = backfillSteps({
    order,
    models,
    heads,
    work,
    target,
    reason: (name) => (isRestated(name) ? 'restated' : 'missing'),
    rebuild: (name) => isRestated(name) && isRebuilt(models.get(name)!.kind.name),
  });
  const clear =
    environment.name === PROD
      ? clearedVersions({ order, models, others: input.others ?? noOtherVersions, shown: heads, windows })
      : [];
  return { steps, restated: auto.due, clear, nextDue: nextDue(input, computes, times) };
}

/**
 * Models that this environment fills: those it shows and what they read, which nobody else may fill; never a table of prod
 * that is not its very own snapshot.
 */
function computedNames({ environment, prod, models, options }: RunInput): ReadonlySet<string> {
  const inProd = membersByName(environment.name === PROD ? undefined : prod?.members);
  const shown = environment.members.filter((member) => member.promoted).map((member) => member.name);
  const read = withUpstream(models, shown);
  const wanted =
    options.selected === undefined || options.noAutoUpstream === true
      ? options.selected
      : withUpstream(models, options.selected);
  const names = environment.members.filter((member) => {
    if (!read.has(member.name) || !hasTable(member.kindName)) return false;
    if (wanted !== undefined && !wanted.has(member.name)) return false;
    return member.uses === 'preview' || !isForeign(member, inProd.get(member.name));
  });
  return new Set(names.map((m) => m.name));
}

function isForeign(member: EnvironmentMember, inProd: EnvironmentMember | undefined): boolean {
  if (inProd === undefined || inProd.identifier === member.identifier) return false;
  const [ours, theirs] = [member.physical, inProd.physical];
  return inProd.version === member.version || (ours !== null && theirs !== null && sameTable(ours, theirs));
}

function windowOf(input: RunInput, member: EnvironmentMember): Interval {
  const { environment, models, stored, options } = input;
  const end = options.end ?? options.executionTime;
  if (options.start !== undefined || environment.name === PROD) return { start: options.start ?? -Infinity, end };
  // What was left out when the environment was planned is not made up for by a run.
  const first = input.previewStarts?.get(member.name) ?? stored.get(keyOf(member, member.uses))[0]?.start;
  if (member.uses === 'final') return { start: environment.startAt ?? -Infinity, end };
  const unit = models.get(member.name)!.intervalUnit;
  return { start: first ?? addUnits(floorToUnit(end, unit), unit, -1), end };
}

function nextDue(
  { models, options }: RunInput,
  computes: ReadonlySet<string>,
  times: ReadonlyMap<string, ModelTimes>,
): number | undefined {
  const crons = new Set<Cron>();
  for (const name of computes) {
    if (!isMadeOnce(models.get(name)!.kind.name)) crons.add(times.get(name)!.cron);
  }
  const ticks = [...crons].flatMap((cron) => cronNext(cron, options.executionTime) ?? []);
  return ticks.length === 0 ? undefined : Math.min(...ticks);
}
