import { define } from '../define.ts';

export const runErrors = {
  RUN_TIME_COLUMN_TYPE: define<{ model: string; column: string; type: string }>({
    message: (d) => `the time column ${d.column} of ${d.model} has type ${d.type}, which is not a time`,
    hint: () => "use DATE, TIMESTAMP, TIMESTAMPTZ, or text or integers with a format: `time_column (ds, '%Y-%m-%d')`",
  }),
  RUN_TIME_FORMAT: define<{ format: string; directive: string }>({
    message: (d) => `the time format ${d.format} has ${d.directive}, which mesh cannot write`,
    hint: () => 'use %Y %m %d %H %M %S %f %j',
  }),
  RUN_AUDIT_FAILED: define<{
    audit: string;
    model: string;
    failures: number;
    interval: string | null;
    outcomes: readonly { name: string; status: string; failures: number; blocking: boolean }[];
  }>({
    message: (d) =>
      `audit ${d.audit} of ${d.model} found ${d.failures} bad ${d.failures === 1 ? 'row' : 'rows'}${d.interval === null ? '' : ` in ${d.interval}`}`,
    hint: () => 'nothing of this batch was kept: readers still see the rows from before',
  }),
  RUN_NO_COLUMNS: define<{ model: string }>({
    message: (d) => `the columns of ${d.model} are not known, so its table cannot be made before its first query runs`,
    hint: () => 'a model that reads itself must declare its columns: `columns (id INTEGER, …)`',
  }),
  RUN_UNSUPPORTED_KIND: define<{ model: string; kind: string; engine: string }>({
    message: (d) => `${d.model} is of kind ${d.kind}, which ${d.engine} cannot write`,
  }),
  RUN_TYPESCRIPT: define<{ model: string }>({
    message: (d) =>
      `${d.model} is a TypeScript function; this version of mesh loads such models but does not run them yet`,
  }),
  RUN_ENVIRONMENT_UNKNOWN: define<{ environment: string; known: readonly string[] }>({
    message: (d) => `there is no environment named ${d.environment}`,
    hint: (d) =>
      d.known.length === 0
        ? `make it with \`mesh plan${d.environment === 'prod' ? '' : ` ${d.environment}`}\``
        : `known: ${d.known.join(', ')}; \`mesh plan ${d.environment}\` makes it`,
  }),
  RUN_INTERRUPTED: define<Record<never, never>>({
    message: () => 'interrupted',
    hint: () => 'what was committed stays and counts; run the same command again to go on from there',
  }),
  RUN_STATEMENT: define<{ model: string; detail: string }>({
    message: (d) => `${d.model}: ${d.detail}`,
  }),
};
