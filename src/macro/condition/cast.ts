// CAST(… AS type) while rendering.
import { isMoment, isTrue, momentFromText, numberOf, textOf, type Evaluated } from './value.ts';

type Fail = (detail: string) => never;

const integers = new Set(
  'INT INTEGER BIGINT SMALLINT TINYINT HUGEINT INT64 INT32 INT4 INT8 INT2 UBIGINT UINTEGER LONG'.split(' '),
);
const numbers = new Set('DOUBLE FLOAT REAL DECIMAL NUMERIC NUMBER FLOAT64 FLOAT8 FLOAT4'.split(' '));
const texts = new Set('TEXT VARCHAR STRING CHAR BPCHAR NVARCHAR'.split(' '));
const timestamps = new Set(
  'TIMESTAMP TIMESTAMPTZ DATETIME TIMESTAMP_NTZ TIMESTAMP_LTZ TIMESTAMP_TZ DATETIME2 DATETIMEOFFSET'.split(' '),
);
const day = 86_400_000_000;

export function cast(value: Evaluated, type: string, fail: Fail): Evaluated {
  if (value === null) return null;
  if (texts.has(type)) return textOf(value);
  if (type === 'BOOLEAN' || type === 'BOOL') return isTrue(value);
  if (integers.has(type) || numbers.has(type)) {
    const number = numberOf(value);
    if (number === undefined) return fail(`${textOf(value)} is not a number`);
    return integers.has(type) ? Math.round(number) : number;
  }
  if (type !== 'DATE' && !timestamps.has(type)) return fail(`casts to ${type} are not known here`);
  const moment = isMoment(value) ? value : momentFromText(textOf(value));
  if (moment === undefined) return fail(`${textOf(value)} is not a date`);
  if (type === 'DATE') return { type: 'moment', date: true, micros: Math.floor(moment.micros / day) * day };
  return { ...moment, date: false };
}
