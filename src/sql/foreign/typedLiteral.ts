// `DECIMAL '1.50'`, `TIMESTAMP '2024-06-01 10:00:00 UTC'`: literals behind the name of their type.
import type { Edit } from '../edit.ts';
import { stringValue } from '../literal.ts';
import { isText, isWord, nextSolid, previousSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';
import { typeText } from './typeNames.ts';

const others = new Set(
  'DECIMAL NUMERIC BIGNUMERIC BIGDECIMAL BIGINT INT INTEGER SMALLINT DOUBLE REAL FLOAT BOOLEAN VARCHAR TEXT UUID JSON JSONB'.split(
    ' ',
  ),
);

const times = new Set(['TIMESTAMP', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ']);

/** Edits for the word at `i`, when it is the type of a literal that the translator would read otherwise. */
export function typedLiteral(tokens: Tokens, i: number, dialect: string): Edit[] {
  const word = tokenText(tokens, i).toUpperCase();
  const isTime = times.has(word);
  if (!isTime && !others.has(word)) return [];
  const before = previousSolid(tokens, i - 1);
  if (['.', '::'].some((sign) => isText(tokens, before, sign)) || isWord(tokens, before, 'AS')) return [];
  const { zone, literal } = isTime ? zoneAndLiteral(tokens, i) : { zone: '', literal: nextSolid(tokens, i + 1) };
  if (tokens.types[literal] !== T.string) return [];
  const written = tokenText(tokens, literal);
  const type = isTime
    ? timeType(word + zone, { dialect, value: stringValue(written, dialect) })
    : (typeText(word, undefined, dialect) ?? tokenText(tokens, i));
  // DuckDB reads an offset that stands right behind the time.
  const text = type === 'TIMESTAMPTZ' ? written.replace(/ (?=[+-]\d[\d:]*['"]$)/, '') : written;
  return [{ start: tokenStart(tokens, i), end: tokens.ends[literal]!, text: `CAST(${text} AS ${type})` }];
}

function zoneAndLiteral(tokens: Tokens, i: number): { zone: string; literal: number } {
  let at = nextSolid(tokens, i + 1);
  const words: string[] = [];
  while (['WITH', 'WITHOUT', 'LOCAL', 'TIME', 'ZONE'].some((word) => isWord(tokens, at, word))) {
    words.push(` ${tokenText(tokens, at).toUpperCase()}`);
    at = nextSolid(tokens, at + 1);
  }
  return { zone: words.join(''), literal: at };
}

/** The zone in the literal makes an instant of it. */
const zoned = new Set(['trino', 'presto', 'athena', 'oracle']);

function timeType(name: string, { dialect, value }: { readonly dialect: string; readonly value: string }): string {
  // A literal of MySQL is a DATETIME, whatever the name.
  if (dialect === 'mysql') return 'DATETIME';
  const hasZone = /^\d{4}-\d\d?-\d\d?[ T][\d:.]+ ?(?:[+-]\d|[A-Za-z])/.test(value);
  if (name === 'TIMESTAMP' && hasZone && zoned.has(dialect)) return 'TIMESTAMPTZ';
  return typeText(name, undefined, dialect) ?? name;
}
