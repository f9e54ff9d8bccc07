// Where a model begins that nobody gave a start, and that has no parent with one: at the last interval its cron completed.
import { cronFloor, cronPrevious, type Cron } from './cron.ts';
import { floorToUnit, type IntervalUnit } from './unit.ts';

export function defaultStart({
  cron,
  unit,
  executionTime,
}: {
  readonly cron: Cron;
  readonly unit: IntervalUnit;
  readonly executionTime: number;
}): number {
  const last = cronFloor(cron, executionTime) ?? executionTime;
  return floorToUnit(cronPrevious(cron, last) ?? last, unit);
}
