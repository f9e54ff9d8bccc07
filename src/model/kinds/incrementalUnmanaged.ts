// Appends whatever the query returns for an interval.
import { boolean } from '../property/scalar.ts';
import { specification } from '../property/specification.ts';
import {
  batchSpecifications,
  incrementalFacts,
  incrementalMetadata,
  incrementalOptions,
  incrementalSpecifications,
  sequentialBatchOptions,
} from './incrementalOptions.ts';
import { defineKind } from './kindDefinition.ts';

export const incrementalUnmanaged = defineKind({
  name: 'INCREMENTAL_UNMANAGED',
  options: { insert_overwrite: specification(boolean), ...incrementalSpecifications, ...batchSpecifications },
  facts: { ...incrementalFacts, dependsOnPast: true, fullHistoryRestatementOnly: true },
  build: (values, context) => ({
    name: 'INCREMENTAL_UNMANAGED',
    insertOverwrite: values.insert_overwrite ?? false,
    ...incrementalOptions(values, context, { forwardOnly: true, disableRestatement: true }),
    ...sequentialBatchOptions(values, context),
  }),
  dataProperties: (kind) => ({ insert_overwrite: kind.insertOverwrite, lookback: kind.lookback }),
  metadataProperties: incrementalMetadata,
});
