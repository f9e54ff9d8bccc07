// Values in SQL. They become literals, never text that is pasted in: a quote in a value stays in the value.
import { MeshError } from '../../error/meshError.ts';
import { lex } from '../../sql/lexer.ts';
import { applyEdits, type Edit } from '../../sql/edit.ts';
import { quoteString } from '../../sql/literal.ts';
import { T, tokenEnd, tokenStart, tokenText, tokenType } from '../../sql/tokens.ts';
import { exactLiteral } from './exactDate.ts';
import { madeKey } from '../../model/typescript/sql.ts';
import type { Params } from '../../model/typescript/context.ts';

/** A literal of the value's type: numbers that are no integers are DOUBLE, a Date is a TIMESTAMP. */
export function sqlLiteral(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return textLiteral(value);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'bigint':
      return signed(String(value));
    case 'number':
      return numberLiteral(value);
    case 'undefined':
      return 'NULL';
    case 'object':
      return value === null ? 'NULL' : objectLiteral(value);
    default:
      throw new MeshError('RUN_PARAMETERS', { detail: `a ${typeof value} cannot be a value in SQL` });
  }
}

function numberLiteral(value: number): string {
  if (Object.is(value, -0)) return '(-0e0)';
  if (Number.isSafeInteger(value)) return signed(String(value));
  if (Number.isNaN(value)) return `'NaN'::DOUBLE`;
  if (!Number.isFinite(value)) return value > 0 ? `'Infinity'::DOUBLE` : `'-Infinity'::DOUBLE`;
  const text = String(value);
  return signed(/e/.test(text) ? text : `${text}e0`);
}

/** `5-?` must not begin a comment, nor `?::TINYINT` cast before the sign counts. */
function signed(text: string): string {
  return text.startsWith('-') ? `(${text})` : text;
}

/** DuckDB takes a NUL for the end of the statement. */
function textLiteral(value: string): string {
  if (!value.includes('\0')) return quoteString(value);
  return `(${value.split('\0').map(quoteString).join(' || chr(0) || ')})`;
}

function objectLiteral(value: object): string {
  if (value instanceof Date) {
    const exact = exactLiteral(value);
    if (exact !== undefined) return exact;
    if (Number.isNaN(value.getTime())) throw new MeshError('RUN_PARAMETERS', { detail: 'a Date is invalid' });
    return `TIMESTAMP ${quoteString(value.toISOString().replace('T', ' ').replace('Z', ''))}`;
  }
  if (value instanceof Uint8Array) {
    const hex = Array.from(value, (byte) => `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`);
    return `${quoteString(hex.join(''))}::BLOB`;
  }
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return `[${Array.from(value as unknown as ArrayLike<unknown>, sqlLiteral).join(', ')}]`;
  if (madeKey in value)
    throw new MeshError('RUN_PARAMETERS', { detail: 'a query is no value: embed it by sql`… ${query} …`' });
  if (value instanceof Promise)
    throw new MeshError('RUN_PARAMETERS', { detail: 'a value is a promise (is an `await` missing?)' });
  if (value instanceof Map) {
    const pairs = Array.from(
      value as Map<unknown, unknown>,
      ([key, item]) => `${sqlLiteral(key)}: ${sqlLiteral(item)}`,
    );
    return `MAP {${pairs.join(', ')}}`;
  }
  if (Object.keys(value).length === 0)
    throw new MeshError('RUN_PARAMETERS', { detail: 'an object without keys has no type in SQL' });
  const fields = Object.entries(value).map(([key, item]) => `${quoteString(key)}: ${sqlLiteral(item)}`);
  return `{${fields.join(', ')}}`;
}

/** Puts values in the place of `?`, `$1` (an array) and `$name` (an object); every value must be used. */
export function bindText(text: string, params: Params | undefined): string {
  if (params === undefined) return text;
  const positional = Array.isArray(params) ? (params as readonly unknown[]) : undefined;
  const named = positional === undefined ? (params as Readonly<Record<string, unknown>>) : {};
  const used = new Set<string>();
  const edits: Edit[] = [];
  const tokens = lex(text);
  let next = 0;
  for (let i = 0; i < tokens.count; i++) {
    if (tokenType(tokens, i) !== T.parameter) continue;
    const token = tokenText(tokens, i);
    const name = token === '?' ? String(++next) : token.slice(1);
    const index = /^\d+$/.test(name) ? Number(name) - 1 : undefined;
    const known =
      index === undefined || positional === undefined ? Object.hasOwn(named, name) : index < positional.length;
    if (!known) throw new MeshError('RUN_PARAMETERS', { detail: `there is no value for ${token}` });
    used.add(name);
    const value = index === undefined || positional === undefined ? named[name] : positional[index];
    edits.push({ start: tokenStart(tokens, i), end: tokenEnd(tokens, i), text: sqlLiteral(value) });
  }
  const names = positional === undefined ? Object.keys(named) : positional.map((_, i) => String(i + 1));
  const unused = names.find((name) => !used.has(name));
  if (unused !== undefined) {
    const what = positional === undefined ? `$${unused}` : `value ${unused}`;
    throw new MeshError('RUN_PARAMETERS', { detail: `the text does not use ${what}` });
  }
  return applyEdits(text, edits).text;
}
