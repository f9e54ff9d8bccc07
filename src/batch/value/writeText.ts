// What texts, JSON, blobs, bits and BIGNUMs take: a string, or bytes; undefined when the value does not fit.
import type { SqlType } from '../sqlType.ts';
import { bytesFromBignum, bytesFromBitText } from './wide.ts';

export function textBytes(type: SqlType, value: unknown): string | Uint8Array | undefined {
  switch (type.type) {
    case 'VARCHAR':
      // A lone surrogate would silently become another character.
      return typeof value === 'string' && isWellFormed(value) ? value : undefined;
    case 'JSON':
      return jsonText(value);
    case 'BIT':
      return typeof value === 'string' ? bytesFromBitText(value) : undefined;
    case 'BIGNUM':
      return bignum(value);
    default:
      return bytes(value);
  }
}

function jsonText(value: unknown): string | undefined {
  if (typeof value !== 'string') return json(value);
  try {
    JSON.parse(value);
  } catch {
    return undefined;
  }
  return isWellFormed(value) ? value : undefined;
}

function json(value: unknown): string | undefined {
  if (value instanceof Promise || typeof value === 'function' || typeof value === 'symbol') return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function bignum(value: unknown): Uint8Array | undefined {
  if (typeof value === 'bigint') return bytesFromBignum(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return bytesFromBignum(BigInt(value));
  return typeof value === 'string' && /^-?\d+$/.test(value) ? bytesFromBignum(BigInt(value)) : undefined;
}

function bytes(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined;
}

/** Node has it, the language version that mesh is compiled for does not know it yet. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
