// `context.parallel`: batches mapped in worker threads. Buffers are handed over, not copied; the order stays.
import { Worker } from 'node:worker_threads';
import type { Batch } from '../../batch/batch.ts';
import { batchOf, sourceOf, type BatchSource } from '../../batch/column.ts';
import { shown } from '../../batch/value/misfit.ts';
import { buffersOf, type Vector } from '../../batch/vector.ts';
import { recordBatch } from '../../engine/arrow/toArrow.ts';
import { MeshError } from '../../error/meshError.ts';
export interface Mapping {
  readonly signal: AbortSignal;
  readonly model: string;
  /** A module of the project compiled for a thread, and the program that runs it there. */
  worker(module: URL): Promise<{ readonly shell: URL; readonly module: string }>;
}

export interface ParallelOptions {
  readonly worker: URL;
  readonly workers?: number | undefined;
  readonly init?: unknown;
}

export type WorkerAnswer =
  | { readonly id: number; readonly source: BatchSource }
  | { readonly id: number; readonly failure: { readonly message: string; readonly stack: string | undefined } };

export async function* mapInWorkers(
  scope: Mapping,
  source: AsyncIterable<Batch>,
  { worker, workers = 2, init }: ParallelOptions,
): AsyncGenerator<Batch> {
  const { shell, module } = await scope.worker(worker);
  const name = worker.pathname.split('/').at(-1) ?? worker.href;
  const threads = Array.from(
    { length: Math.max(1, workers) },
    () => new Thread(new Worker(shell, { workerData: { module, init } }), name),
  );
  const stop = (): void => threads.forEach((thread) => thread.fail(scope.signal.reason));
  scope.signal.addEventListener('abort', stop, { once: true });
  const waiting: Promise<BatchSource>[] = [];
  const next = async (): Promise<Batch> => batchOf(await waiting.shift()!, { toArrow: recordBatch });
  try {
    let turn = 0;
    for await (const batch of source) {
      const given = sourceOf(batch);
      if (given === undefined) throw new MeshError('RUN_RETURN', { model: scope.model, got: shown(batch) });
      const answer = threads[turn++ % threads.length]!.map(given);
      answer.catch(() => undefined);
      waiting.push(answer);
      if (waiting.length >= threads.length * 2) yield await next();
    }
    while (waiting.length > 0) yield await next();
  } finally {
    scope.signal.removeEventListener('abort', stop);
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

class Thread {
  readonly #worker: Worker;
  readonly #name: string;
  readonly #open = new Map<number, { resolve: (source: BatchSource) => void; reject: (error: unknown) => void }>();
  #last = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(worker: Worker, name: string) {
    this.#worker = worker;
    this.#name = name;
    worker.on('message', (answer: WorkerAnswer) => this.#answered(answer));
    worker.on('error', (error) => this.fail(this.#error(error.message, error)));
    worker.on('exit', (code) => this.fail(this.#error(`it ended with exit code ${code}`)));
  }

  map(source: BatchSource): Promise<BatchSource> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#worker.postMessage({ id, source }, transferable(source.vectors));
    });
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }

  async end(): Promise<void> {
    this.#failure ??= { error: this.#error('it has ended') };
    await this.#worker.terminate();
  }

  #answered(answer: WorkerAnswer): void {
    const open = this.#open.get(answer.id);
    this.#open.delete(answer.id);
    if ('source' in answer) {
      open?.resolve(answer.source);
      return;
    }
    const cause = new Error(answer.failure.message);
    cause.stack = answer.failure.stack ?? '';
    open?.reject(this.#error(answer.failure.message, cause));
  }

  #error(detail: string, cause?: unknown): MeshError {
    return new MeshError('RUN_WORKER', { worker: this.#name, detail }, { cause });
  }
}

/** Whole buffers only, each once: what shares its memory with others is copied. */
export function transferable(vectors: readonly Vector[]): ArrayBuffer[] {
  const views = new Map<ArrayBuffer, number>();
  for (const buffer of vectors.flatMap(buffersOf)) views.set(buffer, (views.get(buffer) ?? 0) + 1);
  return [...views].filter(([buffer, uses]) => uses === 1 && buffer.byteLength > 0).map(([buffer]) => buffer);
}
