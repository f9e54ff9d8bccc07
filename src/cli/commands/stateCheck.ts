// mesh state check: does the database hold what mesh remembers?
import type { StateFinding } from '../../execute/checkState.ts';
import type { StateCheck } from '../../project/checkProjectState.ts';
import type { Project } from '../../project/openProject.ts';
import { command, type CommandContext } from '../command.ts';
import { yes } from '../confirmDestruction.ts';
import { flag } from '../option.ts';
import { withProject } from '../withProject.ts';

const options = {
  repair: flag('--repair', 'forget intervals of missing tables and make missing views anew'),
  yes,
};

type CheckCommand = CommandContext<typeof options>;

export const stateCheck = command({
  name: 'state check',
  group: 'State',
  summary: 'compare what mesh remembers with the database',
  description:
    'Looks for tables and views that are missing, views that show something else, intervals recorded for tables that do not exist, ' +
    'environments that name snapshots nobody stored, and tables that no snapshot owns. Exits 1 when something is left.',
  examples: ['mesh state check', 'mesh state check --repair'],
  options,
  run: async (context) => withProject(context, (project) => checkAndRepair(context, project)),
});

async function checkAndRepair(context: CheckCommand, project: Project): Promise<number> {
  const { checkProjectState, repairState } = await import('../../project/checkProjectState.ts');
  const before = await checkProjectState(project);
  const repairable = before.findings.filter((finding) => finding.repair !== null);
  const { options: given } = context;
  // Nothing is lost by it, so there is nothing to ask: what is forgotten is computed again.
  if (!given.repair || repairable.length === 0) return report(context, before, before.findings);
  await repairState(project, repairable);
  return report(context, before, (await checkProjectState(project)).findings);
}

/** What was found first, and what is left of it; a repair may bring up something new. */
function report(
  { output, settings, options: given }: CheckCommand,
  before: StateCheck,
  left: StateCheck['findings'],
): number {
  const remaining = new Set(left.map(identityOf));
  const known = new Set(before.findings.map(identityOf));
  const all = [...before.findings, ...left.filter((finding) => !known.has(identityOf(finding)))];
  if (settings.json) {
    const findings = all.map((finding) => ({
      type: finding.type,
      environment: finding.environment,
      model: finding.model,
      object: finding.object,
      message: finding.message,
      repairable: finding.repair !== null,
      repaired: !remaining.has(identityOf(finding)),
    }));
    output.json({ environments: before.environments, snapshots: before.snapshots, findings, left: left.length });
    return left.length > 0 ? 1 : 0;
  }
  for (const finding of all) output.result(lineOf(finding, !remaining.has(identityOf(finding))));
  output.note(summary(before, all.length, left));
  if (!given.repair && left.some((finding) => finding.repair !== null))
    output.note('`mesh state check --repair` forgets such intervals and makes such views anew.');
  return left.length > 0 ? 1 : 0;
}

function identityOf({ type, environment, model, object }: StateFinding): string {
  return JSON.stringify([type, environment, model, object]);
}

function lineOf({ type, environment, model, object, message }: StateFinding, isRepaired: boolean): string {
  const where = [environment, model].filter((part) => part !== null);
  const subject = [...where, object].filter((part, i, parts) => parts.indexOf(part) === i).join('  ');
  return `${isRepaired ? 'repaired  ' : ''}${type.padEnd(24)}${subject}: ${message}`;
}

function summary({ environments, snapshots }: StateCheck, found: number, left: StateCheck['findings']): string {
  const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  const scope = `${counted(environments, 'environment')}, ${counted(snapshots, 'snapshot')}`;
  if (found === 0) return `The state agrees with the database (${scope}).`;
  return left.length === 0 ? `Everything was repaired (${scope}).` : `${counted(left.length, 'finding')} (${scope})`;
}
