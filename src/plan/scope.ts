// What a plan may touch: which models the environment computes itself, where, and over which time.
import { cronFloor } from '../interval/cron.ts';
import type { Interval } from '../interval/interval.ts';
import { addUnits, floorToUnit } from '../interval/unit.ts';
import { PROD, type EnvironmentMember } from '../snapshot/environment.ts';
import { deployability, membersByName } from './deployability.ts';
import { finalKey } from './intervalLookup.ts';
import { isMadeOnce } from './kindFacts.ts';
import type { Target } from './missing.ts';
import { modelTimes, type ModelTimes } from './modelTimes.ts';
import type { PlanInput } from './planInput.ts';
import { withUpstream } from './upstream.ts';

export interface Scope {
  readonly isProd: boolean;
  readonly prod: ReadonlyMap<string, EnvironmentMember>;
  /** Shown by a view of the environment after the plan. */
  readonly own: ReadonlySet<string>;
  /** What it shows, and what changed and is read by that, though a selection left it out. */
  readonly computed: ReadonlySet<string>;
  readonly times: ReadonlyMap<string, ModelTimes>;
  readonly targets: ReadonlyMap<string, Target>;
  readonly target: (name: string) => Target;
  readonly window: (name: string) => Interval | undefined;
  /** Until when prod has loaded the model; undefined when it has nothing. */
  readonly loadedEnd: (name: string) => number | undefined;
}

export function planScope(input: PlanInput): Scope {
  const { environment, models, order, built, stored, basis, options } = input;
  const isProd = environment === PROD;
  const prod = membersByName(input.prod?.members);
  const own = ownNames(input, isProd);
  const computed = computedNames(input, own, prod);
  const loaded = (name: string) => {
    const member = basis.members.get(name);
    const head = built.heads.get(name)!;
    const current = stored.get(finalKey(head));
    return current.length > 0 || member === undefined ? current : stored.get(finalKey(member));
  };
  const times = modelTimes({ order, models, executionTime: options.executionTime, loaded });
  const { heads } = built;
  const start = isProd ? undefined : options.start;
  const shown = options.skipBackfill === true && !basis.isNew ? basis.members : undefined;
  const targets = deployability({
    environment,
    order,
    models,
    heads,
    prod,
    own: computed,
    times,
    stored,
    start,
    shown,
  });
  const target = (name: string): Target => targets.get(name) ?? 'final';
  const loadedEnd = (name: string): number | undefined => {
    const member = prod.get(name);
    return member === undefined || isMadeOnce(member.kindName) ? undefined : stored.get(finalKey(member)).at(-1)?.end;
  };
  const partial: WindowScope = { isProd, prod, own, computed, times, target, loadedEnd };
  return { ...partial, targets, window: (name) => windowOf(input, partial, name) };
}

function ownNames(input: PlanInput, isProd: boolean): ReadonlySet<string> {
  const { models, basis, changes, options } = input;
  if (isProd || options.includeUnmodified === true) return new Set(models.keys());
  const kept = [...basis.promoted].filter((name) => !leavesEmpty(input, name));
  const own = new Set([...kept, ...(input.leftOut ?? [])].filter((name) => models.has(name)));
  for (const name of changes.changed.keys()) {
    if (options.selected !== undefined && !options.selected.has(name)) continue;
    if (options.backfill !== undefined && !options.backfill.has(name)) continue;
    own.add(name);
  }
  return own;
}

/** A new version that this plan does not compute has nothing to show yet. */
function leavesEmpty({ basis, built, options }: PlanInput, name: string): boolean {
  if (options.backfill === undefined || options.backfill.has(name)) return false;
  return built.heads.get(name)?.version !== basis.members.get(name)?.version;
}

function computedNames(
  { models, changes, basis, options }: PlanInput,
  own: ReadonlySet<string>,
  prod: ReadonlyMap<string, EnvironmentMember>,
): ReadonlySet<string> {
  const read = [...withUpstream(models, own)];
  // Restating changes no model: what an earlier selection left between those that are shown is the environment's all the same.
  const isLeft = (name: string): boolean => {
    const member = options.restate === undefined ? undefined : basis.members.get(name);
    return member !== undefined && member.identifier !== prod.get(name)?.identifier;
  };
  return new Set([...own, ...read.filter((name) => changes.changed.has(name) || isLeft(name))]);
}

type WindowScope = Omit<Scope, 'targets' | 'window'>;

function windowOf(input: PlanInput, scope: WindowScope, name: string): Interval | undefined {
  const { options } = input;
  if (!scope.computed.has(name) || !mayWrite(input, scope, name)) return undefined;
  if (options.backfill !== undefined && !options.backfill.has(name)) return undefined;
  const { executionTime } = options;
  const loadedEnd = options.run === true ? undefined : scope.loadedEnd(name);
  const lastEnd = loadedEnd ?? executionTime;
  // A time that somebody names is the plan's now: what is due by then belongs to it.
  const end = options.isTimeNamed === true ? Math.max(lastEnd, executionTime) : lastEnd;
  if (scope.isProd) return { start: -Infinity, end };
  // Previews begin where prod ends, so that no day is left out between them.
  const start = devStart(input, scope, { name, end: options.end ?? lastEnd });
  return { start, end: options.end ?? end };
}

function devStart(input: PlanInput, scope: WindowScope, { name, end }: { name: string; end: number }): number {
  const { options, models, built } = input;
  const unit = models.get(name)!.intervalUnit;
  // A forward-only change is previewed on the last interval, unless somebody asks for more.
  const isPreview = scope.target(name) === 'preview' && built.heads.get(name)!.forwardOnly;
  const released = Math.min(end, cronFloor(scope.times.get(name)!.cron, options.executionTime) ?? end);
  const last = (n: number): number => addUnits(floorToUnit(released, unit), unit, -n);
  const start = options.start ?? (isPreview ? last(1) : -Infinity);
  return options.minIntervals === undefined ? start : Math.min(start, last(options.minIntervals));
}

/** A development environment never writes into a table that prod holds, unless it is the very same snapshot. */
export function mayWrite(input: Pick<PlanInput, 'built'>, scope: WindowScope, name: string): boolean {
  if (scope.isProd || scope.target(name) === 'preview') return true;
  const head = input.built.heads.get(name)!;
  const inProd = scope.prod.get(name);
  return inProd === undefined || inProd.version !== head.version || inProd.identifier === head.identifier;
}
