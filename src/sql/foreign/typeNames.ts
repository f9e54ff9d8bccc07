// What dialects call their types, where the translator takes the name for another one or for none.

type Names = Readonly<Record<string, string>>;

/** Without digits they have no fraction in Snowflake, and three of them in DuckDB. */
const wholeNumbers: Names = { NUMBER: 'DECIMAL(38, 0)', DECIMAL: 'DECIMAL(38, 0)', NUMERIC: 'DECIMAL(38, 0)' };

const instants: Names = {
  TIMESTAMP_NTZ: 'TIMESTAMP',
  TIMESTAMP_LTZ: 'TIMESTAMPTZ',
  TIMESTAMPLTZ: 'TIMESTAMPTZ',
};

const spark: Names = { TIMESTAMP: 'TIMESTAMPTZ', ...instants };

const postgres: Names = { FLOAT: 'DOUBLE', CITEXT: 'TEXT', MONEY: 'DECIMAL(19, 2)' };

const types: Readonly<Record<string, Names>> = {
  snowflake: {
    FLOAT: 'DOUBLE',
    TIMESTAMP_TZ: 'TIMESTAMPTZ',
    BYTEINT: 'INT',
    ...instants,
    ...wholeNumbers,
  },
  mysql: {
    SIGNED: 'BIGINT',
    UNSIGNED: 'UBIGINT',
    'SIGNED INTEGER': 'BIGINT',
    'UNSIGNED INTEGER': 'UBIGINT',
    TIMESTAMP: 'TIMESTAMPTZ',
  },
  spark,
  spark2: spark,
  databricks: spark,
  bigquery: {
    FLOAT64: 'DOUBLE',
    BYTES: 'BLOB',
    BYTEINT: 'BIGINT',
    BIGNUMERIC: 'DECIMAL(38, 9)',
    BIGDECIMAL: 'DECIMAL(38, 9)',
  },
  postgres,
  materialize: postgres,
  risingwave: postgres,
  redshift: { FLOAT: 'DOUBLE', SUPER: 'JSON' },
  tsql: {
    BIT: 'BOOLEAN',
    FLOAT: 'DOUBLE',
    DATETIMEOFFSET: 'TIMESTAMPTZ',
    MONEY: 'DECIMAL(19, 4)',
    SMALLMONEY: 'DECIMAL(10, 4)',
    UNIQUEIDENTIFIER: 'UUID',
  },
  oracle: { BINARY_DOUBLE: 'DOUBLE', BINARY_FLOAT: 'FLOAT' },
  clickhouse: { FLOAT64: 'DOUBLE', FLOAT32: 'FLOAT', DATE32: 'DATE', DATETIME64: 'TIMESTAMP' },
};

const unlimited = new Set(['VARCHAR', 'NVARCHAR', 'VARBINARY', 'CHAR', 'TEXT']);

/** Digits that ClickHouse's decimals have by their names. */
const decimals: Readonly<Record<string, number>> = { DECIMAL32: 9, DECIMAL64: 18, DECIMAL128: 38 };

/**
 * How the translator should read a type: its words in capitals, and what stood in brackets behind them. Undefined where
 * it knows the type as it is written.
 */
export function typeText(name: string, parameters: readonly string[] | undefined, dialect: string): string | undefined {
  const zoned = /^(TIME|TIMESTAMP) (WITH|WITHOUT) (?:LOCAL )?TIME ZONE$/.exec(name);
  if (zoned !== null) return withZone(zoned[1]!, { zoned: zoned[2] === 'WITH', parameters });
  if (dialect === 'mysql' && / CHARACTER SET /.test(name)) return 'TEXT';
  if (dialect === 'clickhouse') {
    const found = clickhouse(name, parameters);
    if (found !== undefined) return found;
  }
  const known = (types[dialect === 'fabric' ? 'tsql' : dialect] ?? {})[name];
  if (parameters === undefined) return known;
  const [first = ''] = parameters;
  if (unlimited.has(name) && first.toUpperCase() === 'MAX') return name;
  // Lengths in bytes or in characters: `VARCHAR2(10 CHAR)`.
  if (/^\d+ (?:CHAR|BYTE)$/i.test(first)) return `${name}(${first.split(' ')[0]!})`;
  if (known === 'TIMESTAMP') return `TIMESTAMP(${first})`;
  return known === 'TIMESTAMPTZ' ? known : undefined;
}

function withZone(
  name: string,
  { zoned, parameters }: { readonly zoned: boolean; readonly parameters: readonly string[] | undefined },
): string {
  if (zoned) return `${name}TZ`;
  return parameters === undefined || name === 'TIME' ? name : `${name}(${parameters.join(', ')})`;
}

function clickhouse(name: string, parameters: readonly string[] | undefined): string | undefined {
  if (name === 'FIXEDSTRING') return 'TEXT';
  const digits = decimals[name];
  if (digits !== undefined && parameters?.length === 1) return `DECIMAL(${digits}, ${parameters[0]!})`;
  // Times are told in UTC here, so only such types are the same.
  const zone = parameters?.at(-1);
  if (name !== 'DATETIME' && name !== 'DATETIME64') return undefined;
  if (zone?.startsWith("'") !== true) return undefined;
  if (!/^'(?:Etc\/)?UTC'$/.test(zone)) return undefined;
  return parameters!.length === 2 ? `TIMESTAMP(${parameters![0]!})` : 'TIMESTAMP';
}
