// Identifiers as the dialects see them: which quotes they wear and which spellings name the same thing.

/** As in SQLMesh: what an identifier's case means. Words may carry capitals that do not count. */
export type NormalizationStrategy =
  | 'lowercase'
  | 'uppercase'
  | 'case_sensitive'
  | 'case_insensitive'
  | 'case_insensitive_uppercase';

export const normalizationStrategies: readonly NormalizationStrategy[] = [
  'lowercase',
  'uppercase',
  'case_sensitive',
  'case_insensitive',
  'case_insensitive_uppercase',
];

export interface NamingOptions {
  readonly dialect?: string | undefined;
  /** Overrides the dialect's own rule. */
  readonly strategy?: NormalizationStrategy | undefined;
}

const caseSensitive = new Set(['clickhouse', 'mysql', 'doris', 'starrocks', 'singlestore', 'fabric']);
const lower = new Set(['postgres', 'athena', 'materialize', 'risingwave', 'dremio', 'drill', 'druid', 'teradata']);
const upper = new Set(['snowflake', 'oracle', 'exasol']);

/** A dialect's own rule. Unknown dialects count as case-insensitive, like DuckDB. */
export function defaultStrategy(dialect: string | undefined): NormalizationStrategy {
  const name = dialect?.toLowerCase() ?? 'duckdb';
  if (caseSensitive.has(name)) return 'case_sensitive';
  if (lower.has(name)) return 'lowercase';
  return upper.has(name) ? 'uppercase' : 'case_insensitive';
}

/** An identifier as written, with or without quotes → its name under the dialect's case rule. */
export function normalizeIdentifier(
  text: string,
  dialect?: string,
  strategy: NormalizationStrategy = defaultStrategy(dialect),
): string {
  const quoted = isQuoted(text);
  const name = quoted ? unquote(text) : text;
  switch (strategy) {
    case 'lowercase':
      return quoted ? name : foldCase(name);
    case 'uppercase':
      return quoted ? name : upperCase(name);
    case 'case_insensitive':
      return foldCase(name);
    case 'case_insensitive_uppercase':
      return upperCase(name);
    case 'case_sensitive':
      return name;
  }
}

/** Lower case for A–Z only: databases leave other letters as they are. */
export function foldCase(text: string): string {
  let capital = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 128) return text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
    if (c >= 65 && c <= 90) capital = true;
  }
  return capital ? text.toLowerCase() : text;
}

function upperCase(text: string): string {
  return /[a-z]/.test(text) ? text.replace(/[a-z]+/g, (part) => part.toUpperCase()) : text;
}

/** Does this token text wear identifier quotes: "a", `a` or [a]? */
export function isQuoted(text: string): boolean {
  if (text.length < 2) return false;
  const last = text[text.length - 1];
  return text[0] === '[' ? last === ']' : (text[0] === '"' || text[0] === '`') && last === text[0];
}

/** The name inside identifier quotes; other text as it is. */
export function unquote(text: string): string {
  if (!isQuoted(text)) return text;
  const close = text[text.length - 1]!;
  const inner = text.slice(1, -1);
  return inner.includes(close) ? inner.replaceAll(close + close, close) : inner;
}
