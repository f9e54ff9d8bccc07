// The context that a TypeScript model is called with.
import type { ColumnShape } from '../../batch/sqlType.ts';
import { typeText } from '../../batch/sqlType.ts';
import type { Session } from '../../engine/engine.ts';
import type { Json, ModelContext, Params, Relation } from '../../model/typescript/context.ts';
import type { FunctionModelDefinition } from '../../model/typescript/definition.ts';
import type { Sql } from '../../model/typescript/sql.ts';
import { isFragment } from '../../macro/value.ts';
import type { Values } from '../../model/model.ts';
import { quotedName } from '../../sql/tableName.ts';
import { iterate } from './iterate.ts';
import { keptObject } from './objectCache.ts';
import { queryText } from './output.ts';
import { mapInWorkers } from './parallel.ts';
import type { Reading } from './reading.ts';
import { register } from './register.ts';
import { QueryRelation } from './relation.ts';
import type { Scope } from './scope.ts';
import { SideWrites } from './sideWrites.ts';
import { Outputs } from './outputs.ts';
import { availableMemory } from './memory.ts';

export interface CallFacts {
  /** The task of a model with tasks. */
  readonly task?: string | undefined;
  /** The row after which an earlier run was stopped. */
  readonly last?: Readonly<Record<string, unknown>> | undefined;
  /** Variables that an earlier run of the same interval has set. */
  readonly variables?: Readonly<Record<string, Json>> | undefined;
}

export interface ContextFacts extends CallFacts {
  readonly definition: FunctionModelDefinition;
  readonly shapes: readonly ColumnShape[] | undefined;
  /** The transaction of the batch. */
  readonly session: Session;
}

export interface RunningContext {
  readonly context: ModelContext;
  /** Those that were set, in this run or the one that it goes on from. */
  variables(): Readonly<Record<string, Json>>;
  /** By model: what it and its parents had set before. */
  known(): ReadonlyMap<string, Readonly<Record<string, Json>>>;
  /** Side writes and variables, in the transaction of the batch. */
  finish(session: Session): Promise<void>;
}

export async function makeContext(
  scope: Scope,
  reading: Reading,
  { definition, shapes, session, task, last, variables }: ContextFacts,
): Promise<RunningContext> {
  const { execute, snapshot, interval, target, code, isRestatement } = scope.options;
  const { model } = snapshot;
  const outputs = await Outputs.of(scope, variables);
  const writes = new SideWrites(scope, reading, definition.options.writes ?? []);
  await writes.prepare(session);
  const parents = new Set([...model.parents, ...model.dependsOn]);
  const relation = (from: string): QueryRelation => new QueryRelation(reading, { from });
  const ofQuery = (query: string): QueryRelation => new QueryRelation(reading, { from: `(${query}\n)`, query });

  const resolve = (name: string): { text: string; name: string } => {
    const own = execute.renderer.resolve(name);
    scope.resolved.add(own.name);
    return own;
  };
  const known = (name: string): string => {
    const canonical = scope.options.execute.renderer.resolve(name);
    const declared = execute.renderer.canonical(name);
    if (declared !== model.name && !parents.has(declared) && !scope.registered.has(name.toLowerCase()))
      throw reading.undeclared(declared);
    return canonical.text;
  };

  const given = <T>(what: string, work: Promise<T>): Promise<T> =>
    scope.promises.give(
      what,
      scope.silence.during(() => work),
    );

  const context: ModelContext = {
    start: new Date(interval?.start ?? 0),
    end: new Date(interval?.end ?? execute.executionTime),
    executionTime: new Date(execute.executionTime),
    isRestatement,
    environment: execute.environment,
    vars: plainValues({ ...code.variables, ...model.variables }),
    blueprint: plainValues(model.blueprint),
    model: {
      name: model.name,
      kind: model.kind.name,
      columns: Object.fromEntries(
        (shapes ?? []).map(({ name, type, nullable }) => [name, `${typeText(type)}${nullable ? '' : ' NOT NULL'}`]),
      ),
    },
    table: ((name: string) => {
      known(name);
      return relation(name);
    }) as ModelContext['table'],
    self: () => relation(quotedName(model.table)) as never,
    query: ((text: string | Sql, params?: Params) => ofQuery(queryText(text, params))) as ModelContext['query'],
    resolve: (name: string) => {
      known(name);
      const { text } = execute.renderer.canonical(name) === model.name ? { text: quotedName(target) } : resolve(name);
      return text;
    },
    register: ((name: string, source: unknown, columns?: Readonly<Record<string, string>>) =>
      given('register()', register(scope, reading, { name, source, columns }))) as ModelContext['register'],
    engine: {
      name: execute.engine.name,
      capabilities: execute.engine.capabilities as never,
      execute: (text: string | Sql, params?: Params) =>
        given('engine.execute()', writes.execute(queryText(text, params))),
      insert: (table: string, data: unknown) =>
        given('engine.insert()', writes.insert(table, data)) as Promise<Relation>,
      update: (table: string, data: unknown, options: { key: string[] }) =>
        given('engine.update()', writes.update(table, data, options)) as Promise<Relation>,
    } as ModelContext['engine'],
    iterate: (options, step) => given('iterate()', iterate(scope, options, step)),
    parallel: ((source: AsyncIterable<never>, worker: URL, options?: { workers?: number; init?: unknown }) =>
      mapInWorkers({ signal: scope.signal, model: model.name, worker: (module) => code.worker(module) }, source, {
        worker,
        ...options,
      })) as ModelContext['parallel'],
    object: (key, options) => keptObject(`${model.name}\u0000${key}`, code.cacheDir, options),
    setVariable: (name, value) => outputs.set(name, value),
    variable: (name, variable) => {
      const declared = execute.renderer.canonical(name);
      if (declared !== model.name && !parents.has(declared)) throw reading.undeclared(declared);
      return outputs.get(declared, variable);
    },
    ...(task === undefined ? {} : { task }),
    checkpoint: { last },
    log: {
      debug: (text, data) => scope.log('debug', withData(text, data)),
      info: (text, data) => scope.log('info', withData(text, data)),
      warn: (text, data) => scope.log('warn', withData(text, data)),
    },
    timer: { track: (stage, work) => scope.stages.track(stage, work) },
    progress: (done, total, text) => {
      scope.silence.beats++;
      execute.emit({ type: 'modelProgress', model: model.name, done, total: total ?? 0, text });
    },
    signal: scope.signal,
    memory: { available: () => availableMemory() },
  };
  return {
    context,
    variables: () => outputs.given,
    known: () => outputs.known,
    finish: async (session) => {
      await writes.apply(session);
      await outputs.save(session);
    },
  };
}

/** Pieces of SQL, such as a blueprint's bare names, as their texts. */
function plainValues(values: Values): Readonly<Record<string, Json>> {
  const entries = Object.entries(values).map(([name, value]) => [name, isFragment(value) ? value.sqlText : value]);
  return Object.fromEntries(entries) as Record<string, Json>;
}

function withData(text: string, data: Json | undefined): string {
  return data === undefined ? text : `${text} ${JSON.stringify(data)}`;
}
