// Buffers that grow while a column is written.
import { bitmapBytes, clearBit, fullBitmap } from '../bitmap.ts';
import { withCount, type Vector } from '../vector.ts';

export class GrowingBytes {
  bytes: Uint8Array;
  view: DataView;
  used = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(Math.max(16, capacity));
    this.view = new DataView(this.bytes.buffer);
  }

  /** Room for `size` more bytes; returns where it begins. */
  reserve(size: number): number {
    const at = this.used;
    this.used = at + size;
    if (this.used > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.used, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    return at;
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.used);
  }
}

export class GrowingValidity {
  #bits: Uint8Array | null = null;
  length = 0;

  valid(): void {
    if (this.#bits !== null) this.#reserve();
    this.length++;
  }

  null(): void {
    this.#bits ??= fullBitmap(Math.max(64, this.length * 2));
    this.#reserve();
    clearBit(this.#bits, this.length++);
  }

  finish(): Pick<Vector, 'length' | 'validity' | 'nullCount'> {
    const bits = this.#bits?.subarray(0, bitmapBytes(this.length)) ?? null;
    return { length: this.length, ...withCount(bits, this.length) };
  }

  #reserve(): void {
    if (this.length < this.#bits!.length * 8) return;
    const grown = fullBitmap(this.#bits!.length * 16);
    grown.set(this.#bits!);
    this.#bits = grown;
  }
}
