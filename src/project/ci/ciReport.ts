// The outcome of `mesh ci` as the report of a request: nothing in it depends on when it is made.
import type { Diagnostic } from '../../error/diagnostic.ts';
import { backfillBlocks, changeBlocks, gateBlocks, noteBlocks, viewBlocks } from '../../plan/planDocument.ts';
import { PROD } from '../../snapshot/environment.ts';
import { code, heading, paragraph, table, type Block, type Text } from '../../util/document/document.ts';
import { htmlPage } from '../../util/document/html.ts';
import { markdownFrom } from '../../util/document/markdown.ts';
import { hasFailed, type CiOutcome, type CiStep } from './ciOutcome.ts';

export function ciMarkdown(outcome: CiOutcome): string {
  return markdownFrom(ciBlocks(outcome));
}

export function ciHtml(outcome: CiOutcome): string {
  return htmlPage(title(outcome), ciBlocks(outcome));
}

/** No longer than a forge takes: first without the texts that changed, then cut at a line. */
export function ciComment(outcome: CiOutcome, { marker, longest }: { marker: string; longest: number }): string {
  const blocks = ciBlocks(outcome);
  const whole = `${marker}\n${markdownFrom(blocks)}`;
  if (whole.length <= longest) return whole;
  const lean = blocks.filter(({ type }) => type !== 'details');
  const left: Block = {
    type: 'note',
    severity: 'info',
    text: 'The differences of definitions are too long for a comment.',
  };
  const short = `${marker}\n${markdownFrom([...lean, left])}`;
  if (short.length <= longest) return short;
  const end = '\n\n> **info** The rest of this report is too long for a comment.\n';
  const cut = short.slice(0, longest - end.length);
  return `${cut.slice(0, cut.lastIndexOf('\n'))}${end}`;
}

function title({ action, environment }: CiOutcome): string {
  return action === 'deploy' ? `mesh ci deploy: ${PROD}` : `mesh ci: ${environment ?? ''}`;
}

/** One line for the status of a commit. */
export function ciSummary({ steps }: CiOutcome): string {
  const failed = steps.find(({ status }) => status === 'failed');
  const said = failed ?? steps.findLast(({ status, name }) => status === 'passed' && name !== 'clean-up');
  const line = said === undefined ? '' : `${said.name}: ${said.text}`;
  return line.length > 140 ? `${line.slice(0, 139)}…` : line;
}

function ciBlocks(outcome: CiOutcome): Block[] {
  const { steps, change, built, remaining, action } = outcome;
  const blocks: Block[] = [heading(2, title(outcome)), stepTable(steps), ...steps.flatMap(problemBlocks)];
  if (change !== undefined) blocks.push(...gateBlocks(change.hits), ...changeBlocks(change.plan));
  if (built !== undefined) {
    const where = action === 'deploy' ? PROD : (outcome.environment ?? '');
    const verb = outcome.result === undefined ? 'What would be computed in' : 'What was computed in';
    blocks.push(...backfillBlocks(built, `${verb} ${where}`), ...viewBlocks(built), ...noteBlocks(built));
  }
  if (action === 'check' && !hasFailed(outcome)) blocks.push(...deploymentBlocks(remaining ?? change?.plan));
  return blocks;
}

function stepTable(steps: readonly CiStep[]): Block {
  return table(
    ['step', 'result', ''],
    steps.map(({ name, status, text }): Text[] => [name, status === 'failed' ? [{ strong: status }] : status, text]),
  );
}

function problemBlocks({ name, problems }: CiStep): Block[] {
  if (problems.length === 0) return [];
  return [heading(3, `Problems of ${name}`), { type: 'list', items: problems.map(problemText) }];
}

function problemText({ at, code: name, message, hint, severity }: Diagnostic): Text {
  const place = at === undefined ? [] : [code(`${at.file}:${at.line}:${at.column}`), ' '];
  return [...place, `${severity} ${name}: ${message}${hint === undefined ? '' : ` (${hint})`}`];
}

function deploymentBlocks(plan: NonNullable<CiOutcome['remaining']> | undefined): readonly Block[] {
  if (plan === undefined || !(plan.hasChanges || plan.backfill.length > 0)) return [];
  const left = backfillBlocks(plan, 'What deploying would still compute');
  return left.length > 0 ? left : [heading(3, 'Deploying'), paragraph('Computes nothing: it only switches views.')];
}
