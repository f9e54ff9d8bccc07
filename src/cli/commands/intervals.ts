// mesh intervals: what is computed of a model, and what is missing.
import type { Interval } from '../../interval/interval.ts';
import { command, requiredArgument } from '../command.ts';
import { value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const intervals = command({
  name: 'intervals',
  aliases: ['check-intervals', 'check_intervals'],
  group: 'Look',
  summary: 'list which intervals of a model are computed, and which are missing',
  examples: ['mesh intervals shop.daily_revenue', 'mesh intervals shop.daily_revenue --environment dev'],
  arguments: [{ name: '<model>', help: 'the name of the model' }],
  options: {
    environment: value('--environment <name>', 'default: prod', { also: ['--env <name>'] }),
    start: value('-s, --start <date>', 'look for missing ones from this date on'),
    end: value('-e, --end <date>', 'look for missing ones up to this date, the day itself included'),
    executionTime: value('--execution-time <date>', 'take this as now'),
  },
  async run(context) {
    const { options, output, settings } = context;
    const { modelIntervals } = await import('../../project/modelIntervals.ts');
    const model = requiredArgument(context, 0);
    const found = await withProject(context, (project) => modelIntervals(project, { model, ...options }));
    const { name, environment } = found;
    if (settings.json) {
      output.json({
        name,
        environment,
        intervals: found.intervals.map(json),
        missing: found.missing.map(json),
        held: found.held.map(({ signal, intervals: list }) => ({ signal, intervals: list.map(json) })),
      });
      return;
    }
    output.result(output.paint('bold', `${name} in ${environment}`));
    output.result(`computed  ${texts(found.intervals)}`);
    output.result(`missing   ${texts(found.missing)}`);
    for (const { signal, intervals: list } of found.held)
      output.result(`held      ${texts(list)}, by signal ${signal}`);
  },
});

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
