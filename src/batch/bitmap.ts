// Validity bitmaps: one bit per row, set where there is a value, lowest bit first, as DuckDB and Arrow both have it.

export function bitmapBytes(length: number): number {
  return (length + 7) >> 3;
}

export function bitAt(bits: Uint8Array, i: number): boolean {
  return ((bits[i >> 3]! >> (i & 7)) & 1) === 1;
}

export function setBit(bits: Uint8Array, i: number): void {
  bits[i >> 3]! |= 1 << (i & 7);
}

export function clearBit(bits: Uint8Array, i: number): void {
  bits[i >> 3]! &= ~(1 << (i & 7));
}

/** All rows valid. */
export function fullBitmap(length: number): Uint8Array {
  return new Uint8Array(bitmapBytes(length)).fill(0xff);
}

const ones = Uint8Array.from({ length: 256 }, (_, byte) => {
  let n = 0;
  for (let rest = byte; rest > 0; rest >>= 1) n += rest & 1;
  return n;
});

export function countSet(bits: Uint8Array, length: number): number {
  let n = 0;
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) n += ones[bits[i]!]!;
  const rest = length & 7;
  return rest === 0 ? n : n + ones[bits[whole]! & ((1 << rest) - 1)]!;
}

/** Copies `count` bits; bits of `target` beyond them may be overwritten. */
export function copyBits(target: Uint8Array, at: number, source: Uint8Array, range: BitRange): void {
  const { from, count } = range;
  if ((at & 7) === 0 && (from & 7) === 0) {
    target.set(source.subarray(from >> 3, (from + count + 7) >> 3), at >> 3);
    return;
  }
  for (let i = 0; i < count; i++) {
    if (bitAt(source, from + i)) setBit(target, at + i);
    else clearBit(target, at + i);
  }
}

export interface BitRange {
  readonly from: number;
  readonly count: number;
}

/** Sets `count` bits from `at` on. */
export function setBits(target: Uint8Array, at: number, count: number): void {
  let i = at;
  const end = at + count;
  while (i < end && (i & 7) !== 0) setBit(target, i++);
  const bytes = (end - i) >> 3;
  target.fill(0xff, i >> 3, (i >> 3) + bytes);
  i += bytes * 8;
  while (i < end) setBit(target, i++);
}
