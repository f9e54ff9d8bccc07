// The outcome of each object that a clean-up looked at.
import type { CleanUpObject } from '../execute/cleanUpWork.ts';
import type { Output } from './output.ts';

/** Exit code: 1 when an object could not be dropped. */
export function printCleanUp(objects: readonly CleanUpObject[], output: Output, json: boolean): number {
  const failed = objects.filter((o) => o.outcome === 'failed');
  if (json) output.json({ objects });
  else {
    const { paint } = output;
    for (const { type, object, outcome, why, error } of objects) {
      const mark = outcome === 'failed' ? paint('red', '✗') : outcome === 'dropped' ? paint('green', '✓') : ' ';
      output.result(`${mark} ${outcome} ${type} ${object} (${error ?? why})`);
    }
    if (objects.length === 0) output.result('There is nothing to clean up.');
  }
  return failed.length > 0 ? 1 : 0;
}
