// Signals in plans and runs: asks those of models with due work, parents first, and has the work decided again without
// what they hold back. Nobody below a model gets further than it does.
import type { MeshError } from '../error/meshError.ts';
import { askSignals, type HeldBack } from '../execute/signals.ts';
import type { ModelResult, RunResult } from '../execute/result.ts';
import { errorSummary } from '../execute/errorSummary.ts';
import { ancestors, buildDag, type Dag } from '../graph/dag.ts';
import { normalize, union, type IntervalSet } from '../interval/intervalSet.ts';
import { floorToUnit } from '../interval/unit.ts';
import type { Model } from '../model/model.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import type { BackfillStep } from '../plan/plan.ts';
import type { Project } from './openProject.ts';
import { signalTools } from './signalTools.ts';

export interface SignalRequest {
  readonly models: ReadonlyMap<string, Model>;
  /** Parents first. */
  readonly order: readonly string[];
  readonly environment: string;
  readonly executionTime: number;
  readonly loaded?: LoadedProject | undefined;
}

export interface Signalled<T> {
  readonly built: T;
  readonly held: ReadonlyMap<string, readonly HeldBack[]>;
  /** By model: a signal that threw. */
  readonly failures: ReadonlyMap<string, MeshError>;
}

interface Due {
  readonly steps: readonly BackfillStep[];
}

/** `build` decides the work again whenever more is held back; models without signals cost nothing. */
export async function withSignals<T extends Due>(
  project: Project,
  request: SignalRequest,
  build: (held: ReadonlyMap<string, IntervalSet>) => T,
): Promise<Signalled<T>> {
  const heldSets = new Map<string, IntervalSet>();
  const held = new Map<string, readonly HeldBack[]>();
  const failures = new Map<string, MeshError>();
  let built = build(heldSets);
  const waiting = new Set(request.order.filter((name) => (request.models.get(name)?.signals.length ?? 0) > 0));
  if (waiting.size === 0) return { built, held, failures };
  const dag = buildDag([...request.models.values()]);
  const tools = await signalTools(project, request);
  for (;;) {
    const due = askedIntervals(built.steps, request.models, dag);
    const open = [...waiting].filter((name) => due.has(name));
    if (open.length === 0) return { built, held, failures };
    // A signal below another is asked only about what is left for it.
    const first = open.filter((name) => open.every((other) => other === name || !ancestors(dag, [name]).has(other)));
    let changed = false;
    for (const name of first) {
      waiting.delete(name);
      const answer = await askSignals(request.models.get(name)!, due.get(name)!, tools);
      if (answer.failure !== undefined) failures.set(name, answer.failure);
      if (answer.held.length === 0) continue;
      held.set(name, answer.held);
      heldSets.set(
        name,
        answer.held.reduce<IntervalSet>((all, { intervals }) => union(all, intervals), []),
      );
      changed = true;
    }
    if (changed) built = build(heldSets);
  }
}

/** What is due of each model; a view has nothing due of its own, and is asked about what those that read it would compute. */
function askedIntervals(
  steps: readonly BackfillStep[],
  models: ReadonlyMap<string, Model>,
  dag: Dag,
): ReadonlyMap<string, IntervalSet> {
  const due = new Map(steps.map((step) => [step.snapshot.name, step.intervals]));
  const isSeenThrough = (name: string): boolean => ['VIEW', 'EMBEDDED'].includes(models.get(name)?.kind.name ?? '');
  // In a run, a view is due when its audits are.
  const audited = new Set(steps.flatMap(({ reason, snapshot }) => (reason === 'missing' ? [snapshot.name] : [])));
  const asked = new Map(due);
  for (const name of [...dag.order].reverse()) {
    if (!isSeenThrough(name)) continue;
    const through = (dag.children.get(name) ?? []).flatMap((child) => asked.get(child) ?? []);
    const { intervalUnit } = models.get(name)!;
    if (audited.has(name)) through.push(...(due.get(name) ?? []));
    const whole = through.map(({ start, end }) => ({ start: floorToUnit(start, intervalUnit), end }));
    asked.delete(name);
    if (whole.length > 0) asked.set(name, normalize(whole));
  }
  return asked;
}

/** A run whose signals threw: those models failed, and what could be computed was. */
export function withSignalFailures(result: RunResult, failures: ReadonlyMap<string, MeshError>): RunResult {
  if (failures.size === 0) return result;
  const failed = [...failures].map(([name, error]): ModelResult => {
    return { name, status: 'failed', intervals: [], rows: null, seconds: 0, audits: [], error: errorSummary(error) };
  });
  const models = [...result.models.filter(({ name }) => !failures.has(name)), ...failed].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const status = models.some((m) => m.status === 'success') ? 'partial' : 'failed';
  return { ...result, models, status };
}
