// Runs a model's function in a thread of its own: what it gives comes back as batches, what it asks for is done here.
// An exception, process.exit, a full heap or an endless loop end the thread and fail the model, and nothing else.
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { recordBatch } from '../../../engine/arrow/toArrow.ts';
import { batchOf } from '../../../batch/column.ts';
import { isMeshError, MeshError } from '../../../error/meshError.ts';
import { availableMemory } from '../memory.ts';
import type { ThreadProgram } from '../modelCode.ts';
import { orAborted, type Scope } from '../scope.ts';
import type { RunFacts } from './facts.ts';
import { Rpc, type Handlers } from './rpc.ts';
import { dataFromWire, type WireItem } from './wire.ts';

export interface ThreadRun {
  readonly scope: Scope;
  readonly program: ThreadProgram;
  readonly facts: RunFacts;
  /** What the model may ask for. */
  readonly handlers: (rpc: () => Rpc) => Handlers;
}

/** How long a model may take to end by itself when it is told to. */
const GRACE_MS = 200;
/** How long a thread waits for the next interval. */
const IDLE_MS = 10_000;
const LEAST_HEAP_MIB = 128;

/** By module and place in it: objects that a model keeps are still there for its next interval. */
const idle = new Map<string, ModelThread[]>();

/** What the function gives, item by item, as if it had run here. */
export async function* runInThread({ scope, program, facts, handlers }: ThreadRun): AsyncGenerator {
  const key = `${program.module} ${program.index}`;
  const thread = idle.get(key)?.pop() ?? new ModelThread(program);
  let sound = false;
  const stop = (): void => {
    scope.standsAt = thread.stop(scope.signal.reason);
  };
  scope.signal.addEventListener('abort', stop, { once: true });
  try {
    thread.begin(
      scope.model,
      handlers(() => thread.rpc),
    );
    const stream = await orAborted(thread.rpc.call<number>('run', facts), scope.signal);
    for await (const item of thread.rpc.pull<WireItem>(stream))
      yield item.type === 'batch' ? batchOf(item.source, { toArrow: recordBatch }) : dataFromWire(item, thread.rpc);
    sound = true;
  } finally {
    scope.signal.removeEventListener('abort', stop);
    if (sound && !thread.over) thread.rest(key);
    else if (!scope.signal.aborted) void thread.abort(undefined);
  }
}

class ModelThread {
  readonly #worker: Worker;
  rpc: Rpc;
  over = false;
  #model = '';
  #handlers: Handlers = {};
  #exit: { readonly code: number; readonly stack: string } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor({ shell, module, index }: ThreadProgram) {
    this.#worker = new Worker(shell, {
      workerData: { module, index },
      resourceLimits: { maxOldGenerationSizeMb: heapLimit() },
    });
    const handler = new Proxy<Handlers>(
      {},
      { get: (_, method: string) => this.#handlers[method] ?? this.#own(method), ownKeys: () => [] },
    );
    this.rpc = new Rpc(this.#worker, handler);
    this.#worker.on('error', (error: Error & { code?: string }) => this.#failed(error));
    this.#worker.on('exit', (code) => this.#ended(code));
  }

  begin(model: string, handlers: Handlers): void {
    clearTimeout(this.#timer);
    this.#worker.ref();
    this.#model = model;
    this.#handlers = handlers;
  }

  /** Kept for the next interval of the same model. */
  rest(key: string): void {
    const threads = idle.get(key) ?? [];
    idle.set(key, [...threads, this]);
    this.#worker.unref();
    this.#timer = setTimeout(() => {
      idle.set(
        key,
        (idle.get(key) ?? []).filter((thread) => thread !== this),
      );
      void this.#worker.terminate();
    }, IDLE_MS);
    this.#timer.unref();
  }

  /** It is told to end and may tidy up; one that hears nothing is in a loop, and its place there is given. */
  async stop(reason: unknown): Promise<Error | undefined> {
    const place = await this.#place(isMeshError(reason) && /^RUN_(MODEL_TIMEOUT|INTERRUPTED)$/.test(reason.code));
    await this.abort(reason);
    return place;
  }

  async #place(asks: boolean): Promise<Error | undefined> {
    if (this.over) return undefined;
    this.rpc.tell('abort', { reason: 'it is over' });
    let hears = false;
    const heard = (): void => void (hears = true);
    this.rpc.call('ping', {}).then(heard, heard);
    await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
    if (!asks || hears || this.over) return undefined;
    const { stackOfThread } = await import('./threadPlace.ts');
    const stack = await stackOfThread(this.#worker);
    return stack === undefined ? undefined : Object.assign(new Error('in a loop'), { stack });
  }

  /** Whatever it does, it ends. */
  async abort(reason: unknown): Promise<void> {
    if (this.over) return;
    const detail = reason instanceof Error ? reason.message : 'it is over';
    this.rpc.fail(reason ?? new MeshError('RUN_MODEL_FAILED', { model: this.#model, detail }));
    await this.#worker.terminate();
  }

  #own(method: string): Handlers[string] | undefined {
    return method === 'exit' ? (exit: { code: number; stack: string }) => void (this.#exit = exit) : undefined;
  }

  #failed(error: Error & { code?: string }): void {
    const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#fail(isFull ? 'its thread ran out of memory' : detailOf(error), error);
  }

  #ended(code: number): void {
    // Nobody ended it: it had nothing left to do while the model was waiting.
    if (code === 0 && this.#exit === undefined) this.rpc.fail(new MeshError('RUN_MODEL_STUCK', { model: this.#model }));
    const cause = Object.assign(new Error('process.exit'), { stack: this.#exit?.stack ?? '' });
    const what =
      this.#exit === undefined ? `its thread ended with code ${code}` : `it called process.exit(${this.#exit.code})`;
    this.#fail(what, cause);
  }

  #fail(detail: string, cause: unknown): void {
    this.over = true;
    this.rpc.fail(new MeshError('RUN_MODEL_FAILED', { model: this.#model, detail }, { cause }));
  }
}

/**
 * Half of what the main thread may have, and of what is free: the machine must not run out first. With all of it, 4 GB,
 * V8 has nothing to lend a thread that must end, and ends the process.
 */
function heapLimit(): number {
  const bytes = Math.min(getHeapStatistics().heap_size_limit, availableMemory()) / 2;
  return Math.max(LEAST_HEAP_MIB, Math.floor(bytes / 2 ** 20));
}

function detailOf({ name, message }: Error): string {
  return name === 'Error' ? message : `${name}: ${message}`;
}
