// Which changed columns of a query mean other rows in the table, by kind.
import { describe, expect, it } from 'vitest';
import type { ModelKind } from '../../src/model/kind.ts';
import { columnImpact, noImpact } from '../../src/snapshot/impact.ts';
import { tableImpact } from '../../src/snapshot/tableImpact.ts';
import { makeModel, timeRange } from '../support/modelFactory.ts';

const incremental = {
  forwardOnly: false,
  disableRestatement: false,
  onDestructiveChange: 'error',
  onAdditiveChange: 'allow',
  lookback: 0,
} as const;
const byKey = {
  name: 'INCREMENTAL_BY_UNIQUE_KEY',
  uniqueKey: ['id', 'COALESCE("Key 2", \'none\')'],
  ...incremental,
} as const;
const scd2 = {
  uniqueKey: ['id'],
  validFromName: 'valid_from',
  validToName: 'valid_to',
  invalidateHardDeletes: false,
  timeDataType: 'TIMESTAMP',
  ...incremental,
} as const;
const byTime = { name: 'SCD_TYPE_2_BY_TIME', updatedAtName: 'seen', updatedAtAsValidFrom: false, ...scd2 } as const;
const byColumn = { name: 'SCD_TYPE_2_BY_COLUMN', executionTimeAsValidFrom: false, ...scd2 } as const;

/** The column that changed; whether rows may differ. */
const cases: readonly (readonly [kind: ModelKind, column: string, rows: boolean])[] = [
  [{ name: 'FULL' }, 'id', false],
  [{ name: 'VIEW', materialized: false }, 'id', false],
  [timeRange(), 'DS', true],
  [timeRange(), 'v', false],
  [byKey, 'id', true],
  [byKey, 'key 2', true],
  [byKey, 'v', false],
  [{ ...byKey, orderBy: ['seen DESC'] }, 'seen', true],
  [{ ...byKey, whenMatched: ['WHEN MATCHED THEN UPDATE SET target.v = source.w'] }, 'w', true],
  [{ ...byKey, mergeFilter: 'source.d > 1' }, 'v', true],
  [{ name: 'INCREMENTAL_BY_PARTITION', ...incremental }, 'part', true],
  [{ name: 'INCREMENTAL_BY_PARTITION', ...incremental }, 'v', false],
  [{ name: 'INCREMENTAL_UNMANAGED', insertOverwrite: true, ...incremental }, 'part', true],
  [{ name: 'INCREMENTAL_UNMANAGED', insertOverwrite: false, ...incremental }, 'part', false],
  [byTime, 'seen', true],
  [byTime, 'id', true],
  [byTime, 'v', false],
  [{ ...byColumn, columns: ['v'] }, 'v', true],
  [{ ...byColumn, columns: ['v'] }, 'w', false],
  [{ ...byColumn, columns: ['*'] }, 'w', true],
  [{ ...byColumn, columns: ['v'], updatedAtName: 'w' }, 'w', true],
  [{ name: 'CUSTOM', materialization: 'm', materializationProperties: {}, ...incremental }, 'v', true],
];

describe('a column that changed in a table that goes on', () => {
  it.each(cases)('%j: %s', (kind, column, rows) => {
    const model = makeModel('s.m', { kind, partitionedBy: ["date_trunc('day', part)"] });
    const impact = columnImpact([column]);
    expect(tableImpact(model, { impact, anew: false })).toEqual(rows ? 'rows' : impact);
  });
});

it('a table with a history that begins anew has other rows, whatever column changed', () => {
  const impact = columnImpact(['other']);
  for (const [kind, rows] of [
    [byTime, true],
    [{ ...byColumn, columns: ['v'] }, true],
    [{ name: 'INCREMENTAL_UNMANAGED', insertOverwrite: false, ...incremental }, true],
    [timeRange(), false],
    [byKey, false],
  ] as const) {
    expect(tableImpact(makeModel('s.m', { kind }), { impact, anew: true })).toEqual(rows ? 'rows' : impact);
  }
});

it('a model that reads its own earlier rows may have made any column of them', () => {
  const model = makeModel('s.m', { kind: timeRange(), selfReference: true });
  expect(tableImpact(model, { impact: columnImpact(['v']), anew: false })).toBe('rows');
});

it('columns that are only new change no rows', () => {
  const added = columnImpact([], ['ds']);
  expect(tableImpact(makeModel('s.m', { kind: timeRange() }), { impact: added, anew: true })).toBe(added);
  expect(tableImpact(makeModel('s.m', { kind: timeRange() }), { impact: noImpact, anew: true })).toBe(noImpact);
});
