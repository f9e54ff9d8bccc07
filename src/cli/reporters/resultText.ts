// What an apply or a run did, for people: one summary line, then failures in full, so that they are what is on the screen.
import { resultDiagnostics } from './resultDiagnostics.ts';
import type { RunResult } from '../../execute/result.ts';
import type { Output } from '../output.ts';
import { secondsText } from './eventText.ts';

export function printResult(result: RunResult, output: Output, options: { readonly verbosity: number }): void {
  const { paintNotes: paint } = output;
  const count = (status: string): number => result.models.filter((m) => m.status === status).length;
  const parts = [
    `${count('success')} ${count('success') === 1 ? 'model' : 'models'} computed`,
    ...(count('failed') > 0 ? [paint('red', `${count('failed')} failed`)] : []),
    ...(count('skipped') > 0 ? [paint('yellow', `${count('skipped')} skipped`)] : []),
  ];
  if (result.models.length > 0) output.note(`${parts.join(', ')} in ${secondsText(result.seconds)}`);
  const failed = result.models.filter((m) => m.status === 'failed');
  if (failed.length > 0 || result.failure !== undefined) {
    output.note('');
    output.diagnostics(resultDiagnostics(result));
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
