// Progress on a terminal: finished batches scroll by, running models and a bar for the whole stay at the bottom.
import type { MeshEvent } from '../../event/events.ts';
import type { OutputStream } from '../io.ts';
import type { Paint } from '../paint.ts';
import { eventText, secondsText, where } from './eventText.ts';
import type { Reporter } from './reporter.ts';

const redrawMs = 100;
const mostRunning = 8;

export function liveReporter(
  stream: OutputStream,
  options: { readonly paint: Paint; readonly verbosity: number },
): Reporter {
  const running = new Map<string, { readonly text: string; readonly began: number }>();
  let total = 0;
  let done = 0;
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  const width = (): number => Math.max(20, (stream.columns || 80) - 1);
  const clear = (): void => {
    if (drawn > 0) stream.write(`\u001B[${drawn}A\u001B[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    clear();
    if (total === 0) return;
    const now = performance.now();
    const lines = [...running.values()]
      .slice(0, mostRunning)
      .map(({ text, began }) => `  ${text}  ${secondsText((now - began) / 1000)}`);
    if (running.size > mostRunning) lines.push(`  and ${running.size - mostRunning} more`);
    lines.push(bar(done, total, width()));
    stream.write(`${lines.map((line) => line.slice(0, width())).join('\n')}\n`);
    drawn = lines.length;
  };
  const above = (text: string): void => {
    clear();
    stream.write(`${text}\n`);
    draw();
  };
  const report = (event: MeshEvent): void => {
    if (event.type === 'executionStarted') {
      total = event.batches;
      done = 0;
      timer = setInterval(draw, redrawMs);
      timer.unref();
    }
    if (event.type === 'batchStarted')
      running.set(key(event), { text: `${event.model}${where(event)}`, began: performance.now() });
    if (event.type === 'batchFinished' || event.type === 'batchFailed') {
      running.delete(key(event));
      done++;
    }
    const text = eventText(event, options);
    if (text !== undefined) above(text);
    else draw();
    if (event.type === 'executionFinished') end();
  };
  const end = (): void => {
    clearInterval(timer);
    clear();
    total = 0;
  };
  return { report, end };
}

const key = (event: { readonly model: string; readonly batch: number }): string => `${event.model} ${event.batch}`;

function bar(done: number, total: number, width: number): string {
  const label = ` ${done}/${total}`;
  const room = Math.max(5, Math.min(40, width - label.length - 2));
  const full = Math.round((done / Math.max(1, total)) * room);
  return `[${'█'.repeat(full)}${'░'.repeat(room - full)}]${label}`;
}
