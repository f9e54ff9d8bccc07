// What `--restate-model` computes again: the models, all that reads them, and which records of other versions fall.
import { normalize, union, type IntervalSet } from '../interval/intervalSet.ts';
import type { Model } from '../model/model.ts';
import { finalKey, keyOf } from './intervalLookup.ts';
import { hasTable, isMadeOnce, needsFullHistory, restatementIsDisabled } from './kindFacts.ts';
import { clearedVersions, noOtherVersions, type ClearedVersion } from './otherVersions.ts';
import type { PlanNote } from './plan.ts';
import type { PlanInput } from './planInput.ts';
import { changedRows, restatedWindow } from './restatedWindow.ts';
import { mayWrite, type Scope } from './scope.ts';

export interface Restatement {
  /** By name, whole units, never empty. */
  readonly windows: ReadonlyMap<string, IntervalSet>;
  readonly clear: readonly ClearedVersion[];
  readonly notes: readonly PlanNote[];
}

export function restatement(input: PlanInput, scope: Scope): Restatement {
  const { order, models } = input;
  const windows = new Map<string, IntervalSet>();
  const passed = new Map<string, IntervalSet>();
  const notes: PlanNote[] = [];
  for (const name of order) {
    const model = models.get(name);
    if (model === undefined) continue;
    const asked = askedFor(input, scope, model, passed);
    if (asked.length === 0) continue;
    const refusal = refusalOf(input, scope, model);
    if (refusal !== undefined) {
      // Who only reads a restated model is left alone without a word.
      if (input.options.restate!.has(name)) notes.push({ severity: 'warning', model: name, text: refusal });
      continue;
    }
    if (!hasTable(model.kind.name) || isMadeOnce(model.kind.name)) {
      passed.set(name, asked);
      continue;
    }
    const window = restatedWindow(model, {
      loaded: shownIntervals(input, scope, name),
      asked,
      // A development environment may hold a part only: what is asked for before it counts as well.
      ...(scope.isProd ? {} : { from: scope.times.get(name)!.start }),
    });
    if (window.length === 0) continue;
    windows.set(name, window);
    passed.set(name, changedRows(model, asked, window));
    if (needsFullHistory(model.kind.name) && model.kind.name !== 'FULL') {
      notes.push({
        severity: 'warning',
        model: name,
        text: `${model.kind.name} can only be computed again as a whole`,
      });
    }
  }
  return {
    windows,
    clear: clearedElsewhere(input, scope, windows),
    notes,
  };
}

function askedFor(
  { options }: PlanInput,
  scope: Scope,
  model: Model,
  passed: ReadonlyMap<string, IntervalSet>,
): IntervalSet {
  let asked: IntervalSet = [];
  for (const parent of model.parents) asked = union(asked, passed.get(parent) ?? []);
  if (!options.restate!.has(model.name)) return asked;
  const start = options.start ?? scope.times.get(model.name)!.start;
  const end = options.end ?? options.executionTime;
  return union(asked, normalize([{ start, end }]));
}

function refusalOf(input: PlanInput, scope: Scope, model: Model): string | undefined {
  const { kind } = model;
  if (kind.name === 'SEED') return 'a seed cannot be restated: it is loaded anew when its file changes';
  if (kind.name === 'EXTERNAL') return 'an external table cannot be restated: mesh does not compute it';
  if (restatementIsDisabled(kind)) return 'the model disables restatement';
  if (!hasTable(kind.name) || isMadeOnce(kind.name)) return undefined;
  if (!scope.computed.has(model.name)) return 'the environment shows the table of prod: restate it there';
  const inProd = scope.prod.get(model.name);
  const shared = !scope.isProd && inProd?.version === input.built.heads.get(model.name)!.version;
  if (shared && scope.target(model.name) === 'final') return 'its table is shared with prod: restate it there';
  return mayWrite(input, scope, model.name) ? undefined : 'its table is shared with prod: restate it there';
}

/** The preview of a forward-only change shows what the table below it holds as well. */
function shownIntervals({ built, stored }: PlanInput, scope: Scope, name: string): IntervalSet {
  const head = built.heads.get(name)!;
  const target = scope.target(name);
  const own = stored.get(keyOf(head, target));
  return target === 'preview' && head.forwardOnly ? union(own, stored.get(finalKey(head))) : own;
}

/** Only a restatement of prod makes stale what others hold. */
export function clearedElsewhere(
  { others, built, order, models }: PlanInput,
  { isProd }: Scope,
  windows: ReadonlyMap<string, IntervalSet>,
): readonly ClearedVersion[] {
  if (!isProd) return [];
  return clearedVersions({ order, models, others: others ?? noOtherVersions, shown: built.heads, windows });
}
