// Values wider than a machine word: 128-bit integers, UUIDs, decimals, BIGNUM and BIT, bytes ↔ JavaScript.

export function hugeAt(data: DataView, at: number, signed: 'signed' | 'unsigned'): bigint {
  const low = data.getBigUint64(at, true);
  const high = signed === 'signed' ? data.getBigInt64(at + 8, true) : data.getBigUint64(at + 8, true);
  return (high << 64n) | low;
}

/** A safe integer as 64 bits. */
export function setInt64(data: DataView, at: number, value: number): void {
  data.setUint32(at, value >>> 0, true);
  data.setInt32(at + 4, Math.floor(value / 2 ** 32), true);
}

export function setHuge(data: DataView, at: number, value: bigint): void {
  data.setBigUint64(at, BigInt.asUintN(64, value), true);
  data.setBigUint64(at + 8, BigInt.asUintN(64, value >> 64n), true);
}

/** `-12.30` from -1230 with scale 2. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const decimalPattern = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?\s*$/i;

/** Rounded half away from zero, as a cast does; undefined when the text is no number. */
export function unscaledFromText(text: string, scale: number): bigint | undefined {
  const match = decimalPattern.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const shift = scale + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : roundedQuotient(digits, 10n ** BigInt(-shift));
  return sign === '-' ? -size : size;
}

function roundedQuotient(value: bigint, by: bigint): bigint {
  return (value * 2n + by) / (by * 2n);
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** DuckDB stores a UUID as a signed integer whose top bit is flipped, low word first. */
export function uuidBytes(stored: Uint8Array, at: number): Uint8Array {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) bytes[i] = stored[at + 15 - i]!;
  bytes[0]! ^= 0x80;
  return bytes;
}

export function setUuid(stored: Uint8Array, at: number, bytes: Uint8Array): void {
  for (let i = 0; i < 16; i++) stored[at + 15 - i] = bytes[i]!;
  stored[at + 15]! ^= 0x80;
}

export function uuidText(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 16; i++) text += (i === 4 || i === 6 || i === 8 || i === 10 ? '-' : '') + hex[bytes[i]!]!;
  return text;
}

export function uuidFromText(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/[-{}]/g, '');
  if (!/^[0-9a-f]{32}$/i.test(digits)) return undefined;
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}

/** A BIGNUM has 3 bytes of length, its top bit the sign, then the magnitude; all of it inverted when negative. */
export function bignumFromBytes(bytes: Uint8Array): bigint {
  const negative = (bytes[0]! & 0x80) === 0;
  let magnitude = 0n;
  for (let i = 3; i < bytes.length; i++)
    magnitude = (magnitude << 8n) | BigInt(negative ? ~bytes[i]! & 0xff : bytes[i]!);
  return negative ? -magnitude : magnitude;
}

export function bytesFromBignum(value: bigint): Uint8Array {
  const negative = value < 0n;
  let digits = (negative ? -value : value).toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  const size = digits.length / 2;
  const bytes = new Uint8Array(3 + size);
  bytes[0] = 0x80 | ((size >> 16) & 0x7f);
  bytes[1] = (size >> 8) & 0xff;
  bytes[2] = size & 0xff;
  for (let i = 0; i < size; i++) bytes[3 + i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16);
  if (negative) for (let i = 0; i < bytes.length; i++) bytes[i] = ~bytes[i]! & 0xff;
  return bytes;
}

/** A BIT begins with the number of padding bits, which are ones. */
export function bitTextFromBytes(bytes: Uint8Array): string {
  let text = '';
  for (let i = 1; i < bytes.length; i++) text += bytes[i]!.toString(2).padStart(8, '0');
  return text.slice(bytes[0]);
}

export function bytesFromBitText(text: string): Uint8Array | undefined {
  if (!/^[01]+$/.test(text)) return undefined;
  const padding = (8 - (text.length % 8)) % 8;
  const padded = '1'.repeat(padding) + text;
  const bytes = new Uint8Array(1 + padded.length / 8);
  bytes[0] = padding;
  for (let i = 1; i < bytes.length; i++) bytes[i] = Number.parseInt(padded.slice((i - 1) * 8, i * 8), 2);
  return bytes;
}
