import { columns, model, type ModelContext } from 'mesh-sql';

/** A class works too: each marked static method is a model. Adding a third feature rebuilds neither of these. */
export class Features {
  @model({ name: 'patterns.feature_spend', kind: 'FULL', columns: { customer_id: 'BIGINT', spend: 'DOUBLE' } })
  static spend(context: ModelContext) {
    return context.query('SELECT customer_id, sum(amount) AS spend FROM raw.transactions GROUP BY ALL');
  }

  @model({ name: 'patterns.feature_rank', kind: 'FULL', columns: { customer_id: 'BIGINT', rank: 'INTEGER' } })
  static async *rank(context: ModelContext) {
    let rank = 0;
    for await (const batch of context.table('patterns.feature_spend').orderBy('spend DESC', 'customer_id'))
      yield columns({
        customer_id: batch.column('customer_id'),
        rank: Int32Array.from({ length: batch.length }, () => ++rank),
      });
  }
}
