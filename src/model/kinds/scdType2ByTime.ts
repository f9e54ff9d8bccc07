// History of rows by key: a newer `updated_at` closes the old row and opens a new one.
import { boolean } from '../property/scalar.ts';
import { specification } from '../property/specification.ts';
import { defineKind } from './kindDefinition.ts';
import {
  scdType2Data,
  scdType2Facts,
  scdType2Metadata,
  scdType2Options,
  scdType2Specifications,
} from './scdType2Options.ts';

export const scdType2ByTime = defineKind({
  name: 'SCD_TYPE_2_BY_TIME',
  otherNames: ['SCD_TYPE_2'],
  options: { ...scdType2Specifications, updated_at_as_valid_from: specification(boolean) },
  required: ['unique_key'],
  facts: scdType2Facts,
  build: (values, context) => {
    const shared = scdType2Options(values, context);
    if (shared === undefined) return undefined;
    return {
      name: 'SCD_TYPE_2_BY_TIME',
      updatedAtName: values.updated_at_name ?? 'updated_at',
      updatedAtAsValidFrom: values.updated_at_as_valid_from ?? false,
      ...shared,
    };
  },
  dataProperties: (kind) => ({
    ...scdType2Data(kind),
    updated_at_name: kind.updatedAtName,
    updated_at_as_valid_from: kind.updatedAtAsValidFrom,
  }),
  metadataProperties: scdType2Metadata,
});
