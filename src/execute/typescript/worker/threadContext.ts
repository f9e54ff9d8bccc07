// The context of a model that runs in a thread of its own: the same words, with the database at the other end of a port.
import type { Json, ModelContext, Params } from '../../../model/typescript/context.ts';
import type { Sql } from '../../../model/typescript/sql.ts';
import { MeshError } from '../../../error/meshError.ts';
import { didYouMean } from '../../../error/nearest.ts';
import { parseTableName } from '../../../sql/parseTableName.ts';
import { canonicalName } from '../../../sql/tableName.ts';
import { rememberExact } from '../exactDate.ts';
import { iterate } from '../iterate.ts';
import { availableMemory } from '../memory.ts';
import { keptObject } from '../objectCache.ts';
import { queryText } from '../output.ts';
import { mapInWorkers } from '../parallel.ts';
import { refuseOtherThanJson } from '../jsonValue.ts';
import { QueryRelation } from '../relation.ts';
import { Stages } from '../stages.ts';
import type { RunFacts } from './facts.ts';
import { RemoteReading } from './remoteReading.ts';
import type { Rpc } from './rpc.ts';
import { wireItem } from './wire.ts';

type Level = 'debug' | 'info' | 'warn';

export interface ThreadContext {
  readonly context: ModelContext;
  readonly reading: RemoteReading;
  readonly stages: Stages;
}

export function threadContext(rpc: Rpc, facts: RunFacts, signal: AbortSignal): ThreadContext {
  const reading = new RemoteReading(rpc, facts);
  const stages = new Stages();
  const registered = new Set(facts.registered);
  const own: Record<string, Json> = { ...facts.variables[facts.model.name] };
  const relation = (from: string): QueryRelation => new QueryRelation(reading, { from });
  const ofQuery = (query: string): QueryRelation => new QueryRelation(reading, { from: `(${query}\n)`, query });
  const canonical = (name: string): string =>
    canonicalName(parseTableName(name, { dialect: facts.dialect }), facts.defaultCatalog);
  const known = (name: string): string => {
    const declared = canonical(name);
    if (declared === facts.model.name || registered.has(name.toLowerCase()) || declared in facts.tables)
      return declared;
    const hint = didYouMean(declared, Object.keys(facts.tables));
    throw new MeshError(
      'RUN_READ_UNDECLARED',
      { model: facts.model.name, table: declared },
      hint === undefined ? {} : { hint },
    );
  };
  const log = (level: Level, text: string, data?: Json): void =>
    rpc.tell('log', { level, text: data === undefined ? text : `${text} ${JSON.stringify(data)}` });
  const scope = { signal, model: facts.model.name, log };
  for (const [name, literal] of Object.entries(facts.lastExact)) rememberExact(facts.last![name] as Date, literal);
  const written = async (method: string, args: object): Promise<QueryRelation> =>
    relation(`(${await rpc.call<string>(method, args)}\n)`);
  const given = <T>(what: string, work: () => Promise<T>): Promise<T> => reading.given(what, work());
  const context = {
    start: facts.start,
    end: facts.end,
    executionTime: facts.executionTime,
    isRestatement: facts.isRestatement,
    environment: facts.environment,
    vars: facts.vars,
    blueprint: facts.blueprint,
    model: facts.model,
    ...(facts.task === undefined ? {} : { task: facts.task }),
    checkpoint: { last: facts.last },
    table: (name: string) => {
      known(name);
      return relation(name);
    },
    self: () => relation(facts.self),
    query: (text: string | Sql, params?: Params) => ofQuery(queryText(text, params)),
    resolve: (name: string) => {
      const declared = known(name);
      return declared === facts.model.name ? facts.target : facts.tables[declared]!;
    },
    register: (name: string, source: unknown, columns?: unknown) =>
      given('register()', async () => {
        const made = await written('register', { name, columns, source: wireItem(await source, rpc) });
        registered.add(name.toLowerCase());
        return made;
      }),
    engine: {
      ...facts.engine,
      execute: (text: string | Sql, params?: Params) =>
        given('engine.execute()', () => rpc.call('execute', { text: queryText(text, params) })),
      insert: (table: string, data: unknown) =>
        given('engine.insert()', async () => written('insert', { table, data: wireItem(await data, rpc) })),
      update: (table: string, data: unknown, options: unknown) =>
        given('engine.update()', async () => written('update', { table, options, data: wireItem(await data, rpc) })),
    },
    iterate: (options: never, step: never) => given('iterate()', () => iterate(scope, options, step)),
    parallel: (source: AsyncIterable<never>, worker: URL, options?: object) =>
      mapInWorkers({ ...scope, worker: (module) => threadModule(rpc, module) }, source, { worker, ...options }),
    object: (key: string, options: never) => keptObject(`${facts.model.name}\u0000${key}`, facts.cacheDir, options),
    setVariable: (name: string, value: Json) => {
      refuseOtherThanJson(name, value);
      own[name] = value;
      rpc.tell('variable', { name, value });
    },
    variable: (model: string, name: string): Json => {
      const declared = known(model);
      const values = declared === facts.model.name ? own : (facts.variables[declared] ?? {});
      if (Object.hasOwn(values, name)) return values[name]!;
      const hint = didYouMean(name, Object.keys(values));
      throw new MeshError('RUN_ARGUMENT', { detail: `${declared} has set no variable ${name}` }, { hint });
    },
    log: {
      debug: (text: string, data?: Json) => log('debug', text, data),
      info: (text: string, data?: Json) => log('info', text, data),
      warn: (text: string, data?: Json) => log('warn', text, data),
    },
    timer: { track: <T>(stage: string, work: () => T): T => stages.track(stage, work) },
    progress: (done: number, total?: number, text?: string) => rpc.tell('progress', { done, total, text }),
    signal,
    memory: { available: () => availableMemory() },
  };
  return { context: context as unknown as ModelContext, reading, stages };
}

async function threadModule(rpc: Rpc, module: URL): Promise<{ shell: URL; module: string }> {
  const { shell, module: compiled } = await rpc.call<{ shell: string; module: string }>('module', { url: module.href });
  return { shell: new URL(shell), module: compiled };
}
