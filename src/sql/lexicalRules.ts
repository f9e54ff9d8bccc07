// What differs between dialects below the level of grammar: quotes, escapes, comments.

export interface LexicalRules {
  /** `"` makes a string instead of an identifier (BigQuery, MySQL, Hive, Spark, Databricks). */
  readonly doubleQuoteString: boolean;
  /** `` ` `` quotes identifiers. */
  readonly backtick: boolean;
  /** `[a b]` quotes identifiers (T-SQL). */
  readonly bracket: boolean;
  /** A backslash escapes in ordinary strings. */
  readonly backslash: boolean;
  /** `#` begins a comment. */
  readonly hashComment: boolean;
  /** `//` begins a comment (Snowflake). */
  readonly slashComment: boolean;
  /** Triple-quoted strings (BigQuery). */
  readonly tripleQuote: boolean;
  readonly nestedComments: boolean;
  /** `$$ … $$` and `$tag$ … $tag$`. */
  readonly dollarString: boolean;
  /** The first part of a table's name may have dashes: `my-project.dataset.t` (BigQuery). */
  readonly dashedTable: boolean;
}

const standard: LexicalRules = {
  doubleQuoteString: false,
  backtick: false,
  bracket: false,
  backslash: false,
  hashComment: false,
  slashComment: false,
  tripleQuote: false,
  nestedComments: true,
  dollarString: true,
  dashedTable: false,
};

const hive: LexicalRules = {
  ...standard,
  doubleQuoteString: true,
  backtick: true,
  backslash: true,
  dollarString: false,
};

const mysql: LexicalRules = { ...hive, hashComment: true, nestedComments: false };

const byDialect: Readonly<Record<string, LexicalRules>> = {
  duckdb: standard,
  postgres: standard,
  redshift: { ...standard, backslash: true },
  bigquery: { ...hive, hashComment: true, nestedComments: false, tripleQuote: true, dashedTable: true },
  mysql,
  doris: mysql,
  singlestore: mysql,
  starrocks: mysql,
  hive,
  spark: hive,
  spark2: hive,
  databricks: hive,
  snowflake: { ...standard, backslash: true, slashComment: true, nestedComments: false },
  clickhouse: { ...standard, backtick: true, backslash: true, hashComment: true },
  sqlite: { ...standard, backtick: true, dollarString: false },
  tsql: { ...standard, bracket: true, dollarString: false },
  fabric: { ...standard, bracket: true, dollarString: false },
  trino: { ...standard, nestedComments: false, dollarString: false },
  presto: { ...standard, nestedComments: false, dollarString: false },
  athena: { ...standard, backtick: true, nestedComments: false, dollarString: false },
};

/** Rules of a dialect; names mesh does not know lex like standard SQL (an unknown dialect is reported elsewhere). */
export function lexicalRules(dialect: string | undefined): LexicalRules {
  return (dialect !== undefined && byDialect[dialect.toLowerCase()]) || standard;
}
