// What `mesh intervals` and `mesh check-intervals` print of one model.
import type { MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';
import type { ModelIntervals } from '../project/modelIntervals.ts';
import type { Output } from './output.ts';

export function intervalsJson({ name, environment, intervals, missing, held }: ModelIntervals): unknown {
  return {
    name,
    environment,
    intervals: intervals.map(json),
    missing: missing.map(json),
    held: held.map(({ signal, model, intervals: list, failure }) => {
      return { signal, model, intervals: list.map(json), failure: failure?.message ?? null };
    }),
  };
}

export function printIntervals(output: Output, found: ModelIntervals): void {
  output.result(output.paint('bold', `${found.name} in ${found.environment}`));
  output.result(`computed  ${texts(found.intervals)}`);
  output.result(`missing   ${texts(found.missing)}`);
  for (const { signal, model, intervals: list, failure } of found.held) {
    const whose = model === found.name ? '' : ` of ${model}`;
    output.result(`held      ${texts(list)}, by signal ${signal}${whose}${failureText(failure)}`);
  }
}

function failureText(failure: MeshError | undefined): string {
  if (failure === undefined) return '';
  const { at } = failure;
  return `: ${failure.message}${at === undefined ? '' : ` (${at.file}:${at.line})`}`;
}

function json({ start, end }: Interval): { readonly start: string; readonly end: string } {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}

function texts(list: readonly Interval[]): string {
  return list.length === 0 ? 'nothing' : list.map(text).join('\n          ');
}

/** Whole days by their dates, the last one included; else both instants, the end excluded. */
function text({ start, end }: Interval): string {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const instant = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  if (start % 86_400_000 !== 0 || end % 86_400_000 !== 0) return `${instant(start)} until ${instant(end)} UTC`;
  const last = day(end - 1);
  return day(start) === last ? last : `${day(start)} to ${last}`;
}
