// An interval as people read it: days without their midnights, ends inclusive.
import type { Interval } from '../interval/interval.ts';

const day = 86_400_000;

export function intervalText(interval: Interval | null): string | null {
  if (interval === null) return null;
  const { start, end } = interval;
  if (start % day === 0 && end % day === 0) {
    const first = new Date(start).toISOString().slice(0, 10);
    const last = new Date(end - 1).toISOString().slice(0, 10);
    return first === last ? first : `${first} to ${last}`;
  }
  const text = (ts: number): string => new Date(ts).toISOString().slice(0, 19).replace('T', ' ');
  return `${text(start)} to ${text(end - 1)}`;
}
