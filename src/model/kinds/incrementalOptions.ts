// Options that incremental kinds share: how they are read, their defaults, and where they belong in fingerprints.
import { diagnostic } from '../../error/diagnostic.ts';
import type { BatchOptions, IncrementalOptions } from '../kind.ts';
import { cronText } from '../property/cron.ts';
import { boolean, choice, integer } from '../property/scalar.ts';
import { specification, type PropertiesOf } from '../property/specification.ts';
import type { KindContext } from './kindDefinition.ts';

const policy = choice(['error', 'warn', 'allow', 'ignore']);

export const incrementalSpecifications = {
  forward_only: specification(boolean),
  disable_restatement: specification(boolean),
  on_destructive_change: specification(policy),
  on_additive_change: specification(policy),
  auto_restatement_cron: specification(cronText),
};

export const batchSpecifications = {
  batch_size: specification(integer(1)),
  batch_concurrency: specification(integer(1)),
  lookback: specification(integer(0)),
};

export const incrementalFacts = {
  object: 'table',
  incremental: true,
  hasIntervals: true,
  timeVariables: true,
  dependsOnPast: false,
  fullHistoryRestatementOnly: false,
  restatable: true,
  functionModels: true,
  hasQuery: true,
} as const;

export interface IncrementalDefaults {
  readonly forwardOnly: boolean;
  readonly disableRestatement: boolean;
}

export function incrementalOptions(
  values: PropertiesOf<typeof incrementalSpecifications>,
  context: KindContext,
  defaults: IncrementalDefaults = { forwardOnly: false, disableRestatement: false },
): IncrementalOptions {
  return {
    forwardOnly: values.forward_only ?? defaults.forwardOnly,
    disableRestatement: values.disable_restatement ?? defaults.disableRestatement,
    onDestructiveChange: values.on_destructive_change ?? context.defaults.onDestructiveChange ?? 'error',
    onAdditiveChange: values.on_additive_change ?? context.defaults.onAdditiveChange ?? 'allow',
    ...(values.auto_restatement_cron === undefined ? {} : { autoRestatementCron: values.auto_restatement_cron }),
  };
}

export function batchOptions(values: PropertiesOf<typeof batchSpecifications>, context: KindContext): BatchOptions {
  const { batch_size: batchSize, lookback = 0 } = values;
  const batchConcurrency = values.batch_concurrency ?? context.defaults.batchConcurrency;
  return {
    lookback,
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(batchConcurrency === undefined ? {} : { batchConcurrency }),
  };
}

/** Batches of these kinds must run one after the other. */
export function sequentialBatchOptions(
  values: PropertiesOf<typeof batchSpecifications>,
  context: KindContext,
): BatchOptions {
  if (values.batch_concurrency !== undefined && values.batch_concurrency !== 1) {
    const reason = 'batches of this kind run one after the other, so it can only be 1';
    context.report(
      diagnostic(
        'MODEL_PROPERTY_CONFLICT',
        { property: 'batch_concurrency', reason },
        { at: context.at('batch_concurrency') },
      ),
    );
  }
  return { ...batchOptions(values, context), batchConcurrency: 1 };
}

export function incrementalMetadata(
  kind: IncrementalOptions & Partial<BatchOptions>,
): Readonly<Record<string, unknown>> {
  return {
    forward_only: kind.forwardOnly,
    disable_restatement: kind.disableRestatement,
    on_destructive_change: kind.onDestructiveChange,
    on_additive_change: kind.onAdditiveChange,
    auto_restatement_cron: kind.autoRestatementCron,
    batch_size: kind.batchSize,
    batch_concurrency: kind.batchConcurrency,
  };
}
