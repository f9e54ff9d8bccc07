// Every partition that occurs in the loaded rows is replaced.
import { diagnostic } from '../../error/diagnostic.ts';
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
  build: (values, context) => {
    if (values.forward_only === false) {
      const reason = 'this kind goes on with its table whatever changes, so it can only be true';
      const at = context.at('forward_only');
      context.report(diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'forward_only', reason }, { at }));
    }
    return {
      name: 'INCREMENTAL_BY_PARTITION',
      ...incrementalOptions(values, context, { forwardOnly: true, disableRestatement: false }),
      ...sequentialBatchOptions(values, context),
      forwardOnly: true,
    };
  },
  dataProperties: (kind) => ({ lookback: kind.lookback }),
  metadataProperties: incrementalMetadata,
});
