// Content hashes: 128 bits of SHA-256, hex. Parts are length-prefixed, so ['ab', 'c'] and ['a', 'bc'] differ.
import { hash } from 'node:crypto';

export function hashText(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

export function hashParts(parts: Iterable<string | null | undefined>): string {
  // One text and one update: each call into the hash costs more than the bytes it brings.
  let text = '';
  for (const part of parts) {
    // '-' for "absent" cannot be confused with a length.
    text += part === null || part === undefined ? '-;' : `${part.length}:${part};`;
  }
  return hashText(text);
}
