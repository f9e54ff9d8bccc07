// One line per event, as a pipe or a log file shows it.
import { intervalText } from '../../plan/intervalText.ts';
import type { MeshEvent } from '../../event/events.ts';
import type { Paint } from '../paint.ts';

export interface EventTextOptions {
  readonly paint: Paint;
  readonly verbosity: number;
}

/** Undefined for events that need no line. */
export function eventText(event: MeshEvent, { paint, verbosity }: EventTextOptions): string | undefined {
  switch (event.type) {
    case 'batchFinished': {
      const failed = event.audits.filter((a) => a.status === 'failed');
      const warned =
        failed.length === 0
          ? ''
          : paint('yellow', `  audits failed: ${failed.map((a) => `${a.name} (${a.failures})`).join(', ')}`);
      return `${paint('green', '✓')} ${event.model}${where(event)}${rowsText(event.rows)}  ${secondsText(event.seconds)}${warned}`;
    }
    case 'batchFailed':
      return `${paint('red', '✗')} ${event.model}${where(event)}  ${event.error.message.split('\n')[0]}`;
    case 'modelSkipped':
      return `${paint('yellow', '-')} ${event.model}  skipped, because ${event.because} failed`;
    case 'viewPromoted':
      return verbosity > 0 ? `${paint('green', '✓')} view ${event.view}` : undefined;
    case 'viewDropped':
      return verbosity > 0 ? `${paint('yellow', '-')} view ${event.view} dropped` : undefined;
    case 'modelProgress':
      return verbosity > 0
        ? `  ${event.model}  ${event.done} of ${event.total}${event.text === undefined ? '' : `  ${event.text}`}`
        : undefined;
    case 'modelStages':
      return verbosity > 0 ? `  ${event.model}  ${stagesText(event.stages)}` : undefined;
    case 'log':
      if (event.level === 'debug' && verbosity < 2) return undefined;
      return `${event.level === 'warn' || event.level === 'error' ? paint('yellow', event.level) : event.level}  ${event.model === undefined ? '' : `${event.model}: `}${event.text}`;
    case 'waiting':
      return event.text;
    case 'batchStarted':
    case 'executionStarted':
    case 'executionFinished':
    case 'stageStarted':
      return undefined;
  }
}

/** Where the time went, slowest first, with its share. */
export function stagesText(stages: readonly { readonly stage: string; readonly seconds: number }[]): string {
  const whole = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  const share = (seconds: number): string => (whole === 0 ? '' : ` (${Math.round((seconds / whole) * 100)} %)`);
  return stages.map(({ stage, seconds }) => `${stage} ${secondsText(seconds)}${share(seconds)}`).join(', ');
}

export function where(event: {
  readonly interval: Parameters<typeof intervalText>[0];
  readonly batch: number;
  readonly batches: number;
}): string {
  const text = intervalText(event.interval);
  const batch = event.batches > 1 ? ` (${event.batch + 1}/${event.batches})` : '';
  return text === null ? batch : `  ${text}${batch}`;
}

export function rowsText(rows: number | null): string {
  return rows === null ? '' : `  ${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
}

export function secondsText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(2)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
