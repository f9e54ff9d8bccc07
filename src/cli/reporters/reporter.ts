// What shows events: chosen once per command.
import type { Emit, MeshEvent } from '../../event/events.ts';
import type { CliIo } from '../io.ts';
import type { Output } from '../output.ts';
import { eventText } from './eventText.ts';
import { liveReporter } from './liveReporter.ts';

export interface Reporter {
  readonly report: Emit;
  /** Leaves the screen as it should stay. */
  readonly end: () => void;
}

export interface ReporterOptions {
  readonly io: CliIo;
  readonly output: Output;
  readonly json: boolean;
  readonly verbosity: number;
}

export function chooseReporter({ io, output, json, verbosity }: ReporterOptions): Reporter {
  const paint = output.paintNotes;
  if (json) {
    // stdout holds the one JSON value; waiting and warnings are still worth a line for people on stderr.
    return { report: (event) => noteSome(event, output), end: () => undefined };
  }
  if (io.stderr.isTTY === true && io.env['CI'] === undefined && io.env['TERM'] !== 'dumb')
    return liveReporter(io.stderr, { paint, verbosity });
  return {
    report: (event) => {
      const text = eventText(event, { paint, verbosity });
      if (text !== undefined) output.note(text);
    },
    end: () => undefined,
  };
}

function noteSome(event: MeshEvent, output: Output): void {
  if (event.type === 'waiting') output.note(event.text);
  if (event.type === 'log' && (event.level === 'warn' || event.level === 'error')) output.note(event.text);
}
