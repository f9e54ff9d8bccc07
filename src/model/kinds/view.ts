// A view over its parents: no rows of its own, made again whenever it is due.
import { boolean } from '../property/scalar.ts';
import { specification } from '../property/specification.ts';
import { defineKind } from './kindDefinition.ts';

export const view = defineKind({
  name: 'VIEW',
  options: { materialized: specification(boolean) },
  facts: {
    object: 'view',
    incremental: false,
    hasIntervals: true,
    timeVariables: false,
    dependsOnPast: false,
    fullHistoryRestatementOnly: true,
    restatable: true,
    functionModels: false,
    hasQuery: true,
  },
  build: (values) => ({ name: 'VIEW', materialized: values.materialized ?? false }),
  dataProperties: (kind) => ({ materialized: kind.materialized }),
});
