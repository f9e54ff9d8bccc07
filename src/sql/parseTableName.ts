// `catalog.schema.table` as people write it → its normalised parts.
import type { SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import { normalizeIdentifier, type NamingOptions } from './identifier.ts';
import { lexName } from './lexer.ts';
import type { TableName } from './tableName.ts';
import { T, isText, isTrivia, tokenText } from './tokens.ts';

export interface TableNameOptions extends NamingOptions {
  /** Where the text stands, for the error. */
  readonly at?: SourceLocation | undefined;
}

/** Throws SQL_TABLE_NAME when the text is not one to three identifiers joined by dots. */
export function parseTableName(text: string, options: TableNameOptions = {}): TableName {
  const { dialect, strategy, at } = options;
  const fail = (reason: string): never => {
    throw new MeshError('SQL_TABLE_NAME', { name: text, reason }, { at });
  };
  const parts = nameParts(text, dialect, fail).map((p) => normalizeIdentifier(p, dialect, strategy));
  if (parts.some((part) => part === '')) fail('a part of it is empty');
  return tableNameFromParts(parts) ?? fail(`it has ${parts.length} parts, a table name has at most three`);
}

/** Undefined for no or more than three parts. */
export function tableNameFromParts(parts: readonly string[]): TableName | undefined {
  const [a, b, c] = parts;
  if (a === undefined || parts.length > 3) return undefined;
  if (c !== undefined) return { catalog: a, schema: b, table: c };
  return b === undefined ? { table: a } : { schema: a, table: b };
}

/** The parts as written. BigQuery also takes all of them inside one pair of backticks. */
function nameParts(text: string, dialect: string | undefined, fail: (reason: string) => never): string[] {
  const tokens = lexName(text, dialect);
  const parts: string[] = [];
  let afterDot = true;
  for (let i = 0; i < tokens.count; i++) {
    if (isTrivia(tokens, i)) continue;
    if (isText(tokens, i, '.')) {
      if (afterDot) fail('a part of it is empty');
      afterDot = true;
      continue;
    }
    const type = tokens.types[i];
    const part = tokenText(tokens, i);
    if (type === T.unterminated) fail('a quote is not closed');
    // In double quotes it is a name here, whatever they make in the dialect's queries.
    const isName = type === T.word || type === T.quoted || (type === T.string && part.startsWith('"'));
    if (!afterDot || !isName) fail(`${part} does not belong into a name`);
    parts.push(...(type === T.quoted ? splitQuoted(part, dialect) : [part]));
    afterDot = false;
  }
  if (parts.length === 0) fail('it is empty');
  if (afterDot) fail('it ends with a dot');
  return parts;
}

export function splitQuoted(part: string, dialect: string | undefined): string[] {
  if (dialect?.toLowerCase() !== 'bigquery' || !part.includes('.')) return [part];
  return part
    .slice(1, -1)
    .split('.')
    .map((p) => `\`${p}\``);
}
