// The options about time that several commands share.
import { value } from './option.ts';

export const dateOptions = {
  start: value('-s, --start <date>', 'start of the interval, for @start_ds and its relatives'),
  end: value('-e, --end <date>', 'end of the interval, the day itself included'),
  executionTime: value('--execution-time <date>', 'take this as now'),
};
