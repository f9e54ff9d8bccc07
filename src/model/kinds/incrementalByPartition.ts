// Every partition that occurs in the loaded rows is replaced.
import {
  batchSpecifications,
  incrementalFacts,
  incrementalMetadata,
  incrementalOptions,
  incrementalSpecifications,
  sequentialBatchOptions,
} from './incrementalOptions.ts';
import { defineKind } from './kindDefinition.ts';

export const incrementalByPartition = defineKind({
  name: 'INCREMENTAL_BY_PARTITION',
  options: { ...incrementalSpecifications, ...batchSpecifications },
  facts: { ...incrementalFacts, dependsOnPast: true, fullHistoryRestatementOnly: true },
  build: (values, context) => ({
    name: 'INCREMENTAL_BY_PARTITION',
    ...incrementalOptions(values, context, { forwardOnly: true, disableRestatement: false }),
    ...sequentialBatchOptions(values, context),
    forwardOnly: true,
  }),
  dataProperties: (kind) => ({ lookback: kind.lookback }),
  metadataProperties: incrementalMetadata,
});
