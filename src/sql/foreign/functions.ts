// What functions of other dialects are in DuckDB, where the translator has no word for them.
import { bigquery } from './functions/bigquery.ts';
import { clickhouse } from './functions/clickhouse.ts';
import { mysql } from './functions/mysql.ts';
import { postgres, redshift } from './functions/postgres.ts';
import { oracle } from './functions/oracle.ts';
import { presto } from './functions/presto.ts';
import { operand, say, type Functions } from './functions/say.ts';
import { snowflake } from './functions/snowflake.ts';
import { spark } from './functions/spark.ts';
import { tsql } from './functions/tsql.ts';
import type { Template } from './template.ts';

function operator(sign: string): Template {
  return ([left, right, more]) =>
    right === undefined || more !== undefined ? undefined : `(${operand(left!)} ${sign} ${operand(right)})`;
}

const not: Template = ([value, more]) =>
  value === undefined || more !== undefined ? undefined : `(~${operand(value)})`;

const bitwise: Functions = {
  bitand: operator('&'),
  bitwise_and: operator('&'),
  bitor: operator('|'),
  bitwise_or: operator('|'),
  bitxor: say('XOR($1, $2)', 2),
  bitwise_xor: say('XOR($1, $2)', 2),
  bitnot: not,
  bitwise_not: not,
  shiftleft: operator('<<'),
  bitshiftleft: operator('<<'),
  bitwise_left_shift: operator('<<'),
  shiftright: operator('>>'),
  bitshiftright: operator('>>'),
  bitwise_right_shift: operator('>>'),
};

/** Words of the language, which the translator's parser does not take for names of functions. */
const everywhere: Functions = {
  left: say('LEFT($1, $2)', 2),
  right: say('RIGHT($1, $2)', 2),
  chr: say('CHR($1)', 1),
  char: say('CHR($1)', 1),
  position: say('STRPOS($2, $1)', 2),
  // Operators in DuckDB, which bind less tightly than a call.
  mod: say('MOD($1, $2)', 2),
  ...bitwise,
  grouping: (args) => `GROUPING(${args.join(', ')})`,
};

const families: Readonly<Record<string, Functions>> = {
  postgres,
  materialize: postgres,
  risingwave: postgres,
  redshift,
  bigquery,
  snowflake,
  oracle,
  spark,
  spark2: spark,
  databricks: spark,
  hive: spark,
  trino: presto,
  presto,
  athena: presto,
  mysql,
  clickhouse,
  doris: mysql,
  starrocks: mysql,
  tsql,
  fabric: tsql,
};

export function templateOf(name: string, dialect: string): Template | undefined {
  const key = name.toLowerCase();
  const family = families[dialect] ?? {};
  if (Object.hasOwn(family, key)) return family[key];
  return Object.hasOwn(everywhere, key) ? everywhere[key] : undefined;
}
