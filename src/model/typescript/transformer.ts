// A batch transformer: what does not change between batches is made once.

export interface Transformer<In, State, Out> {
  /** Called once, before the first batch. */
  init(): State | Promise<State>;
  batch(batch: In, state: State): Out | Promise<Out>;
}

/**
 * Lookups, patterns and templates are made in `init`, not for every batch.
 *
 * @example
 * const labels = defineTransformer({
 *   init: () => new Map([[1, 'new'], [2, 'known']]),
 *   batch: (batch: Batch, names) => columns({ label: batch.column('kind').toArray().map((kind) => names.get(kind)) }),
 * });
 * const labelled = context.table('shop.customers').transform(labels);
 */
export function defineTransformer<In, State, Out>(
  transformer: Transformer<In, State, Out>,
): Transformer<In, State, Out> {
  return transformer;
}
