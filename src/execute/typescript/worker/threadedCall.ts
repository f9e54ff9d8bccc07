// From the context of a run to its form for a thread: facts that are sent along, and handlers for what it asks for.
import { handedBatch, dataFromWire, type WireItem } from './wire.ts';
import type { ColumnShape } from '../../../batch/sqlType.ts';
import type { Json } from '../../../model/typescript/context.ts';
import { quotedName } from '../../../sql/tableName.ts';
import { exactLiteral } from '../exactDate.ts';
import type { ThreadProgram } from '../modelCode.ts';
import type { RunningContext } from '../modelContext.ts';
import type { Reading, ReadRequest } from '../reading.ts';
import type { QueryRelation } from '../relation.ts';
import type { Scope } from '../scope.ts';
import type { RunFacts } from './facts.ts';
import { runInThread } from './modelThread.ts';
import type { Handlers, Rpc } from './rpc.ts';

export interface ThreadedCall {
  readonly scope: Scope;
  readonly reading: Reading;
  readonly running: RunningContext;
  readonly program: ThreadProgram;
  readonly shapes: readonly ColumnShape[] | undefined;
}

export function callInThread(call: ThreadedCall): AsyncGenerator {
  const { scope, program } = call;
  return runInThread({ scope, program, facts: factsOf(call), handlers: (rpc) => handlersOf(call, rpc) });
}

function factsOf({ scope, reading, running, shapes }: ThreadedCall): RunFacts {
  const { context } = running;
  const { execute, snapshot, target, code } = scope.options;
  const { model } = snapshot;
  const parents = [...new Set([...model.parents, ...model.dependsOn])];
  const last = context.checkpoint.last;
  // What `resolve` gives may stand in the queries of the model.
  const tables = parents.map((name) => [name, context.resolve(name)] as const);
  const exact = Object.entries(last ?? {}).flatMap(([name, value]) => {
    const literal = value instanceof Date ? exactLiteral(value) : undefined;
    return literal === undefined ? [] : [[name, literal] as const];
  });
  return {
    start: context.start,
    end: context.end,
    executionTime: context.executionTime,
    isRestatement: context.isRestatement,
    environment: context.environment,
    vars: context.vars,
    blueprint: context.blueprint,
    model: context.model,
    engine: { name: execute.engine.name, capabilities: execute.engine.capabilities },
    task: context.task,
    last,
    lastExact: Object.fromEntries(exact),
    variables: Object.fromEntries(running.known()),
    tables: Object.fromEntries(tables.map(([name, text]) => [canonicalOf(scope, name), text])),
    registered: [...scope.registered.keys()],
    defaultCatalog: execute.engine.defaultCatalog,
    dialect: execute.engine.dialect,
    self: quotedName(model.table),
    target: quotedName(target),
    bounds: reading.bounds(),
    cacheDir: code.cacheDir,
    shapes,
  };
}

function canonicalOf(scope: Scope, name: string): string {
  return scope.options.execute.renderer.canonical(name);
}

function handlersOf({ scope, reading, running: { context } }: ThreadedCall, port: () => Rpc): Handlers {
  const text = (relation: unknown): string => (relation as QueryRelation).sourceText;
  const given = (item: WireItem): never => dataFromWire(item, port()) as never;
  return {
    read: (request: { text: string; request: ReadRequest }) =>
      port().expose(batches(reading.read(request.text, request.request))),
    columns: (request: { text: string }) => reading.columns(request.text),
    size: (request: { text: string }) => reading.size(request.text),
    refuseIfLarge: (request: { text: string; what: string }) => reading.refuseIfLarge(request.text, request.what),
    compacted: (request: { text: string }) => reading.compacted(request.text),
    register: async ({ name, source, columns }: { name: string; source: WireItem; columns: never }) =>
      text(await context.register(name, given(source), columns)),
    execute: (request: { text: string }) => context.engine.execute(request.text),
    insert: async ({ table, data }: { table: string; data: WireItem }) =>
      text(await context.engine.insert(table, given(data))),
    update: async ({ table, data, options }: { table: string; data: WireItem; options: { key: string[] } }) =>
      text(await context.engine.update(table, given(data), options)),
    module: async ({ url }: { url: string }) => {
      const { shell, module } = await scope.options.code.worker(new URL(url));
      return { shell: shell.href, module };
    },
    variable: ({ name, value }: { name: string; value: Json }) => context.setVariable(name, value),
    log: ({ level, text: line }: { level: 'debug' | 'info' | 'warn'; text: string }) => scope.log(level, line),
    progress: ({ done, total, text: line }: { done: number; total?: number; text?: string }) =>
      context.progress(done, total, line),
    cut: ({ column }: { column: string }) => reading.onCut(column),
    stages: (stages: readonly { stage: string; seconds: number }[]) => {
      for (const { stage, seconds } of stages) scope.stages.add(stage, seconds * 1000);
    },
  } satisfies Record<string, (args: never) => unknown>;
}

async function* batches(sources: ReturnType<Reading['read']>): AsyncGenerator {
  for await (const source of sources) yield handedBatch(source);
}
