// A table that the engine keeps fresh by itself.
import {
  incrementalFacts,
  incrementalMetadata,
  incrementalOptions,
  incrementalSpecifications,
} from './incrementalOptions.ts';
import { defineKind } from './kindDefinition.ts';

export const managed = defineKind({
  name: 'MANAGED',
  options: incrementalSpecifications,
  facts: { ...incrementalFacts, incremental: false, fullHistoryRestatementOnly: true, functionModels: false },
  build: (values, context) => ({
    name: 'MANAGED',
    ...incrementalOptions(values, context, { forwardOnly: false, disableRestatement: true }),
  }),
  metadataProperties: incrementalMetadata,
});
