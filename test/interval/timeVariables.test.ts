import { describe, expect, test } from 'vitest';
import { timeVariables } from '../../src/interval/timeVariables.ts';

const at = (text: string): number => Date.parse(`${text}Z`);

/** `name = sql` lines for one prefix. */
function lines(prefix: string, range: Parameters<typeof timeVariables>[0]): string[] {
  return [...timeVariables(range)]
    .filter(([name]) => name.startsWith(`${prefix}_`))
    .map(([name, { sql }]) => `${name.slice(prefix.length + 1)} ${sql}`);
}

const range = {
  start: at('2023-01-01T05:00'),
  end: at('2023-01-01T06:00'),
  executionTime: at('2023-01-02T03:04:05.678'),
};

describe('timeVariables', () => {
  test('write the start as it is', () => {
    expect(lines('start', range)).toEqual([
      "dt CAST('2023-01-01 05:00:00+00:00' AS TIMESTAMPTZ)",
      "dtntz CAST('2023-01-01 05:00:00' AS TIMESTAMP)",
      "date CAST('2023-01-01' AS DATE)",
      "ds '2023-01-01'",
      "ts '2023-01-01 05:00:00'",
      "tstz '2023-01-01 05:00:00+00:00'",
      'hour 5',
      'epoch 1672549200.0',
      'millis 1672549200000',
    ]);
  });

  test('show the last microsecond that belongs to the interval as its end', () => {
    expect(lines('end', range)).toEqual([
      "dt CAST('2023-01-01 05:59:59.999999+00:00' AS TIMESTAMPTZ)",
      "dtntz CAST('2023-01-01 05:59:59.999999' AS TIMESTAMP)",
      "date CAST('2023-01-01' AS DATE)",
      "ds '2023-01-01'",
      "ts '2023-01-01 05:59:59.999999'",
      "tstz '2023-01-01 05:59:59.999999+00:00'",
      'hour 5',
      'epoch 1672552799.999',
      'millis 1672552799999',
    ]);
  });

  test('keep a fraction of the execution time, also under its old name', () => {
    expect(lines('execution', range).slice(3, 9)).toEqual([
      "ds '2023-01-02'",
      "ts '2023-01-02 03:04:05.678000'",
      "tstz '2023-01-02 03:04:05.678000+00:00'",
      'hour 3',
      'epoch 1672628645.678',
      'millis 1672628645678',
    ]);
    expect(lines('latest', range)).toEqual(lines('execution', range));
  });

  test('an end at midnight belongs to the day before', () => {
    const values = timeVariables({ start: at('2023-01-01T00:00'), end: at('2023-01-04T00:00'), executionTime: 0 });
    expect(values.get('end_ds')).toEqual({ type: 'text', value: '2023-01-03', sql: "'2023-01-03'" });
    expect(values.get('end_hour')?.value).toBe(23);
    expect(values.get('end_epoch')).toEqual({ type: 'float', value: 1_672_790_399.999, sql: '1672790399.999' });
  });

  test('models without intervals get the execution time alone', () => {
    const names = [...timeVariables({ executionTime: 0 }).keys()];
    expect(names).toHaveLength(18);
    expect(names.every((name) => /^(execution|latest)_/.test(name))).toBe(true);
  });

  test('times before 1970 are right, too', () => {
    const values = timeVariables({ start: at('1969-12-31T00:00'), end: at('1970-01-01T00:00'), executionTime: 0 });
    expect(values.get('end_ts')?.value).toBe('1969-12-31 23:59:59.999999');
    expect(values.get('end_millis')?.value).toBe(-1);
  });
});
