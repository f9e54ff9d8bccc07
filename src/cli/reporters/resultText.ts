// What an apply or a run did, for people: one summary line, then failures in full, so that they are what is on the screen.
import { failureDiagnostics } from '../../project/failureDiagnostics.ts';
import type { ModelResult, RunResult } from '../../execute/result.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Output } from '../output.ts';
import { counted } from '../counted.ts';
import { secondsText } from './eventText.ts';
import { timingsText } from './timingsText.ts';

export interface PrintOptions {
  readonly verbosity: number;
  /** Asked for: a result. With -v it is shown beside the progress. */
  readonly timings?: boolean | undefined;
}

export function printResult(result: RunResult, output: Output, options: PrintOptions): void {
  const { paintNotes: paint } = output;
  // A second Ctrl-C rolls back what runs: that is nobody's failure.
  const isStopped = (m: ModelResult): boolean => result.interrupted && m.error?.code === 'ENGINE_INTERRUPTED';
  const stopped = result.models.filter(isStopped);
  const failed = result.models.filter((m) => m.status === 'failed' && !isStopped(m));
  const count = (status: string): number => result.models.filter((m) => m.status === status).length;
  const audits = result.models.filter((m) => m.isAudit === true && m.status === 'success').length;
  const parts = [
    `${counted(count('success') - audits, 'model')} computed`,
    ...(audits > 0 ? [`${counted(audits, 'audit')} run`] : []),
    ...(failed.length > 0 ? [paint('red', `${failed.length} failed`)] : []),
    ...(stopped.length > 0 ? [paint('yellow', `${stopped.length} rolled back`)] : []),
    ...(count('skipped') > 0 ? [paint('yellow', `${count('skipped')} skipped`)] : []),
  ];
  if (result.models.length > 0) output.note(`${parts.join(', ')} in ${secondsText(result.seconds)}`);
  if (options.timings === true) for (const line of timingsText(result)) output.result(line);
  else if (options.verbosity > 0 && result.models.length > 0) for (const line of timingsText(result)) output.note(line);
  if (failed.length > 0 || result.failure !== undefined) {
    output.note('');
    output.diagnostics(failureDiagnostics({ ...result, models: result.models.filter((m) => !isStopped(m)) }));
    if (options.verbosity > 0) {
      for (const model of failed)
        if (model.error?.sql !== undefined)
          output.note(`\n${paint('bold', `SQL of ${model.name}`)}\n${model.error.sql}`);
    } else if (failed.some((m) => m.error?.sql !== undefined)) output.note('-v shows the SQL that ran');
  }
  if (result.note !== undefined) output.note(result.note);
  if (result.interrupted)
    output.note(
      paint('yellow', 'Interrupted: what was committed stays; run the same command again to go on from there.'),
    );
}

/** The same for an applied plan, with what it switched. */
export function printApplied(
  plan: Pick<Plan, 'environment' | 'views'>,
  result: RunResult,
  { output, ...options }: { readonly output: Output } & PrintOptions,
): void {
  printResult(result, output, options);
  if (result.status !== 'success' || result.interrupted) return;
  const { created, updated, dropped } = plan.views;
  const moved = created.length + updated.length + dropped.length;
  if (moved > 0) output.note(output.paintNotes('green', `${plan.environment} is switched: ${counted(moved, 'view')}`));
}
