// A connection per slot, opened when first needed and given back after each batch.
import type { Engine, Session } from '../engine/engine.ts';

export interface SessionPool {
  use<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Interrupts every running statement. */
  interrupt(): void;
  close(): Promise<void>;
}

export function openSessionPool(engine: Engine): SessionPool {
  const idle: Session[] = [];
  const all = new Set<Session>();
  const busy = new Set<Session>();
  return {
    async use(work) {
      const session = idle.pop() ?? (await engine.session());
      all.add(session);
      busy.add(session);
      try {
        return await work(session);
      } finally {
        busy.delete(session);
        idle.push(session);
      }
    },
    interrupt() {
      for (const session of busy) session.interrupt();
    },
    async close() {
      await Promise.all([...all].map((session) => session.close()));
    },
  };
}
