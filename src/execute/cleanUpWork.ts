// A clean-up under way: what it works on, and what became of each object.
import type { Engine, Session } from '../engine/engine.ts';
import type { StateStore } from '../state/stateStore.ts';
import { errorSummary } from './errorSummary.ts';

export interface CleanUpOptions {
  readonly now: number;
  readonly ignoreTtl: boolean;
  /** Says what would happen and does nothing. */
  readonly dryRun: boolean;
  readonly pinned: readonly string[];
  /** Only this environment, and no tables. */
  readonly environment?: string | undefined;
  /** Records go although their objects could not be dropped. */
  readonly force?: boolean | undefined;
}

export interface CleanUpObject {
  readonly object: string;
  readonly type: 'environment' | 'view' | 'table' | 'schema' | 'snapshot';
  readonly outcome: 'dropped' | 'would drop' | 'failed';
  readonly why: string;
  readonly error?: string | undefined;
}

export interface CleanUp {
  readonly engine: Engine;
  readonly state: StateStore;
  readonly session: Session;
  readonly options: CleanUpOptions;
  readonly objects: CleanUpObject[];
}

export type Named = Omit<CleanUpObject, 'outcome' | 'error'>;

export function attempt(work: CleanUp, object: Named, drop: () => Promise<void>): Promise<boolean> {
  return attemptAll(work, [object], drop);
}

/** One outcome for all of them: they go together or stay. */
export async function attemptAll(
  work: CleanUp,
  objects: readonly Named[],
  drop: () => Promise<void>,
): Promise<boolean> {
  const tell = (rest: Pick<CleanUpObject, 'outcome' | 'error'>): void => {
    for (const object of objects) work.objects.push({ ...object, ...rest });
  };
  if (work.options.dryRun) {
    tell({ outcome: 'would drop' });
    return true;
  }
  try {
    await drop();
  } catch (error) {
    tell({ outcome: 'failed', error: errorSummary(error).message });
    return false;
  }
  tell({ outcome: 'dropped' });
  return true;
}
