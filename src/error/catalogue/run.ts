import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

const rows = (count: number): string => `${count} bad ${count === 1 ? 'row' : 'rows'}`;

export const runErrors = {
  RUN_TIME_COLUMN_TYPE: define<{ model: string; column: string; type: string }>({
    message: (d) => `the time column ${d.column} of ${d.model} has type ${d.type}, which is not a time`,
    hint: () =>
      "use DATE, TIMESTAMP, TIMESTAMPTZ, or text or integers with a format: `time_column (ds, '%Y-%m-%d')`; a NULL without a cast is an INTEGER",
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
    /** A few bad rows as JSON. */
    sample: readonly string[];
    /** Its rows are those of what it reads: a view, or a table from outside. */
    isLive: boolean;
  }>({
    message: (d) => {
      const others = d.outcomes.filter((o) => o.status === 'failed' && o.blocking && o.name !== d.audit);
      const more = others.map((o) => `${o.name} found ${rows(o.failures)}`).join(', ');
      return `audit ${d.audit} of ${d.model} found ${rows(d.failures)}${d.interval === null ? '' : ` in ${d.interval}`}${more === '' ? '' : `; ${more}`}`;
    },
    hint: (d) =>
      `${d.sample.length === 0 ? '' : `for example ${d.sample.map((row) => (row.length > 200 ? `${row.slice(0, 199)}…` : row)).join(', ')}; `}${d.isLive ? 'its rows are those of what it reads: nothing that reads it was computed' : 'nothing of this batch was kept: readers still see the rows from before'}`,
  }),
  RUN_NO_COLUMNS: define<{ model: string }>({
    message: (d) => `the columns of ${d.model} are not known, so its table cannot be made before its first query runs`,
    hint: () => "declare its columns: `columns (id INTEGER, …)`, in TypeScript `columns: { id: 'INTEGER' }`",
  }),
  RUN_UNSUPPORTED_KIND: define<{ model: string; kind: string; engine: string }>({
    message: (d) => `${d.model} is of kind ${d.kind}, which ${d.engine} cannot write`,
  }),
  RUN_SCHEMA_DRIFT: define<{ model: string; what: string; statements: readonly string[] }>({
    message: (d) => `the query of ${d.model} ${d.what}, and its policy refuses: ${d.statements.join('; ')}`,
    hint: () =>
      'set on_destructive_change or on_additive_change to allow, warn or ignore, or declare the columns; nothing of this batch was kept',
  }),
  RUN_TYPESCRIPT: define<{ model: string }>({
    message: (d) =>
      `${d.model} is a TypeScript function; this version of mesh loads such models but does not run them yet`,
  }),
  RUN_ENVIRONMENT_UNKNOWN: define<{ environment: string; known: readonly string[] }>({
    message: (d) => `there is no environment named ${d.environment}`,
    hint: (d) => {
      const make = `\`mesh plan${d.environment === 'prod' ? '' : ` ${d.environment}`}\``;
      if (d.known.length === 0) return `make it with ${make}`;
      const near = didYouMean(d.environment, d.known);
      return near === undefined ? `known: ${d.known.join(', ')}; ${make} makes it` : `${near} ${make} would make it`;
    },
  }),
  RUN_INTERRUPTED: define<Record<string, never>>({
    message: () => 'interrupted',
    hint: () => 'what was committed stays and counts; run the same command again to go on from there',
  }),
  RUN_STATEMENT: define<{ model: string; detail: string }>({
    message: (d) => `${d.model}: ${d.detail}`,
  }),
  RUN_VALUE: define<{ model: string; row: number; column: string; expected: string; got: string; batch?: number }>({
    message: (d) =>
      `${d.model} row ${grouped(d.row)}, column ${d.column}: expected ${d.expected}, got ${d.got}${d.batch === undefined ? '' : ` (batch ${d.batch})`}`,
  }),
  RUN_NO_COLUMN: define<{ column: string }>({
    message: (d) => `the batch has no column ${d.column}`,
  }),
  RUN_VALUE_READ: define<{ column: string; value: string; as: string }>({
    message: (d) => `column ${d.column}: ${d.value} cannot be read as a ${d.as}`,
  }),
  RUN_VALUE_FORM: define<{ column: string; type: string; as: string; forms: readonly string[] }>({
    message: (d) => `column ${d.column} of type ${d.type} cannot be read as '${d.as}'`,
    hint: (d) => (d.forms.length === 0 ? 'it has only one form' : `its other forms: ${d.forms.join(', ')}`),
  }),
  RUN_COLUMN: define<{
    model: string;
    column: string;
    problem: ColumnProblem;
    detail?: string;
  }>({
    message: (d) =>
      `${d.model}: column ${d.column} ${columnProblem(d.problem)}${d.detail === undefined ? '' : `: ${d.detail}`}`,
  }),
  RUN_RETURN: define<{ model: string; got: string }>({
    message: (d) => `${d.model} returned ${d.got}, which cannot be written into a table`,
    hint: () => 'return or yield rows, columns({ … }), Arrow data, sql`…`, a relation, or nothing',
  }),
  RUN_READ_UNDECLARED: define<{ model: string; table: string }>({
    message: (d) => `${d.model} reads ${d.table}, which is not among its dependencies`,
    hint: (d) => `write the name as a literal in context.table(), or add it: \`dependsOn: ['${d.table}']\``,
  }),
  RUN_WRITE_UNDECLARED: define<{ model: string; table: string }>({
    message: (d) => `${d.model} writes ${d.table}, which is not among its \`writes\``,
    hint: (d) => `add it to the model's options: \`writes: ['${d.table}']\``,
  }),
  RUN_UPDATE_KEYS: define<{ table: string; key: string; detail: string }>({
    message: (d) => `the update of ${d.table} by ${d.key} cannot be made: ${d.detail}`,
  }),
  RUN_TOO_MUCH: define<{ what: string; size: string; limit: string }>({
    message: (d) => `${d.what} is ${d.size}; the limit is ${d.limit}`,
    hint: () => 'read it in batches: `for await (const batch of relation)`',
  }),
  RUN_MODEL_TIMEOUT: define<{ model: string; timeout: string }>({
    message: (d) => `${d.model} did not finish within ${d.timeout}`,
    hint: () => 'give it more time with the option `timeout`, or compute less per batch with `batchSize`',
  }),
  RUN_MODEL_FAILED: define<{ model: string; detail: string }>({
    message: (d) => `${d.model}: ${d.detail}`,
  }),
  RUN_NOT_AWAITED: define<{ model: string; what: string }>({
    message: (d) => `${d.model} does not await ${d.what}`,
    hint: () => 'write `await` before the call: what it does may come too late, or fail unseen',
  }),
  RUN_MODEL_STUCK: define<{ model: string }>({
    message: (d) => `${d.model} waits for a promise that nothing will ever settle`,
    hint: () => 'a promise needs somebody who calls `resolve` or `reject`: a timer, a stream, a request',
  }),
  RUN_COLUMNS_UNKNOWN: define<{ model: string; column: string }>({
    message: (d) => `the type of column ${d.column} of ${d.model} cannot be told: its first rows are all NULL`,
    hint: (d) => `declare it: \`columns: { ${d.column}: 'VARCHAR', … }\``,
  }),
  RUN_ARGUMENT: define<{ detail: string }>({
    message: (d) => d.detail,
  }),
  RUN_PARAMETERS: define<{ detail: string }>({
    message: (d) => `the parameters do not fit the query: ${d.detail}`,
  }),
  RUN_WORKER: define<{ worker: string; detail: string }>({
    message: (d) => `the worker ${d.worker} failed: ${d.detail}`,
  }),
  RUN_SCALAR: define<{ name: string; detail: string }>({
    message: (d) => `the function ${d.name} failed: ${d.detail}`,
  }),
  RUN_TABLE_FUNCTION: define<{ name: string; detail: string }>({
    message: (d) => `the table function ${d.name} cannot be called so: ${d.detail}`,
    hint: () => 'its arguments are constants, by name or in order: `FROM scoring(since := @start_ds)`',
  }),
  RUN_SIGNAL_FAILED: define<{ signal: string; model: string; detail: string }>({
    message: (d) => `signal ${d.signal} of ${d.model} failed: ${d.detail}`,
    hint: () => 'a signal that throws counts as not ready; nothing of the model is computed',
  }),
  RUN_SIGNAL_RESULT: define<{ signal: string; model: string; got: string }>({
    message: (d) => `signal ${d.signal} of ${d.model} returned ${d.got}`,
    hint: () => 'return true (all ready), false (none), or those intervals of the batch that are ready',
  }),
  RUN_SIGNAL_CONTEXT: define<{ property: string }>({
    message: (d) => `the context of a signal has no ${d.property}`,
    hint: () =>
      'signals may use start, end, executionTime, environment, vars, blueprint, model, query(…).toArray() and .first(), and log',
  }),
  RUN_NO_BRIDGE: define<{ engine: string }>({
    message: (d) => `${d.engine} cannot pass rows to TypeScript, so it runs no TypeScript models`,
  }),
};

function grouped(n: number): string {
  return n.toLocaleString('en-US');
}

export type ColumnProblem = 'missing' | 'unknown' | 'twice' | 'length' | 'type';

function columnProblem(problem: ColumnProblem): string {
  const texts = {
    missing: 'is missing',
    unknown: 'is not a column of the model',
    twice: 'is given twice',
    length: 'has another length than the others',
    type: 'has another type than declared',
  };
  return texts[problem];
}
