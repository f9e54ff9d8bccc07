// The dialects a model may be written in. Kept apart from the translator, so that checking a name loads nothing.

/** Without the engine's own: `duckdb` needs no translation. */
const translated = [
  'athena',
  'bigquery',
  'clickhouse',
  'databricks',
  'doris',
  'dremio',
  'drill',
  'druid',
  'dune',
  'exasol',
  'fabric',
  'hive',
  'materialize',
  'mysql',
  'oracle',
  'postgres',
  'presto',
  'redshift',
  'risingwave',
  'singlestore',
  'snowflake',
  'spark',
  'spark2',
  'sqlite',
  'starrocks',
  'tableau',
  'teradata',
  'trino',
  'tsql',
];

export const knownDialects: readonly string[] = ['duckdb', ...translated].sort();

export function isKnownDialect(name: string): boolean {
  return knownDialects.includes(name.toLowerCase());
}
