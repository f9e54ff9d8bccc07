// No object at all: its query is put into the queries of its children.
import { defineKind } from './kindDefinition.ts';

export const embedded = defineKind({
  name: 'EMBEDDED',
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
    hasQuery: true,
  },
  build: () => ({ name: 'EMBEDDED' }),
});
