// Asks a model's signals which of its due intervals are ready. Each run of intervals without a gap is one question.
import type { SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';
import { normalize, subtract, type IntervalSet } from '../interval/intervalSet.ts';
import { addUnits } from '../interval/unit.ts';
import type { Expander } from '../macro/expand.ts';
import { expandCall, holdsMacros } from '../model/expandCall.ts';
import type { Call, Model } from '../model/model.ts';
import { signalArguments } from '../model/signalArguments.ts';
import type { ModelContext } from '../model/typescript/context.ts';
import type { SignalDefinition, SignalInterval } from '../model/typescript/definition.ts';
import { intervalText } from '../plan/intervalText.ts';

export interface SignalTools {
  readonly definitionOf: (model: Model, call: Call) => Promise<SignalDefinition>;
  readonly context: (model: Model, range: Interval) => ModelContext;
  /** Of the macros in a signal's arguments. */
  readonly expander: (model: Model, range: Interval) => Promise<Expander>;
  /** Where in the project's code an error was thrown. */
  readonly locate: (error: unknown) => SourceLocation | undefined;
}

/** Intervals that one signal said are not ready. */
export interface HeldBack {
  readonly signal: string;
  readonly intervals: IntervalSet;
  /** It did not say so: it threw, or answered with what is no answer. */
  readonly failure?: MeshError | undefined;
}

export interface Readiness {
  readonly held: readonly HeldBack[];
  /** A signal that threw: nothing of the model is ready then. */
  readonly failure: MeshError | undefined;
}

/** Signals are asked in their order, each only about what those before it let through. */
export async function askSignals(model: Model, due: IntervalSet, tools: SignalTools): Promise<Readiness> {
  const held: HeldBack[] = [];
  let open = due;
  for (const call of model.signals) {
    if (open.length === 0) break;
    try {
      const ready = await readyOf(model, call, { due: open, tools });
      const intervals = subtract(open, ready);
      if (intervals.length > 0) held.push({ signal: call.name, intervals });
      open = ready;
    } catch (error) {
      const failure = failureOf(model, call, { error, tools });
      return { held: [...held, { signal: call.name, intervals: open, failure }], failure };
    }
  }
  return { held, failure: undefined };
}

function failureOf(
  model: Model,
  call: Call,
  { error, tools }: { readonly error: unknown; readonly tools: SignalTools },
): MeshError {
  if (error instanceof MeshError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const at = tools.locate(error) ?? call.at ?? model.positions['signals'] ?? model.at;
  return new MeshError('RUN_SIGNAL_FAILED', { signal: call.name, model: model.name, detail }, { at, cause: error });
}

interface Asking {
  readonly due: IntervalSet;
  readonly tools: SignalTools;
}

async function readyOf(model: Model, call: Call, { due, tools }: Asking): Promise<IntervalSet> {
  const definition = await tools.definitionOf(model, call);
  const ready: Interval[] = [];
  for (const range of normalize(due)) {
    const batch = unitsOf(range, model);
    const given = signalArguments(await expandedCall(model, call, { range, tools }), model.dialect) as never;
    const answer: unknown = await definition.run(
      batch.map(({ start, end }) => ({ start: new Date(start), end: new Date(end) })),
      given,
      tools.context(model, range),
    );
    if (answer === true) ready.push(range);
    else if (answer !== false) ready.push(...listed(model, call, { answer, batch }));
  }
  return normalize(ready);
}

async function expandedCall(
  model: Model,
  call: Call,
  { range, tools }: { readonly range: Interval; readonly tools: SignalTools },
): Promise<Call> {
  if (!holdsMacros(call)) return call;
  const expanded = expandCall(call, await tools.expander(model, range));
  const [problem] = expanded.diagnostics;
  if (problem === undefined) return expanded.call;
  const data = { signal: call.name, model: model.name, detail: problem.message };
  throw new MeshError('RUN_SIGNAL_FAILED', data, { at: call.at ?? model.at });
}

function unitsOf({ start, end }: Interval, { intervalUnit }: Model): Interval[] {
  const units: Interval[] = [];
  for (let at = start; at < end;) {
    const next = Math.min(addUnits(at, intervalUnit, 1), end);
    units.push({ start: at, end: next });
    at = next;
  }
  return units;
}

function listed(
  model: Model,
  call: Call,
  { answer, batch }: { readonly answer: unknown; readonly batch: readonly Interval[] },
): Interval[] {
  const at = call.at ?? model.positions['signals'] ?? model.at;
  const base = { signal: call.name, model: model.name };
  if (!Array.isArray(answer)) {
    const got = answer === null ? 'null' : typeof answer;
    throw new MeshError('RUN_SIGNAL_RESULT', { ...base, got }, { at });
  }
  const asked = new Set(batch.map(({ start, end }) => `${start}/${end}`));
  return answer.map((item: unknown) => {
    const { start, end } = (item ?? {}) as Partial<SignalInterval>;
    const interval = { start: Number(start), end: Number(end) };
    if (asked.has(`${interval.start}/${interval.end}`)) return interval;
    const isTime = Number.isFinite(interval.start) && Number.isFinite(interval.end);
    const got = isTime
      ? `the interval ${intervalText(interval)}, which it was not asked about`
      : 'something that is no interval';
    throw new MeshError('RUN_SIGNAL_RESULT', { ...base, got }, { at });
  });
}
