// Appends whatever the query returns for an interval.
import { diagnostic } from '../../error/diagnostic.ts';
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
  build: (values, context) => {
    const insertOverwrite = values.insert_overwrite ?? false;
    if (!insertOverwrite && (values.lookback ?? 0) > 0) {
      const reason = 'rows that are computed again would be appended a second time; use insert_overwrite';
      const at = context.at('lookback');
      context.report(diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'lookback', reason }, { at }));
    }
    return {
      name: 'INCREMENTAL_UNMANAGED',
      insertOverwrite,
      ...incrementalOptions(values, context, { forwardOnly: true, disableRestatement: true }),
      ...sequentialBatchOptions(values, context),
    };
  },
  dataProperties: (kind) => ({ insert_overwrite: kind.insertOverwrite, lookback: kind.lookback }),
  metadataProperties: incrementalMetadata,
});
