// Texts of a column: short ones lie in their view, long ones in the heap.
import { Buffer } from 'node:buffer';
import { INLINE, VIEW, type Vector } from '../vector.ts';

function words(vector: Vector): Uint32Array {
  const { data } = vector;
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, vector.length * 4);
}

export function textAt(vector: Vector): (i: number) => string {
  const heads = words(vector);
  const { data, heap } = vector;
  const views = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const long = Buffer.from(heap.buffer, heap.byteOffset, heap.byteLength);
  return (i) => {
    const length = heads[i * 4]!;
    if (length > INLINE) {
      const at = heads[i * 4 + 3]!;
      return long.toString('utf8', at, at + length);
    }
    const at = i * VIEW + 4;
    let text = '';
    for (let k = at; k < at + length; k++) {
      const byte = data[k]!;
      if (byte > 127) return views.toString('utf8', at, at + length);
      text += String.fromCharCode(byte);
    }
    return text;
  };
}

/** The bytes where they lie: copy them before they leave. */
export function textBytesAt(vector: Vector, i: number): Uint8Array {
  const { data, heap } = vector;
  const view = new DataView(data.buffer, data.byteOffset + i * VIEW, VIEW);
  const length = view.getUint32(0, true);
  if (length <= INLINE) return data.subarray(i * VIEW + 4, i * VIEW + 4 + length);
  const at = view.getUint32(12, true);
  return heap.subarray(at, at + length);
}
