// Where the time of a plan or run went, over all models: each stage with its share, and the slowest of one model.
import type { StageTime } from './events.ts';

export interface StageShare extends StageTime {
  /** Of the time of all stages, 0 to 1. */
  readonly share: number;
}

export interface Timings {
  /** Slowest first; models that ran side by side are added up. */
  readonly stages: readonly StageShare[];
  readonly bottleneck: (StageShare & { readonly model: string }) | null;
}

export interface TimedModel {
  readonly name: string;
  readonly stages?: readonly StageTime[] | undefined;
}

export function timings(models: readonly TimedModel[]): Timings {
  const all = models.flatMap(({ name, stages = [] }) => stages.map((stage) => ({ model: name, ...stage })));
  const whole = all.reduce((sum, { seconds }) => sum + seconds, 0);
  const shared = <T extends StageTime>(stage: T): T & StageShare => ({
    ...stage,
    share: whole === 0 ? 0 : stage.seconds / whole,
  });
  const [slowest] = [...all].sort((a, b) => b.seconds - a.seconds);
  return {
    stages: addedStages(all).map(shared),
    bottleneck: slowest === undefined ? null : shared(slowest),
  };
}

/** Each stage once, slowest first. */
export function addedStages(times: readonly StageTime[]): StageTime[] {
  const seconds = new Map<string, number>();
  for (const each of times) seconds.set(each.stage, (seconds.get(each.stage) ?? 0) + each.seconds);
  return [...seconds].map(([stage, sum]) => ({ stage, seconds: sum })).sort((a, b) => b.seconds - a.seconds);
}
