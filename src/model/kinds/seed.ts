// A CSV file of the project, loaded once for each version.
import { csvSettings } from '../property/csvSettings.ts';
import { integer, text } from '../property/scalar.ts';
import { specification } from '../property/specification.ts';
import { defineKind } from './kindDefinition.ts';

export const seed = defineKind({
  name: 'SEED',
  options: {
    path: specification(text),
    batch_size: specification(integer(1)),
    csv_settings: specification(csvSettings),
  },
  required: ['path'],
  facts: {
    object: 'table',
    incremental: false,
    hasIntervals: true,
    timeVariables: true,
    dependsOnPast: false,
    fullHistoryRestatementOnly: true,
    restatable: false,
    functionModels: false,
    hasQuery: false,
  },
  build: (values) => ({
    name: 'SEED',
    path: values.path ?? '',
    batchSize: values.batch_size ?? 1000,
    csvSettings: values.csv_settings ?? {},
  }),
  // The path does not matter: what the file holds is hashed by column.
  dataProperties: (kind) => ({ csv_settings: kind.csvSettings }),
  metadataProperties: (kind) => ({ batch_size: kind.batchSize }),
});
