// What a name stands for: lambda parameter, @DEF, predefined or time variable, blueprint variable, project variable.
import { MeshError } from '../error/meshError.ts';
import { timeVariables, type TimeValue } from '../interval/timeVariables.ts';
import type { ExpanderOptions } from './expand.ts';
import type { Run, Scope } from './run.ts';
import { isFragment, type Value, type Values } from './value.ts';

const timeName = /^(start|end|execution|latest)_(dt|dtntz|date|ds|ts|tstz|hour|epoch|millis)$/;
const day = 86_400_000;

/** The value of `@name`, undefined when nothing is called so. Throws for start and end where there are no intervals. */
export function lookup(run: Run, scope: Scope | undefined, name: string): Value | undefined {
  const key = name.toLowerCase();
  for (let s = scope; s !== undefined; s = s.parent) {
    const value = s.names.get(key);
    if (value !== undefined) return value;
  }
  // A variable may be null, so only undefined means that nothing is called so.
  const known = run.definitions.values.has(key) ? run.definitions.values.get(key) : predefined(run, key);
  return known === undefined ? variable(run, key) : known;
}

const qualifiedColumn =
  /^(?:(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"]|"")*")\s*\.\s*)+([\p{L}_][\p{L}\p{N}_$]*|"(?:[^"]|"")*")$/u;

/** In a name that is put together, a lambda's parameter `t.amount` is called amount. */
export function partOfName(scope: Scope | undefined, name: string, value: Value): Value {
  if (!isFragment(value)) return value;
  const key = name.toLowerCase();
  for (let s = scope; s !== undefined; s = s.parent) {
    const own = s.names.get(key);
    if (own === undefined) continue;
    const column = s.bare === true ? qualifiedColumn.exec(value.sqlText)?.[1] : undefined;
    return column === undefined ? value : { sqlText: column };
  }
  return value;
}

/** What `@name` means when nothing nearer has the name: a blueprint's variable hides one of the project. */
function variable(run: Run, name: string): Value | undefined {
  const own = blueprintVariable(run, name);
  return own === undefined ? projectVariable(run, name) : own;
}

/** A variable of the gateway or the project, and `gateway` itself: what `@VAR` and `context.var` see. */
export function projectVariable(run: Run, name: string): Value | undefined {
  const key = name.toLowerCase();
  const value = find(run.options.variables, key);
  if (value !== undefined) run.variables.add(key);
  return value === undefined && key === 'gateway' ? run.options.gateway : value;
}

export function blueprintVariable(run: Run, name: string): Value | undefined {
  const key = name.toLowerCase();
  const value = find(run.options.blueprint, key);
  if (value !== undefined) run.variables.add(key);
  return value;
}

export function undefinedVariable(run: Run, scope: Scope | undefined, name: string): MeshError {
  return new MeshError('MACRO_VARIABLE', { name, known: visibleNames(run, scope) });
}

/** All names that have a value here, lower case. */
export function visibleNames(run: Run, scope: Scope | undefined): string[] {
  const { options, definitions } = run;
  const names = new Set<string>();
  for (let s = scope; s !== undefined; s = s.parent) for (const name of s.names.keys()) names.add(name);
  for (const name of definitions.values.keys()) names.add(name);
  for (const values of [options.predefined, options.blueprint, options.variables]) {
    for (const name of Object.keys(values ?? {})) names.add(name.toLowerCase());
  }
  names.add('runtime_stage').add('gateway');
  for (const name of timesOf(options).keys()) if (options.hasIntervals || !/^(start|end)_/.test(name)) names.add(name);
  return [...names];
}

/** Lower-case names of a set of variables, which thousands of models share. */
const folded = new WeakMap<Values, ReadonlyMap<string, Value>>();

function find(values: Values | undefined, key: string): Value | undefined {
  if (values === undefined) return undefined;
  let names = folded.get(values);
  if (names === undefined) {
    names = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
    folded.set(values, names);
  }
  return names.get(key);
}

function predefined(run: Run, key: string): Value | undefined {
  const { options } = run;
  if (options.predefined !== undefined && Object.hasOwn(options.predefined, key)) {
    if (key === 'this_model') run.runtime = true;
    return { sqlText: options.predefined[key]! };
  }
  if (key === 'runtime_stage') {
    run.runtime = true;
    return options.stage;
  }
  if (key === 'gateway' && find(options.variables, key) === undefined) return options.gateway ?? null;
  return timeName.test(key) ? timeVariable(run, key) : undefined;
}

function timeVariable(run: Run, key: string): Value | undefined {
  if (!run.options.hasIntervals && /^(start|end)_/.test(key)) throw new MeshError('MACRO_NO_INTERVAL', { name: key });
  run.runtime = true;
  const value = timesOf(run.options).get(key);
  if (value === undefined) return undefined;
  if (value.type === 'text') return String(value.value);
  return { sqlText: castText(value, run.options.dialect) };
}

// Models of one run share their range: the last one computed is usually the one asked for next.
let last: { key: string; values: ReadonlyMap<string, TimeValue> } | undefined;

function timesOf({ time }: ExpanderOptions): ReadonlyMap<string, TimeValue> {
  const range = { start: time?.start ?? 0, end: time?.end ?? day, executionTime: time?.executionTime ?? 0 };
  const key = `${range.start}/${range.end}/${range.executionTime}`;
  if (last?.key !== key) last = { key, values: timeVariables(range) };
  return last.values;
}

/** Type names where a dialect calls DuckDB's TIMESTAMPTZ and TIMESTAMP otherwise. */
const timestampTypes: Readonly<Record<string, { timestamptz: string; timestamp: string }>> = {
  bigquery: { timestamptz: 'TIMESTAMP', timestamp: 'DATETIME' },
  databricks: { timestamptz: 'TIMESTAMP', timestamp: 'TIMESTAMP_NTZ' },
  spark: { timestamptz: 'TIMESTAMP', timestamp: 'TIMESTAMP_NTZ' },
  hive: { timestamptz: 'TIMESTAMP', timestamp: 'TIMESTAMP' },
  mysql: { timestamptz: 'DATETIME', timestamp: 'DATETIME' },
  trino: { timestamptz: 'TIMESTAMP WITH TIME ZONE', timestamp: 'TIMESTAMP' },
  presto: { timestamptz: 'TIMESTAMP WITH TIME ZONE', timestamp: 'TIMESTAMP' },
  athena: { timestamptz: 'TIMESTAMP WITH TIME ZONE', timestamp: 'TIMESTAMP' },
  tsql: { timestamptz: 'DATETIMEOFFSET', timestamp: 'DATETIME2' },
};

function castText(value: TimeValue, dialect: string): string {
  const names = timestampTypes[dialect.toLowerCase()];
  if (names === undefined || (value.type !== 'timestamptz' && value.type !== 'timestamp')) return value.sql;
  return `CAST('${value.value}' AS ${names[value.type]})`;
}
