// The program of a model's thread: it loads the model's module and runs its function whenever the main thread says so.
import { Console } from 'node:console';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { BatchMaker, type MadeBatch } from '../../../batch/batchMaker.ts';
import { copied } from '../../../batch/vector.ts';
import { readIpc } from '../../../engine/arrow/toArrow.ts';
import type { FunctionModelDefinition } from '../../../model/typescript/definition.ts';
import { functionsOf } from '../functionsOf.ts';
import { itemsOf, madeAt, partsOf, pushedText, refuseReturned } from '../output.ts';
import { isPromiseLike, type Pull } from '../pull.ts';
import { placedAtYield } from '../yieldPlace.ts';
import type { RunFacts } from './facts.ts';
import { Handed, Rpc } from './rpc.ts';
import { threadContext, type ThreadContext } from './threadContext.ts';
import { handedBatch, type WireItem } from './wire.ts';

const { module, index } = workerData as { module: string; index: number };
const loading = import(/* @vite-ignore */ pathToFileURL(module).href) as Promise<Readonly<Record<string, unknown>>>;
let controller = new AbortController();

// As in the main thread: what it prints is no result.
globalThis.console = new Console(process.stderr, process.stderr);

// A model that waits for something that can never come leaves the thread without work: then it ends, and that is told.
const keepAlive = (needed: boolean): void => parentPort![needed ? 'ref' : 'unref']();

const rpc = new Rpc(
  parentPort!,
  {
    run: (facts: RunFacts) => run(facts),
    ping: () => undefined,
    abort: ({ reason }: { reason: string }) => controller.abort(new Error(reason)),
  },
  keepAlive,
);

// It ends this thread alone, and says where it was called.
const exit = process.exit.bind(process);
process.exit = (code) => {
  rpc.tell('exit', { code: code ?? process.exitCode ?? 0, stack: new Error('process.exit').stack });
  return exit(code);
};

async function run(facts: RunFacts): Promise<number> {
  const definition = functionsOf(await rpc.awake(() => loading))[index]!;
  controller = new AbortController();
  const made = threadContext(rpc, facts, controller.signal);
  const result = await definition.run.call(definition.owner, made.context);
  return rpc.expose(outgoing(itemsOf(result, facts.model.name), { definition, facts, made }));
}

interface Run {
  readonly definition: FunctionModelDefinition;
  readonly facts: RunFacts;
  readonly made: ThreadContext;
}

/** Rows become batches here, with every value checked, so that the main thread only hands them on. */
async function* outgoing(
  items: Pull<unknown>,
  { definition: { options }, facts, made }: Run,
): AsyncGenerator<Handed | WireItem> {
  const { tasks, checkpoint } = options;
  const maker = new BatchMaker({
    model: facts.model.name,
    shapes: facts.shapes,
    readIpc,
    ...(checkpoint === undefined ? {} : { rows: checkpoint.every }),
    ...(tasks === undefined || facts.task === undefined ? {} : { fill: { column: tasks.column, value: facts.task } }),
  });
  const handed = (batch: MadeBatch): Handed => handedBatch({ columns: maker.shapes!, ...batch });
  // What the model gave as columns it may go on using.
  const handedCopy = (batch: MadeBatch): Handed => handed({ ...batch, vectors: batch.vectors.map(copied) });
  try {
    for (;;) {
      const asked = items.next();
      const next = isPromiseLike(asked) ? await asked : asked;
      if (next.done === true) {
        refuseReturned(next.value, facts.model.name);
        break;
      }
      const quick = maker.addRow(next.value);
      if (quick === undefined) continue;
      if (quick !== 'slow') {
        yield handed(quick);
        continue;
      }
      const item = isPromiseLike(next.value) ? await next.value : next.value;
      for (const part of partsOf(item) ?? [item]) {
        const text = pushedText(part);
        if (text === undefined) {
          for (const batch of maker.add(part)) yield handedCopy(batch);
          continue;
        }
        for (const batch of maker.end()) yield handed(batch);
        yield { type: 'sql', text, made: madeAt(part)?.stack };
      }
    }
    for (const batch of maker.end()) yield handed(batch);
    made.reading.promises.refuseLost(facts.model.name);
    rpc.tell('stages', made.stages.list());
  } catch (error) {
    throw await rpc.awake(() => placedAtYield(error, items));
  } finally {
    made.reading.promises.close();
    await items.return?.();
  }
}
