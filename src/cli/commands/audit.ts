// mesh audit: audits of what is in the tables now.
import type { AuditFinding, KeptRow } from '../../project/auditProject.ts';
import { command, type CommandContext } from '../command.ts';
import { flag, list, value } from '../option.ts';
import { withProject } from '../withProject.ts';

const options = {
  model: list('--model <selection>', 'only the audits of these models; may be given several times', {
    also: ['--models <selection>'],
  }),
  environment: value('--environment <name>', 'default: prod', { also: ['--env <name>'] }),
  start: value('-s, --start <date>', 'of models filled by time, look at rows from this date on'),
  end: value('-e, --end <date>', 'of models filled by time, look at rows up to this date, the day itself included'),
  executionTime: value('--execution-time <date>', 'take this as now'),
  failures: flag('--failures', 'show the bad rows that audits with store_failures kept'),
};

type AuditCommand = CommandContext<typeof options>;

export const audit = command({
  name: 'audit',
  group: 'Quality',
  summary: 'run the audits of models over their tables',
  description:
    'Runs the audits of the models of an environment, and standalone ones, over the tables as they are. ' +
    'Nothing is written; any audit that fails makes the exit code 1.',
  examples: [
    'mesh audit',
    'mesh audit --model shop.orders --start 2024-01-01 --end 2024-01-31',
    'mesh audit --failures',
  ],
  options,
  async run(context) {
    return withProject(context, async (project) => {
      const { auditProject, keptFailures } = await import('../../project/auditProject.ts');
      const { model: models, failures, ...request } = context.options;
      if (failures) return printKept(context, await keptFailures(project, models));
      const { environment, findings } = await auditProject(project, { ...request, models });
      const failed = findings.filter(({ status }) => status === 'failed').length;
      if (context.settings.json) {
        const passed = findings.length - failed;
        context.output.json({
          environment,
          passed,
          failed,
          audits: findings.map(({ text, ...finding }) => ({ ...finding, message: text ?? null })),
        });
      } else print(context, findings, failed);
      return failed > 0 ? 1 : 0;
    });
  },
});

function print({ output }: AuditCommand, findings: readonly AuditFinding[], failed: number): void {
  const { paint } = output;
  const colours = { passed: 'green', warning: 'yellow', failed: 'red' } as const;
  for (const { model, audit: name, status, text } of findings) {
    const detail = text === undefined ? '' : `  ${text.replace(/^audit \S+ found /, '')}`;
    output.result(
      `${paint(colours[status], status.padEnd(7))}  ${model === name ? name : `${model} ${name}`}${detail}`,
    );
  }
  const all = `${findings.length} ${findings.length === 1 ? 'audit' : 'audits'}`;
  if (failed > 0) output.result(paint('red', `${failed} of ${all} failed`));
  else output.result(findings.length === 0 ? 'no audits' : paint('green', `${all}, none failed`));
}

function printKept({ output, settings }: AuditCommand, rows: readonly KeptRow[]): void {
  if (settings.json) return output.json(rows);
  for (const { environment, model, audit: name, start, row } of rows) {
    const range = start === null ? '' : ` ${start.slice(0, 10)}`;
    output.result(`${model} ${name} (${environment}${range})  ${JSON.stringify(row)}`);
  }
  if (rows.length === 0) output.result('no rows are kept: audits keep them with store_failures := true');
}
