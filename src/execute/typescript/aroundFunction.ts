// What must happen outside of the transaction of a TypeScript model's batch: before it, what it would not see otherwise;
// after it, settings of a connection that others will use.
import type { Session } from '../../engine/engine.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { FunctionModelDefinition } from '../../model/typescript/definition.ts';
import type { ExecuteContext } from '../context.ts';

export interface FunctionBatch {
  readonly session: Session;
  readonly snapshot: Snapshot;
}

export async function aroundFunction<T>(
  { engine, code }: Pick<ExecuteContext, 'engine' | 'code'>,
  { session, snapshot }: FunctionBatch,
  work: (definition: FunctionModelDefinition | undefined) => Promise<T>,
): Promise<T> {
  await engine.bridge?.prepare();
  const definition = await code?.definitionOf(snapshot);
  if (definition?.options.ordered !== false) return work(definition);
  // A transaction that has failed takes no setting back any more.
  await session.execute('SET SESSION preserve_insertion_order = false');
  try {
    return await work(definition);
  } finally {
    await session.execute('RESET SESSION preserve_insertion_order');
  }
}
