// `mesh query --format arrow`: the result as it lies in memory, never as values of JavaScript, so that nothing is lost.
import { slice } from '../batch/vector.ts';
import type { VectorBatch } from '../engine/bridge.ts';
import { plainArrowStream } from '../engine/arrow/plainArrow.ts';
import type { Project } from './openProject.ts';
import { textOfQuery, type EnvironmentQuery } from './queryEnvironment.ts';

/** `use` is given the bytes of an IPC stream as they come. */
export async function queryArrow(
  project: Project,
  { limit = Infinity, ...query }: EnvironmentQuery & { readonly limit: number | undefined },
  use: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const text = await textOfQuery(project, query);
  const { bridge } = await project.engine();
  const { columns, batches } = await bridge!.read(text, { signal: project.stop });
  await use(plainArrowStream(columns, limited(batches, limit)));
}

async function* limited(batches: AsyncIterable<VectorBatch>, limit: number): AsyncGenerator<VectorBatch> {
  let left = limit;
  for await (const batch of batches) {
    const { length } = batch;
    yield length <= left ? batch : { length: left, vectors: batch.vectors.map((vector) => slice(vector, 0, left)) };
    left -= length;
    if (left <= 0) return;
  }
}
