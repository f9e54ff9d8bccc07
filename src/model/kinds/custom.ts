// Written by a materialization of the project.
import { properties } from '../property/maps.ts';
import { text } from '../property/scalar.ts';
import { specification } from '../property/specification.ts';
import {
  batchOptions,
  batchSpecifications,
  incrementalFacts,
  incrementalMetadata,
  incrementalOptions,
  incrementalSpecifications,
} from './incrementalOptions.ts';
import { defineKind } from './kindDefinition.ts';

export const custom = defineKind({
  name: 'CUSTOM',
  options: {
    materialization: specification(text),
    materialization_properties: specification(properties),
    ...incrementalSpecifications,
    ...batchSpecifications,
  },
  required: ['materialization'],
  facts: { ...incrementalFacts, fullHistoryRestatementOnly: false },
  build: (values, context) => {
    const shared = { ...incrementalOptions(values, context), ...batchOptions(values, context) };
    if (values.materialization === undefined) return undefined;
    return {
      name: 'CUSTOM',
      materialization: values.materialization,
      materializationProperties: values.materialization_properties ?? {},
      ...shared,
    };
  },
  dataProperties: (kind) => ({
    materialization: kind.materialization,
    materialization_properties: kind.materializationProperties,
    lookback: kind.lookback,
  }),
  metadataProperties: incrementalMetadata,
});
