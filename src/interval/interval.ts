// A span of time, half-open: `start` belongs to it, `end` does not. Epoch milliseconds UTC.

export interface Interval {
  readonly start: number;
  readonly end: number;
}
