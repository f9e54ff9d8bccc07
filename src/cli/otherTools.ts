// Commands and options that users of SQLMesh and dbt type from habit and that mesh has not, with what does their work here.
const counterparts: Readonly<Record<string, string>> = {
  build: '`mesh plan` builds what changed and audits it; `mesh run` computes what is due',
  clone: '`mesh plan <environment>` makes an environment without a copy: its views show the tables that are there',
  compile: '`mesh render <model>` prints the SQL of a model',
  debug: '`mesh info` checks the project and its connection',
  deps: 'packages are installed with npm; `import` them in macros and models',
  dlt_refresh:
    'mesh does not read dlt pipelines; `mesh create-external-models` writes down the columns of their tables',
  docs: '`mesh dag graph.html` draws the graph, `mesh plan --html <file>` the change',
  list: '`mesh dag` lists the models',
  ls: '`mesh dag` lists the models',
  parse: '`mesh lint` loads and checks the project',
  prompt: '`mesh query` and `mesh evaluate` take SQL',
  retry: '`mesh run` or `mesh plan` go on where a failure stopped them',
  'run-operation': 'macros are called by models and statements; `mesh query` runs SQL',
  rewrite: 'mesh has no metrics layer; `mesh render <model>` prints the SQL of a model',
  seed: 'seeds are models here: `mesh plan` loads them',
  show: '`mesh evaluate <model>` shows the rows of a model',
  snapshot: 'histories are models of kind SCD_TYPE_2_BY_TIME or SCD_TYPE_2_BY_COLUMN: `mesh run` keeps them',
  source: '`freshness` is an audit here; `mesh audit` asks audits',
  ui: '`mesh dag graph.html` draws the graph, `mesh lineage` shows columns',
};

export function counterpartOf(name: string): string | undefined {
  return Object.hasOwn(counterparts, name) ? counterparts[name] : undefined;
}

const asking = 'write --auto-apply';
const selecting = 'write --select-model <selection>';
const environmentIsArgument = 'the environment is an argument: `mesh plan dev`, `mesh run dev`';
const excluding = "`^` leaves models out: --select-model '^shop.orders'";
const rebuilding = '`mesh plan --restate-model <selection>` computes models again';

const optionCounterparts: Readonly<Record<string, string>> = {
  '--auto-apply': asking,
  '--defer': 'what did not change is read from prod anyway',
  '--empty': '`mesh plan --skip-backfill` makes tables and views without computing anything',
  '--env': environmentIsArgument,
  '--environment': environmentIsArgument,
  '--event-time-end': 'write --end <date>',
  '--event-time-start': 'write --start <date>',
  '--exclude': excluding,
  '--fail-fast': 'a model that fails stops only those that read it',
  '--full-refresh': rebuilding,
  '--ignore-warnings': 'warnings never stop a command; they are on stderr',
  '--log-file-dir': 'write --log-file <file>',
  '--log-level': '--debug shows what goes on inside, --log-file <file> keeps it',
  '--log-to-stdout': '--debug shows what goes on inside, on stderr',
  '--model': selecting,
  '--models': selecting,
  '--no-confirm': asking,
  '--profile': 'write --gateway <name>',
  '--profiles-dir': 'connections are gateways of the configuration: --config <file>, --gateway <name>',
  '--project-dir': 'write --project <dir>',
  '--quiet': 'progress is on stderr: `2>/dev/null` hides it',
  '--refresh': rebuilding,
  '--restate': rebuilding,
  '--select': selecting,
  '--state': '`mesh plan --against <state file>` compares with another version; what changed is known without it',
  '--store-failures': 'an audit says it in the model: not_null(columns := (id), store_failures := true)',
  '--target': `${environmentIsArgument}; a connection is chosen with --gateway <name>`,
  '--threads': 'the connection says it: `concurrent_tasks`',
  '--var': 'variables stand in the configuration; MESH__VARIABLES__NAME=value sets one from outside',
  '--vars': 'variables stand in the configuration; MESH__VARIABLES__NAME=value sets one from outside',
  '--yes': asking,
  '-m': selecting,
  '-t': environmentIsArgument,
  '-x': 'a model that fails stops only those that read it',
  '-y': asking,
};

export interface OwnOptions {
  readonly options: readonly string[];
  readonly arguments: readonly string[];
}

/** What another tool's option is on a command with these options and arguments. */
export function optionCounterpartOf(option: string, own: OwnOptions): string | undefined {
  if (!Object.hasOwn(optionCounterparts, option)) return undefined;
  const counterpart = optionCounterparts[option]!;
  if (counterpart.startsWith(environmentIsArgument) && !own.arguments.includes('environment')) return undefined;
  const [, wanted] = /(?:write|leaves models out:) (--[\w-]+)/.exec(counterpart) ?? [];
  if (wanted === undefined || own.options.includes(wanted)) return counterpart;
  return counterpart === asking && !own.options.includes('--yes') ? 'this command asks nothing' : undefined;
}
