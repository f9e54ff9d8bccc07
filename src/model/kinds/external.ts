// A table that somebody else fills: mesh knows its columns and may audit it.
import { defineKind } from './kindDefinition.ts';

export const external = defineKind({
  name: 'EXTERNAL',
  options: {},
  facts: {
    object: 'none',
    incremental: false,
    hasIntervals: false,
    timeVariables: true,
    dependsOnPast: false,
    fullHistoryRestatementOnly: false,
    restatable: false,
    functionModels: false,
    hasQuery: false,
  },
  build: () => ({ name: 'EXTERNAL' }),
});
