// Another process may hold the file: wait for it, say who it is, give up after a while.
import { setTimeout as sleep } from 'node:timers/promises';
import { MeshError } from '../../error/meshError.ts';
import { lockHolder, openError } from './errors.ts';

export interface LockWait {
  readonly seconds: number;
  readonly onWait?: ((message: string) => void) | undefined;
}

/** Tries `open` until it works, fails for another reason, or the time is over. */
export async function openWaiting<T>(file: string, wait: LockWait, open: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + wait.seconds * 1000;
  let told: string | undefined;
  for (let pause = 50; ; pause = Math.min(500, pause * 2)) {
    try {
      return await open();
    } catch (error) {
      const lock = lockHolder(error);
      if (lock === undefined) throw openError(error, file);
      const left = deadline - Date.now();
      if (left <= 0)
        throw new MeshError('ENGINE_LOCKED', { file, holder: lock.holder, seconds: wait.seconds }, { cause: error });
      const message = `waiting for ${file}: ${lock.holder ?? 'another process'} holds it (up to ${Math.ceil(left / 1000)} s)`;
      if (told !== (lock.holder ?? '')) wait.onWait?.(message);
      told = lock.holder ?? '';
      await sleep(Math.min(pause, left));
    }
  }
}
