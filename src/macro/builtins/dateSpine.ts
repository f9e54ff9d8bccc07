import { MeshError } from '../../error/meshError.ts';
import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { unquoted } from '../value.ts';

interface Spine {
  readonly unit: string;
  readonly column: string;
  readonly start: string;
  readonly end: string;
}

const units = new Set(['day', 'week', 'month', 'quarter', 'year']);

/** `@DATE_SPINE('day', start, end)`: a query of all dates from start to end, column `date_day`. */
export const dateSpine = macro<BuiltinContext>(
  'date_spine',
  { args: ['name', 'sql', 'sql'], parameters: ['datepart', 'start_date', 'end_date'] },
  (context, datepart: string, start: Fragment, end: Fragment) => {
    const unit = datepart.toLowerCase();
    if (!units.has(unit)) {
      const detail = `the unit is one of ${[...units].join(', ')}, not '${datepart}'`;
      throw new MeshError('MACRO_ARGUMENT', { macro: 'date_spine', detail }, { at: context.at });
    }
    const spine: Spine = {
      unit: unit.toUpperCase(),
      column: `date_${unit}`,
      start: date(context, start),
      end: date(context, end),
    };
    return { sqlText: (writers[context.dialect] ?? duckdb)(spine) };
  },
);

/** A text is a date; any other expression is one already. */
function date(context: BuiltinContext, { sqlText }: Fragment): string {
  if (!sqlText.startsWith("'")) return sqlText;
  const text = unquoted(sqlText);
  if (!text.startsWith("'") && !isDate(text)) {
    const detail = `'${text}' is not a date such as '2026-01-31'`;
    throw new MeshError('MACRO_ARGUMENT', { macro: 'date_spine', detail }, { at: context.at });
  }
  return `CAST(${sqlText} AS DATE)`;
}

function isDate(text: string): boolean {
  const day = /^\s*(\d{4}-\d{2}-\d{2})(?!\d)/.exec(text)?.[1];
  const time = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day!);
}

/** `INTERVAL '1' DAY`; quarters as months where the unit is not known. */
function months({ unit }: Spine): string {
  return unit === 'QUARTER' ? `'3' MONTH` : `'1' ${unit}`;
}

function duckdb({ unit, column, start, end }: Spine): string {
  const series = `CAST(GENERATE_SERIES(${start}, ${end}, INTERVAL '1' ${unit}) AS DATE[])`;
  return `SELECT ${column} FROM UNNEST(${series}) AS _exploded(${column})`;
}

function postgres({ unit, column, start, end }: Spine): string {
  const step = unit === 'QUARTER' ? '3 MONTH' : `1 ${unit}`;
  const series = `GENERATE_SERIES(${start}, ${end}, INTERVAL '${step}') AS _t(value)`;
  return `SELECT ${column} FROM (SELECT CAST(value AS DATE) AS ${column} FROM ${series}) AS _exploded`;
}

function bigquery({ unit, column, start, end }: Spine): string {
  return `SELECT ${column} FROM UNNEST(GENERATE_DATE_ARRAY(${start}, ${end}, INTERVAL 1 ${unit})) AS ${column}`;
}

function trino(spine: Spine): string {
  const { column, start, end } = spine;
  return `SELECT ${column} FROM UNNEST(SEQUENCE(${start}, ${end}, INTERVAL ${months(spine)})) AS _exploded(${column})`;
}

function spark(spine: Spine): string {
  const { column, start, end } = spine;
  return `SELECT ${column} FROM EXPLODE(SEQUENCE(${start}, ${end}, INTERVAL ${months(spine)})) AS _exploded(${column})`;
}

/** DATEDIFF counts the boundaries that are crossed, so the last date may lie behind the end. */
function snowflake({ unit, column, start, end }: Spine): string {
  const count = `ARRAY_GENERATE_RANGE(0, DATEDIFF(${unit}, ${start}, ${end}) + 1)`;
  const dates = `SELECT DATEADD(${unit}, CAST(value AS INT), ${start}) AS ${column} FROM TABLE(FLATTEN(INPUT => ${count}))`;
  return `SELECT ${column} FROM (${dates}) AS _exploded WHERE ${column} <= ${end}`;
}

const writers: Readonly<Record<string, (spine: Spine) => string>> = {
  bigquery,
  postgres,
  snowflake,
  spark,
  databricks: spark,
  trino,
  presto: trino,
  athena: trino,
};
