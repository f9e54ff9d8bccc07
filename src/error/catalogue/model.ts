import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';
import { dateForms } from './plan.ts';

export const modelErrors = {
  MODEL_DUPLICATE: define<{ name: string }>({
    message: (d) => `two models are named ${d.name}`,
    hint: () => 'rename one of them, or disable it with `enabled false`',
  }),
  MODEL_CYCLE: define<{ path: readonly string[] }>({
    message: (d) => `models depend on each other in a circle: ${d.path.join(' -> ')}`,
    hint: () => 'break the circle: move the shared part into a model of its own',
  }),
  MODEL_UNKNOWN: define<{ name: string; known: readonly string[] }>({
    message: (d) => `there is no model named ${d.name}`,
    hint: (d) => didYouMean(d.name, d.known),
  }),
  MODEL_CRON_SYNTAX: define<{ cron: string; reason: string }>({
    message: (d) => `'${d.cron}' is not a cron expression: ${d.reason}`,
    hint: () =>
      'write @hourly, @daily, @weekly, @monthly, @yearly, or minute, hour, day of month, month and day of week',
  }),
  MODEL_CRON_NEVER: define<{ cron: string }>({
    message: (d) => `no day matches the cron expression '${d.cron}'`,
    hint: () => 'check its day of month, month and year',
  }),
  MODEL_CRON_TOO_FREQUENT: define<{ cron: string }>({
    message: (d) => `the cron expression '${d.cron}' asks for more than one run in five minutes`,
    hint: () => "the shortest schedule is '*/5 * * * *'",
  }),
  MODEL_CRON_TIME_ZONE: define<{ timeZone: string }>({
    message: (d) => `there is no time zone '${d.timeZone}'`,
    hint: () => 'use a name of the IANA database, such as Europe/Berlin',
  }),
  MODEL_DATE_INVALID: define<{ text: string }>({
    message: (d) => `'${d.text}' is not a date`,
    hint: () => dateForms,
  }),
};
