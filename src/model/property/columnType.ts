// Column types as people write them in any dialect → DuckDB's spelling: `struct<a int64>` → `STRUCT(a BIGINT)`.
import { isTrivia, tokenText, T } from '../../sql/tokens.ts';
import { isText } from '../../sql/tokens.ts';
import type { SqlRange } from './value.ts';

/** Upper-case names that DuckDB spells differently, without parameters. */
const aliases: Readonly<Record<string, string>> = {
  INT: 'INTEGER',
  INT4: 'INTEGER',
  SIGNED: 'INTEGER',
  INTEGER: 'INTEGER',
  MEDIUMINT: 'INTEGER',
  INT32: 'INTEGER',
  SERIAL: 'INTEGER',
  BIGINT: 'BIGINT',
  INT8: 'BIGINT',
  LONG: 'BIGINT',
  INT64: 'BIGINT',
  BYTEINT: 'TINYINT',
  BIGSERIAL: 'BIGINT',
  OID: 'BIGINT',
  SMALLINT: 'SMALLINT',
  INT2: 'SMALLINT',
  SHORT: 'SMALLINT',
  INT16: 'SMALLINT',
  TINYINT: 'TINYINT',
  INT1: 'TINYINT',
  BYTE: 'TINYINT',
  HUGEINT: 'HUGEINT',
  INT128: 'HUGEINT',
  UHUGEINT: 'UHUGEINT',
  UINT128: 'UHUGEINT',
  UTINYINT: 'UTINYINT',
  UINT8: 'UTINYINT',
  USMALLINT: 'USMALLINT',
  UINT16: 'USMALLINT',
  UINTEGER: 'UINTEGER',
  UINT32: 'UINTEGER',
  UBIGINT: 'UBIGINT',
  UINT64: 'UBIGINT',
  'TINYINT UNSIGNED': 'UTINYINT',
  'SMALLINT UNSIGNED': 'USMALLINT',
  'MEDIUMINT UNSIGNED': 'UINTEGER',
  'INT UNSIGNED': 'UINTEGER',
  'INTEGER UNSIGNED': 'UINTEGER',
  'BIGINT UNSIGNED': 'UBIGINT',
  VARCHAR: 'VARCHAR',
  TEXT: 'VARCHAR',
  STRING: 'VARCHAR',
  CHAR: 'VARCHAR',
  BPCHAR: 'VARCHAR',
  NVARCHAR: 'VARCHAR',
  NCHAR: 'VARCHAR',
  CHARACTER: 'VARCHAR',
  'CHARACTER VARYING': 'VARCHAR',
  'CHAR VARYING': 'VARCHAR',
  LONGTEXT: 'VARCHAR',
  MEDIUMTEXT: 'VARCHAR',
  TINYTEXT: 'VARCHAR',
  NTEXT: 'VARCHAR',
  FIXEDSTRING: 'VARCHAR',
  NAME: 'VARCHAR',
  CITEXT: 'VARCHAR',
  BOOL: 'BOOLEAN',
  BOOLEAN: 'BOOLEAN',
  LOGICAL: 'BOOLEAN',
  REAL: 'FLOAT',
  FLOAT4: 'FLOAT',
  FLOAT32: 'FLOAT',
  FLOAT: 'FLOAT',
  DOUBLE: 'DOUBLE',
  'DOUBLE PRECISION': 'DOUBLE',
  FLOAT8: 'DOUBLE',
  FLOAT64: 'DOUBLE',
  DECIMAL: 'DECIMAL(18,3)',
  NUMERIC: 'DECIMAL(18,3)',
  DEC: 'DECIMAL(18,3)',
  NUMBER: 'DECIMAL(38,0)',
  BIGNUMERIC: 'DECIMAL(38,9)',
  BIGDECIMAL: 'DECIMAL(38,9)',
  VARINT: 'BIGNUM',
  BIGNUM: 'BIGNUM',
  DATE: 'DATE',
  DATE32: 'DATE',
  TIME: 'TIME',
  TIMETZ: 'TIME WITH TIME ZONE',
  'TIME WITH TIME ZONE': 'TIME WITH TIME ZONE',
  'TIME WITHOUT TIME ZONE': 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  DATETIME: 'TIMESTAMP',
  DATETIME2: 'TIMESTAMP',
  SMALLDATETIME: 'TIMESTAMP',
  DATETIME64: 'TIMESTAMP',
  TIMESTAMP_NTZ: 'TIMESTAMP',
  TIMESTAMPNTZ: 'TIMESTAMP',
  TIMESTAMP_US: 'TIMESTAMP',
  'TIMESTAMP WITHOUT TIME ZONE': 'TIMESTAMP',
  TIMESTAMPTZ: 'TIMESTAMP WITH TIME ZONE',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_TZ: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_LTZ: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMPLTZ: 'TIMESTAMP WITH TIME ZONE',
  'TIMESTAMP WITH LOCAL TIME ZONE': 'TIMESTAMP WITH TIME ZONE',
  DATETIMEOFFSET: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_S: 'TIMESTAMP_S',
  TIMESTAMP_MS: 'TIMESTAMP_MS',
  TIMESTAMP_NS: 'TIMESTAMP_NS',
  BLOB: 'BLOB',
  BYTES: 'BLOB',
  BYTEA: 'BLOB',
  BINARY: 'BLOB',
  VARBINARY: 'BLOB',
  LONGBLOB: 'BLOB',
  MEDIUMBLOB: 'BLOB',
  TINYBLOB: 'BLOB',
  IMAGE: 'BLOB',
  JSON: 'JSON',
  JSONB: 'JSON',
  VARIANT: 'JSON',
  OBJECT: 'JSON',
  SUPER: 'JSON',
  UUID: 'UUID',
  GUID: 'UUID',
  UNIQUEIDENTIFIER: 'UUID',
  INTERVAL: 'INTERVAL',
  BIT: 'BIT',
  BITSTRING: 'BIT',
};

/** Where a dialect means something else by a name. */
const byDialect: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bigquery: {
    TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
    NUMERIC: 'DECIMAL(38,9)',
    DECIMAL: 'DECIMAL(38,9)',
    INT: 'BIGINT',
    INTEGER: 'BIGINT',
    SMALLINT: 'BIGINT',
    TINYINT: 'BIGINT',
  },
  snowflake: { FLOAT: 'DOUBLE', REAL: 'DOUBLE', DECIMAL: 'DECIMAL(38,0)', NUMERIC: 'DECIMAL(38,0)' },
  postgres: { FLOAT: 'DOUBLE' },
  redshift: { FLOAT: 'DOUBLE', DECIMAL: 'DECIMAL(18,0)', NUMERIC: 'DECIMAL(18,0)' },
  mysql: { TIMESTAMP: 'TIMESTAMP WITH TIME ZONE' },
  spark: { TIMESTAMP: 'TIMESTAMP WITH TIME ZONE' },
  spark2: { TIMESTAMP: 'TIMESTAMP WITH TIME ZONE' },
  databricks: { TIMESTAMP: 'TIMESTAMP WITH TIME ZONE' },
  tsql: { FLOAT: 'DOUBLE', BIT: 'BOOLEAN', TINYINT: 'UTINYINT' },
  clickhouse: { INT8: 'TINYINT', STRING: 'VARCHAR' },
};

/** DuckDB's spelling, or undefined when the tokens are not a type. */
export function columnType(range: SqlRange, dialect: string): string | undefined {
  const parser = new TypeParser(range, dialect);
  const type = parser.type();
  return parser.atEnd() ? type : undefined;
}

const deepest = 100;

/** Reads types by recursive descent. `>>` closes two levels, so closings are counted, not matched as tokens. */
class TypeParser {
  readonly range: SqlRange;
  readonly dialect: string;
  at: number;
  depth = 0;
  /** Closing angles left over from a `>>`. */
  angles = 0;

  constructor(range: SqlRange, dialect: string) {
    this.range = range;
    this.dialect = dialect;
    this.at = range.from;
    this.skip();
  }

  atEnd(): boolean {
    return this.at >= this.range.to && this.angles === 0;
  }

  type(): string | undefined {
    // Nobody means a type that deep, and each level costs a part of the stack.
    if (this.depth === deepest) return undefined;
    this.depth++;
    const type = this.typeAtDepth();
    this.depth--;
    return type;
  }

  typeAtDepth(): string | undefined {
    const name = this.name();
    if (name === undefined) return undefined;
    let type = this.opened() ? this.nested(name) : this.plain(name);
    while (type !== undefined && this.angles === 0 && isText(this.range.tokens, this.at, '['))
      type = this.subscript(type);
    return type;
  }

  /** One or more words: `DOUBLE PRECISION`, `TIMESTAMP WITH TIME ZONE`. */
  name(): string | undefined {
    const first = this.word();
    if (first === undefined) return undefined;
    const words = [first.toUpperCase()];
    for (let word = this.peek(); word !== undefined && follows(words, word.toUpperCase()); word = this.peek()) {
      words.push(word.toUpperCase());
      this.advance();
    }
    return words.join(' ');
  }

  nested(name: string): string | undefined {
    const angle = isText(this.range.tokens, this.at, '<');
    switch (name) {
      case 'STRUCT':
      case 'ROW':
      case 'UNION':
      case 'NESTED':
        return this.fields(name === 'UNION' ? 'UNION' : 'STRUCT');
      case 'ARRAY':
      case 'LIST': {
        const [item, ...more] = this.parameters(() => this.type()) ?? [];
        return item === undefined || more.length > 0 ? undefined : `${item}[]`;
      }
      case 'MAP': {
        const types = this.parameters(() => this.type());
        return types?.length === 2 ? `MAP(${types.join(', ')})` : undefined;
      }
      case 'NULLABLE':
      case 'LOWCARDINALITY': {
        const types = this.parameters(() => this.type());
        return types?.length === 1 ? types[0] : undefined;
      }
      default:
        return angle ? undefined : this.withNumbers(name);
    }
  }

  fields(name: string): string | undefined {
    const fields = this.parameters(() => {
      const field = this.word();
      if (field === undefined) return undefined;
      if (isText(this.range.tokens, this.at, ':')) this.advance();
      const type = this.type();
      return type === undefined ? undefined : `${field} ${type}`;
    });
    return fields === undefined ? undefined : `${name}(${fields.join(', ')})`;
  }

  /** Lengths and precisions: DuckDB knows those of decimals only. `TIMESTAMP(3) WITH TIME ZONE` goes on after them. */
  withNumbers(name: string): string | undefined {
    const numbers = this.parameters(() => this.raw());
    if (numbers === undefined) return undefined;
    const rest = this.peek() === undefined ? '' : ` ${this.restOfName()}`;
    if (name === 'ENUM') return `ENUM(${numbers.join(', ')})`;
    const type = this.plain(name + rest);
    return type.startsWith('DECIMAL') ? `DECIMAL(${numbers[0]},${numbers[1] ?? '0'})` : type;
  }

  restOfName(): string {
    const words: string[] = [];
    for (
      let word = this.peek();
      word !== undefined && /^(with|without|local|time|zone|unsigned)$/i.test(word);
      word = this.peek()
    ) {
      words.push(word.toUpperCase());
      this.advance();
    }
    return words.join(' ');
  }

  plain(name: string): string {
    return byDialect[this.dialect]?.[name] ?? aliases[name] ?? name;
  }

  subscript(type: string): string | undefined {
    this.advance();
    const size = isText(this.range.tokens, this.at, ']') ? '' : this.raw();
    if (size === undefined || !isText(this.range.tokens, this.at, ']')) return undefined;
    this.advance();
    return `${type}[${size}]`;
  }

  parameters<T>(read: () => T | undefined): T[] | undefined {
    const close = isText(this.range.tokens, this.at, '<') ? '>' : ')';
    this.advance();
    const found: T[] = [];
    for (;;) {
      const item = read();
      if (item === undefined) return undefined;
      found.push(item);
      if (this.angles === 0 && isText(this.range.tokens, this.at, ',')) this.advance();
      else return this.closed(close) ? found : undefined;
    }
  }

  closed(close: string): boolean {
    if (close === '>' && this.angles > 0) {
      this.angles--;
      if (this.angles === 0) this.advance();
      return true;
    }
    if (close === '>' && isText(this.range.tokens, this.at, '>>')) {
      this.angles = 1;
      return true;
    }
    if (!isText(this.range.tokens, this.at, close)) return false;
    this.advance();
    return true;
  }

  opened(): boolean {
    return (
      this.angles === 0 &&
      this.at < this.range.to &&
      (isText(this.range.tokens, this.at, '(') || isText(this.range.tokens, this.at, '<'))
    );
  }

  /** A name or a quoted name, as it is written. */
  word(): string | undefined {
    const type = this.range.tokens.types[this.at];
    if (this.at >= this.range.to || (type !== T.word && type !== T.quoted)) return undefined;
    return this.raw();
  }

  peek(): string | undefined {
    if (this.angles > 0 || this.at >= this.range.to || this.range.tokens.types[this.at] !== T.word) return undefined;
    return tokenText(this.range.tokens, this.at);
  }

  raw(): string | undefined {
    if (this.at >= this.range.to) return undefined;
    const text = tokenText(this.range.tokens, this.at);
    if (/^[),<>[\]]/.test(text)) return undefined;
    this.advance();
    return text;
  }

  advance(): void {
    this.at++;
    this.skip();
  }

  skip(): void {
    while (this.at < this.range.to && isTrivia(this.range.tokens, this.at)) this.at++;
  }
}

function follows(words: readonly string[], next: string): boolean {
  const soFar = `${words.join(' ')} ${next}`;
  return Object.keys(aliases).some((alias) => alias === soFar || alias.startsWith(`${soFar} `));
}
