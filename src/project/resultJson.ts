// The result of an apply or a run as `run --json` prints it. Fields are only ever added.
import { intervalJson } from '../plan/planJson.ts';
import type { RunResult } from '../execute/result.ts';

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
      audits: model.audits,
      error: model.error === null ? null : errorJson(model.error),
      ...(model.notes === undefined ? {} : { notes: model.notes }),
      ...(model.because === undefined ? {} : { because: model.because }),
    })),
    seconds: rounded(result.seconds),
    ...(result.failure === undefined ? {} : { error: errorJson(result.failure) }),
    ...(result.interrupted ? { interrupted: true } : {}),
    ...(result.note === undefined ? {} : { note: result.note }),
  };
}

function errorJson({ code, message, hint, at }: NonNullable<RunResult['models'][number]['error']>): unknown {
  return { code, message, hint: hint ?? null, at: at ?? null };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
