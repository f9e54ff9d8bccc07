// Durations that a model gives while it runs.
import { MeshError } from '../../error/meshError.ts';
import { durationMs as parsed } from '../../util/duration.ts';

export function durationMs(text: string): number {
  const ms = typeof text === 'string' ? parsed(text) : undefined;
  if (ms !== undefined) return ms;
  const detail = `${JSON.stringify(text) ?? 'nothing'} is no duration such as '30s' or '2 days'`;
  throw new MeshError('RUN_ARGUMENT', { detail });
}
