// The long texts of a column. DuckDB's 16-byte headers hold pointers: the memory they point to is fetched in as few pieces
// as possible, and the pointers become offsets into this heap.
import { INLINE, none, VIEW } from '../../../batch/vector.ts';
import { raw } from './raw.ts';
import type { Range } from './vectorBuilder.ts';

/** Texts lie in the order of their rows but for a few pieces of memory: so many more are fetched apart rather than sorted. */
const DROPS = 16;
/** Memory between two texts that may be read along: it lies on pages that hold one of them. */
const GAP = 4096;
const HIGH = 2 ** 32;

export class TextHeap {
  #bytes: Uint8Array = none;
  #rows = new Uint32Array(0);
  used = 0;

  /** Rewrites the headers of `range` in place. The chunk must be alive until this returns. */
  takeIn(headers: Uint8Array, validity: Uint8Array | null, { from, count }: Range): void {
    const words = new Uint32Array(headers.buffer, headers.byteOffset, (from + count) * 4);
    if (this.#rows.length < count) this.#rows = new Uint32Array(count);
    let found = 0;
    let drops = 0;
    let last = 0;
    for (let row = from; row < from + count; row++) {
      if (validity !== null && ((validity[row >> 3]! >> (row & 7)) & 1) === 0) {
        words.fill(0, row * 4, row * 4 + 4);
        continue;
      }
      if (words[row * 4]! <= INLINE) continue;
      const at = address(words, row);
      if (at < last) drops++;
      last = at;
      this.#rows[found++] = row;
    }
    if (found === 0) return;
    const rows = this.#rows.subarray(0, found);
    if (drops > DROPS) rows.sort((a, b) => address(words, a) - address(words, b));
    this.#fetchRuns(headers, words, rows);
  }

  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.used);
    this.#bytes = none;
    this.used = 0;
    return taken;
  }

  #fetchRuns(headers: Uint8Array, words: Uint32Array, rows: Uint32Array): void {
    for (let i = 0; i < rows.length;) {
      const first = rows[i]!;
      const start = address(words, first);
      let end = start + words[first * 4]!;
      let next = i + 1;
      for (let last = start; next < rows.length; next++) {
        const at = address(words, rows[next]!);
        if (at < last || at > end + GAP) break;
        last = at;
        end = Math.max(end, at + words[rows[next]! * 4]!);
      }
      const pointer = headers.byteOffset + first * VIEW + 8;
      const piece = raw().get_data_from_pointer(headers.buffer as ArrayBuffer, pointer, end - start);
      const run = rows.subarray(i, next);
      let texts = 0;
      for (const row of run) texts += words[row * 4]!;
      if (piece.length > 2 * texts) this.#addEach(piece, words, { run, start });
      else this.#addWhole(piece, words, { run, start });
      i = next;
    }
  }

  #addWhole(piece: Uint8Array, words: Uint32Array, { run, start }: Run): void {
    const base = this.#add(piece);
    let end = 0;
    for (const row of run) {
      const at = address(words, row) - start;
      // Nothing but texts: what lay between them may not be UTF-8.
      while (end < at) this.#bytes[base + end++] = 0;
      end = Math.max(end, at + words[row * 4]!);
      setOffset(words, row, base + at);
    }
  }

  /** Mostly gaps: a batch should not hold them. */
  #addEach(piece: Uint8Array, words: Uint32Array, { run, start }: Run): void {
    for (const row of run) {
      const at = address(words, row) - start;
      setOffset(words, row, this.#add(piece.subarray(at, at + words[row * 4]!)));
    }
  }

  #add(piece: Uint8Array): number {
    const at = this.used;
    const end = at + piece.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2, 65_536));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    this.#bytes.set(piece, at);
    this.used = end;
    return at;
  }
}

interface Run {
  /** Rows in the order of their addresses. */
  readonly run: Uint32Array;
  /** Address of the first byte. */
  readonly start: number;
}

function setOffset(words: Uint32Array, row: number, offset: number): void {
  words[row * 4 + 2] = 0;
  words[row * 4 + 3] = offset;
}

/** User-space addresses have 48 bits: a double holds them. */
function address(words: Uint32Array, row: number): number {
  return words[row * 4 + 2]! + words[row * 4 + 3]! * HIGH;
}
