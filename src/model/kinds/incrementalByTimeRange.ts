// Rows belong to the interval of their time column; loading an interval replaces exactly its rows.
import { boolean, integer } from '../property/scalar.ts';
import { specification } from '../property/specification.ts';
import { timeColumn } from '../property/timeColumn.ts';
import {
  batchOptions,
  batchSpecifications,
  incrementalFacts,
  incrementalMetadata,
  incrementalOptions,
  incrementalSpecifications,
} from './incrementalOptions.ts';
import { defineKind } from './kindDefinition.ts';

export const incrementalByTimeRange = defineKind({
  name: 'INCREMENTAL_BY_TIME_RANGE',
  options: {
    time_column: specification(timeColumn),
    partition_by_time_column: specification(boolean),
    auto_restatement_intervals: specification(integer(1)),
    ...incrementalSpecifications,
    ...batchSpecifications,
  },
  required: ['time_column'],
  facts: incrementalFacts,
  build: (values, context) => {
    const shared = { ...incrementalOptions(values, context), ...batchOptions(values, context) };
    if (values.time_column === undefined) return undefined;
    return {
      name: 'INCREMENTAL_BY_TIME_RANGE',
      timeColumn: values.time_column,
      partitionByTimeColumn: values.partition_by_time_column ?? true,
      ...(values.auto_restatement_intervals === undefined
        ? {}
        : { autoRestatementIntervals: values.auto_restatement_intervals }),
      ...shared,
    };
  },
  dataProperties: (kind) => ({
    time_column: kind.timeColumn,
    lookback: kind.lookback,
    partition_by_time_column: kind.partitionByTimeColumn,
  }),
  metadataProperties: (kind) => ({
    ...incrementalMetadata(kind),
    auto_restatement_intervals: kind.autoRestatementIntervals,
  }),
});
