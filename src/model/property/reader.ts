// What a reader is: it turns a property's value into typed data, or reports what is wrong with it and gives nothing.
import { diagnostic, type Diagnostic } from '../../error/diagnostic.ts';
import type { NormalizationStrategy } from '../../sql/identifier.ts';
import { shown, valueAt, type PropertyValue } from './value.ts';

export interface ReadContext {
  /** As its author knows it: `batch_size` in a block, `batchSize` in an options object. */
  readonly property: string;
  readonly dialect: string;
  /** `case_sensitive`, … of `dialect 'x, normalization_strategy=…'`. */
  readonly normalization?: NormalizationStrategy | undefined;
  readonly report: (problem: Diagnostic) => void;
}

export type Reader<T> = (value: PropertyValue, context: ReadContext) => T | undefined;

/** Reports that the value is not what the property takes. */
export function wrongValue(value: PropertyValue, context: ReadContext, expected: string): undefined {
  context.report(
    diagnostic(
      'MODEL_PROPERTY_VALUE',
      { property: context.property, expected, found: shown(value) },
      { at: valueAt(value) },
    ),
  );
}

/** A reader for many values; one wrong item is reported and the others are kept. */
export function readAll<T>(items: readonly PropertyValue[], read: Reader<T>, context: ReadContext): T[] {
  const found: T[] = [];
  for (const item of items) {
    const value = read(item, context);
    if (value !== undefined) found.push(value);
  }
  return found;
}
