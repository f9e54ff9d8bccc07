// What is written here for words of other tools that have no near name: kinds, properties, audits, functions of templates.
type Words = Readonly<Record<string, string>>;

const kinds: Words = {
  append: 'write INCREMENTAL_UNMANAGED',
  ephemeral: 'write EMBEDDED',
  incremental:
    'write INCREMENTAL_BY_TIME_RANGE (time_column …) for what is filled by time, INCREMENTAL_BY_UNIQUE_KEY (unique_key …) for one row per key',
  materializedview: 'write VIEW (materialized true)',
  merge: 'write INCREMENTAL_BY_UNIQUE_KEY (unique_key …)',
  microbatch: 'write INCREMENTAL_BY_TIME_RANGE (time_column …)',
  snapshot: 'write SCD_TYPE_2_BY_TIME or SCD_TYPE_2_BY_COLUMN (unique_key …)',
  table: 'write FULL',
};

const ofKind = (option: string, kind: string): string => `it is an option of the kind: kind ${kind} (${option} …)`;
const properties: Words = {
  alias: 'the name of the table is the last part of name',
  batchsize: ofKind('batch_size', 'INCREMENTAL_BY_TIME_RANGE'),
  config: 'its properties stand in the MODEL block itself',
  database: 'the catalog is the first of three parts of name',
  datatests: 'write audits',
  forwardonly: ofKind('forward_only', 'INCREMENTAL_BY_TIME_RANGE'),
  incrementalstrategy:
    'it is the kind: INCREMENTAL_BY_TIME_RANGE, INCREMENTAL_BY_UNIQUE_KEY, INCREMENTAL_BY_PARTITION, …',
  lookback: ofKind('lookback', 'INCREMENTAL_BY_TIME_RANGE'),
  materialized: 'write kind',
  ondestructivechange: ofKind('on_destructive_change', 'INCREMENTAL_BY_TIME_RANGE'),
  onschemachange: 'options of the kind say it: on_destructive_change, on_additive_change',
  path: "it is an option of the kind: kind SEED (path '…')",
  posthook: 'statements behind the query run after it',
  prehook: 'statements before the query run before it',
  primarykey: 'write grain, or kind INCREMENTAL_BY_UNIQUE_KEY (unique_key …)',
  schedule: 'write cron',
  schema: 'the schema is a part of name: schema.table',
  tests: 'write audits',
  timecolumn: ofKind('time_column', 'INCREMENTAL_BY_TIME_RANGE'),
  uniquekey: ofKind('unique_key', 'INCREMENTAL_BY_UNIQUE_KEY'),
};

const audits: Words = {
  equalrowcount: 'write equal_row_count(to := …)',
  expressionistrue: 'write forall(criteria := (…))',
  notnullwhere: 'write not_null(columns := (…), condition := …)',
  unique: 'write unique_values(columns := (…))',
};

const templates: Words = {
  config: 'properties stand in the MODEL block',
  isincremental: 'kinds fill what is missing: an incremental query reads its interval, between @start_dt and @end_dt',
  ref: "write the table's name as it is, schema.table: what a query reads is found in it",
  source: "write the table's name as it is, schema.table: what a query reads is found in it",
};

const all = { kinds, properties, audits, templates };

export function otherWord(sort: keyof typeof all, word: string): string | undefined {
  const words = all[sort];
  const plain = word.replace(/[_\s-]/g, '').toLowerCase();
  return Object.hasOwn(words, plain) ? words[plain] : undefined;
}
