// Cuts what is missing into the pieces that are computed one statement at a time.
import type { Interval } from './interval.ts';
import type { IntervalSet } from './intervalSet.ts';
import { addUnits, floorToUnit, type IntervalUnit } from './unit.ts';

/** Without a batch size every contiguous range is one batch. */
export function batches(
  missing: IntervalSet,
  { unit, batchSize }: { readonly unit: IntervalUnit; readonly batchSize?: number | undefined },
): Interval[] {
  if (batchSize === undefined) return [...missing];
  const pieces: Interval[] = [];
  for (const range of missing) {
    let start = range.start;
    while (start < range.end) {
      const end = Math.min(addUnits(floorToUnit(start, unit), unit, batchSize), range.end);
      pieces.push({ start, end });
      start = end;
    }
  }
  return pieces;
}
