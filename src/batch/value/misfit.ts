// A value that does not fit its column. Whoever knows the model, row and column turns it into RUN_VALUE.
import { typeText, type SqlType } from '../sqlType.ts';

export class Misfit extends Error {
  readonly expected: string;
  readonly got: string;

  constructor(expected: SqlType | string, value: unknown) {
    const text = typeof expected === 'string' ? expected : typeText(expected);
    super(`expected ${text}, got ${shown(value)}`);
    this.name = 'Misfit';
    this.expected = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    this.got = shown(value);
  }
}

/** As it would be written in TypeScript, cut when long. */
export function shown(value: unknown): string {
  const text = plain(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function plain(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'object':
      break;
    default:
      return String(value);
  }
  if (value === null) return 'NULL';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : `Date ${value.toISOString()}`;
  if (value instanceof Promise) return 'a promise (is an `await` missing?)';
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  if (value instanceof Map) return `a Map of ${value.size}`;
  try {
    return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item)) ?? 'an object';
  } catch {
    return 'an object';
  }
}
