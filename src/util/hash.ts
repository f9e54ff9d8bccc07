// Content hashes: 128 bits of SHA-256, hex. Parts are length-prefixed, so ['ab', 'c'] and ['a', 'bc'] differ.
import { createHash } from 'node:crypto';

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

export function hashParts(parts: Iterable<string | null | undefined>): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    // '-' for "absent" cannot be confused with a length.
    if (part === null || part === undefined) hash.update('-;');
    else hash.update(`${part.length}:`).update(part).update(';');
  }
  return hash.digest('hex').slice(0, 32);
}
