// One row for each key: loaded rows replace those with the same key.
import { diagnostic } from '../../error/diagnostic.ts';
import { expressions, sqlText } from '../property/expressions.ts';
import { orderBy } from '../property/orderBy.ts';
import { specification } from '../property/specification.ts';
import { whenMatched } from '../property/whenMatched.ts';
import {
  batchSpecifications,
  incrementalFacts,
  incrementalMetadata,
  incrementalOptions,
  incrementalSpecifications,
  sequentialBatchOptions,
} from './incrementalOptions.ts';
import { defineKind } from './kindDefinition.ts';

export const incrementalByUniqueKey = defineKind({
  name: 'INCREMENTAL_BY_UNIQUE_KEY',
  options: {
    unique_key: specification(expressions),
    when_matched: specification(whenMatched),
    merge_filter: specification(sqlText),
    order_by: specification(orderBy),
    ...incrementalSpecifications,
    ...batchSpecifications,
  },
  required: ['unique_key'],
  facts: { ...incrementalFacts, dependsOnPast: true, fullHistoryRestatementOnly: true },
  build: (values, context) => {
    const shared = { ...incrementalOptions(values, context), ...sequentialBatchOptions(values, context) };
    if (values.unique_key === undefined) return undefined;
    if (values.when_matched?.some((clause) => /^when\s+not\b/i.test(clause)) === true) {
      const reason = 'rows without a match are always inserted, so only WHEN MATCHED clauses belong here';
      const at = context.at('when_matched');
      context.report(diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'when_matched', reason }, { at }));
    }
    const shadow = neverApplies(values.when_matched ?? []);
    if (shadow !== undefined) {
      const at = context.at('when_matched');
      context.report(diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'when_matched', reason: shadow }, { at }));
    }
    return {
      name: 'INCREMENTAL_BY_UNIQUE_KEY',
      uniqueKey: values.unique_key,
      ...(values.when_matched === undefined ? {} : { whenMatched: values.when_matched }),
      ...(values.merge_filter === undefined ? {} : { mergeFilter: values.merge_filter }),
      ...(values.order_by === undefined ? {} : { orderBy: values.order_by }),
      ...shared,
    };
  },
  dataProperties: (kind) => ({
    unique_key: kind.uniqueKey,
    when_matched: kind.whenMatched,
    merge_filter: kind.mergeFilter,
    order_by: kind.orderBy,
    lookback: kind.lookback,
  }),
  metadataProperties: incrementalMetadata,
});

/** The first clause that applies wins: one behind a clause without a condition, or with the same one, never does. */
function neverApplies(clauses: readonly string[]): string | undefined {
  const conditions = clauses.map((clause) => /^when\s+matched\s+(?:and\s+(.*?)\s+)?then\b/is.exec(clause)?.[1] ?? '');
  for (const [i, condition] of conditions.entries()) {
    const before = conditions.slice(0, i);
    if (before.includes(''))
      return `clause ${i + 1} can never apply: clause ${before.indexOf('') + 1} has no condition`;
    const same = before.findIndex((c) => c !== '' && folded(c) === folded(condition));
    if (same >= 0) return `clause ${i + 1} can never apply: clause ${same + 1} has the same condition`;
  }
  return undefined;
}

const folded = (text: string): string => text.replaceAll(/\s+/g, ' ').toLowerCase();
