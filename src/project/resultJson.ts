// The result of an apply or a run as `run --json` prints it. Fields are only ever added.
import { intervalJson } from '../plan/planJson.ts';
import type { RunResult } from '../execute/result.ts';
import { timings } from '../event/timings.ts';
import type { StageTime } from '../event/events.ts';

export function resultJson(result: RunResult): unknown {
  return {
    schemaVersion: 1,
    environment: result.environment,
    status: result.status,
    models: result.models.map((model) => ({
      name: model.name,
      status: model.status,
      intervals: model.intervals.map(intervalJson),
      rows: model.rows,
      seconds: rounded(model.seconds),
      ...(model.stages === undefined ? {} : { stages: model.stages.map(stageJson) }),
      audits: model.audits,
      error: model.error === null ? null : errorJson(model.error),
      ...(model.notes === undefined ? {} : { notes: model.notes }),
      ...(model.because === undefined ? {} : { because: model.because }),
    })),
    seconds: rounded(result.seconds),
    timings: timingsJson(result),
    ...(result.failure === undefined ? {} : { error: errorJson(result.failure) }),
    ...(result.interrupted ? { interrupted: true } : {}),
    ...(result.note === undefined ? {} : { note: result.note }),
  };
}

function timingsJson({ models }: RunResult): unknown {
  const { stages, bottleneck } = timings(models);
  return {
    stages: stages.map(({ share, ...stage }) => ({ ...stageJson(stage), share: rounded(share) })),
    bottleneck:
      bottleneck === null
        ? null
        : { model: bottleneck.model, ...stageJson(bottleneck), share: rounded(bottleneck.share) },
  };
}

function stageJson({ stage, seconds }: StageTime): StageTime {
  return { stage, seconds: rounded(seconds) };
}

function errorJson({ code, message, hint, at }: NonNullable<RunResult['models'][number]['error']>): unknown {
  return { code, message, hint: hint ?? null, at: at ?? null };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
