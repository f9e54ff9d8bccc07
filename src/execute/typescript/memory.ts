// How much memory this process may still take.
import { freemem, totalmem } from 'node:os';

export function availableMemory(): number {
  const limit = process.constrainedMemory();
  // Without a limit the kernel says 2^63 or so.
  const own = limit > 0 && limit < totalmem() ? limit - process.memoryUsage.rss() : Number.POSITIVE_INFINITY;
  const free = process.availableMemory?.() ?? freemem();
  return Math.max(0, Math.min(own, free));
}
