// History of rows by key: a changed value in one of the watched columns closes the old row and opens a new one.
import { starOrColumns } from '../property/starOrColumns.ts';
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

export const scdType2ByColumn = defineKind({
  name: 'SCD_TYPE_2_BY_COLUMN',
  options: {
    ...scdType2Specifications,
    columns: specification(starOrColumns),
    execution_time_as_valid_from: specification(boolean),
  },
  required: ['unique_key', 'columns'],
  facts: scdType2Facts,
  build: (values, context) => {
    const shared = scdType2Options(values, context);
    if (shared === undefined || values.columns === undefined) return undefined;
    return {
      name: 'SCD_TYPE_2_BY_COLUMN',
      columns: values.columns,
      executionTimeAsValidFrom: values.execution_time_as_valid_from ?? false,
      ...(values.updated_at_name === undefined ? {} : { updatedAtName: values.updated_at_name }),
      ...shared,
    };
  },
  dataProperties: (kind) => ({
    ...scdType2Data(kind),
    columns: kind.columns,
    execution_time_as_valid_from: kind.executionTimeAsValidFrom,
    updated_at_name: kind.updatedAtName,
  }),
  metadataProperties: scdType2Metadata,
});
