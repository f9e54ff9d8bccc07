// The other side of `context.parallel`: a thread that maps batches with the default export of a module.
import { Console } from 'node:console';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { BatchMaker } from '../../batch/batchMaker.ts';
import { batchOf, sourceOf, type BatchSource } from '../../batch/column.ts';
import { readIpc, recordBatch } from '../../engine/arrow/toArrow.ts';
import { transferable, type WorkerAnswer } from './parallel.ts';

type Map = (batch: unknown, init: unknown) => unknown;

const { module, init } = workerData as { module: string; init: unknown };
const loading = import(/* @vite-ignore */ pathToFileURL(module).href) as Promise<{ default?: unknown }>;

// As in the main thread: what it prints is no result.
globalThis.console = new Console(process.stderr, process.stderr);

parentPort!.on('message', (request: { id: number; source: BatchSource }) => void answer(request));

async function answer({ id, source }: { id: number; source: BatchSource }): Promise<void> {
  try {
    const run = (await loading).default;
    if (typeof run !== 'function') throw new TypeError('the worker module has no default export that is a function');
    const result = await (run as Map)(batchOf(source, { toArrow: recordBatch }), init);
    const mapped = sourceOf(result) ?? made(result);
    send({ id, source: { columns: mapped.columns, vectors: mapped.vectors, length: mapped.length } });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    send({ id, failure: { message, stack } });
  }
}

function send(message: WorkerAnswer): void {
  parentPort!.postMessage(message, 'source' in message ? transferable(message.source.vectors) : []);
}

/** Columns or rows: their types are told from their values, as for a model without columns. */
function made(result: unknown): BatchSource {
  const maker = new BatchMaker({ model: 'the worker', shapes: undefined, readIpc });
  const batches = [...maker.add(result), ...maker.end()];
  const [first] = batches;
  if (batches.length > 1) throw new RangeError('a worker gave more rows than one batch may have');
  return { columns: maker.shapes ?? [], vectors: first?.vectors ?? [], length: first?.length ?? 0 };
}
