// Type names that differ between dialects, for SQL that built-in macros write.

const texts: Readonly<Record<string, string>> = {
  bigquery: 'STRING',
  databricks: 'STRING',
  hive: 'STRING',
  spark: 'STRING',
  clickhouse: 'String',
  mysql: 'CHAR',
  snowflake: 'VARCHAR',
  redshift: 'VARCHAR(MAX)',
  tsql: 'NVARCHAR(MAX)',
  fabric: 'VARCHAR(MAX)',
  trino: 'VARCHAR',
  presto: 'VARCHAR',
  athena: 'VARCHAR',
};

export function textType(dialect: string): string {
  return texts[dialect] ?? 'TEXT';
}
