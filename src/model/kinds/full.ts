// The whole table anew each time it is due.
import { defineKind } from './kindDefinition.ts';

export const full = defineKind({
  name: 'FULL',
  options: {},
  facts: {
    object: 'table',
    incremental: false,
    hasIntervals: true,
    timeVariables: false,
    dependsOnPast: false,
    fullHistoryRestatementOnly: true,
    restatable: true,
    functionModels: true,
    hasQuery: true,
  },
  build: () => ({ name: 'FULL' }),
});
