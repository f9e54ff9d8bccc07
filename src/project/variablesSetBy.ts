// Variables of models (`setVariable`), for texts that ask for them.
import { outputKey } from '../execute/typescript/outputKey.ts';
import type { Value } from '../macro/value.ts';
import type { StateStore } from '../state/stateStore.ts';

/** By the model that fills this table; none where it has set none. */
export async function variablesSetBy(
  state: Pick<StateStore, 'getValue'>,
  table: string,
): Promise<Readonly<Record<string, Value>>> {
  return ((await state.getValue(outputKey(table))) ?? {}) as Record<string, Value>;
}
