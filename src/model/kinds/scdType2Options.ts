// What both SCD type 2 kinds share: keys, the names of the validity columns, how deleted keys are treated.
import { diagnostic } from '../../error/diagnostic.ts';
import type { BatchOptions, IncrementalOptions } from '../kind.ts';
import { expressions } from '../property/expressions.ts';
import { columnName } from '../property/names.ts';
import { boolean, text } from '../property/scalar.ts';
import { specification, type PropertiesOf } from '../property/specification.ts';
import {
  batchSpecifications,
  incrementalFacts,
  incrementalMetadata,
  incrementalOptions,
  incrementalSpecifications,
  sequentialBatchOptions,
} from './incrementalOptions.ts';
import type { KindContext } from './kindDefinition.ts';

export const scdType2Specifications = {
  unique_key: specification(expressions),
  valid_from_name: specification(columnName),
  valid_to_name: specification(columnName),
  updated_at_name: specification(columnName),
  invalidate_hard_deletes: specification(boolean),
  time_data_type: specification(text),
  ...incrementalSpecifications,
  ...batchSpecifications,
};

export const scdType2Facts = { ...incrementalFacts, dependsOnPast: true, fullHistoryRestatementOnly: true } as const;

export interface ScdType2Options extends IncrementalOptions, BatchOptions {
  readonly uniqueKey: readonly string[];
  readonly validFromName: string;
  readonly validToName: string;
  readonly invalidateHardDeletes: boolean;
  readonly timeDataType: string;
}

export function scdType2Options(
  values: PropertiesOf<typeof scdType2Specifications>,
  context: KindContext,
): ScdType2Options | undefined {
  const shared = {
    ...incrementalOptions(values, context, { forwardOnly: true, disableRestatement: true }),
    ...sequentialBatchOptions(values, context),
  };
  const validFromName = values.valid_from_name ?? 'valid_from';
  const validToName = values.valid_to_name ?? 'valid_to';
  if (validFromName.toLowerCase() === validToName.toLowerCase()) {
    const reason = `both times of a version would be called ${validToName}`;
    const at = context.at(values.valid_to_name === undefined ? 'valid_from_name' : 'valid_to_name');
    context.report(diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'valid_to_name', reason }, { at }));
  }
  if (values.time_data_type !== undefined && !/^\s*(date|datetime|timestamp)/i.test(values.time_data_type)) {
    const reason = `${values.time_data_type} is not a type of dates or times`;
    const at = context.at('time_data_type');
    context.report(diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'time_data_type', reason }, { at }));
  }
  if (values.unique_key === undefined) return undefined;
  return {
    uniqueKey: values.unique_key,
    validFromName,
    validToName,
    invalidateHardDeletes: values.invalidate_hard_deletes ?? false,
    timeDataType: (values.time_data_type ?? 'TIMESTAMP').toUpperCase(),
    ...shared,
  };
}

export function scdType2Data(kind: ScdType2Options): Readonly<Record<string, unknown>> {
  return {
    unique_key: kind.uniqueKey,
    valid_from_name: kind.validFromName,
    valid_to_name: kind.validToName,
    invalidate_hard_deletes: kind.invalidateHardDeletes,
    time_data_type: kind.timeDataType,
    lookback: kind.lookback,
  };
}

export const scdType2Metadata = incrementalMetadata;
