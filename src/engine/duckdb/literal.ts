// Values as DuckDB literals, for the options of SET, ATTACH and CREATE SECRET.
import { quoteString } from '../../sql/literal.ts';

/** Lists become `[…]`, objects `MAP {…}`. */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, item]) => `${quoteString(key)}: ${literal(item)}`);
    return `MAP {${entries.join(', ')}}`;
  }
  return quoteString(typeof value === 'string' ? value : JSON.stringify(value));
}
