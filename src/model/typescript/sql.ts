// sql`…`: SQL with values in it. In a model the values are bound as parameters and relations are embedded; in a macro the
// text is spliced with the values as literals.
import { sql as spliced } from '../../macro/fragment.ts';
import type { Value } from '../../macro/value.ts';

/** Of a query: an error whose stack tells where the model made it. */
export const madeKey = Symbol.for('mesh.made');

export interface Sql {
  readonly type: 'sql';
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
  /** The text with its values as literals. */
  readonly sqlText: string;
}

/**
 * SQL with values.
 *
 * @example
 * return sql`SELECT id FROM ${context.table('shop.orders')} WHERE amount > ${limit}`;
 */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const text: Sql = {
    type: 'sql',
    strings,
    values,
    get sqlText() {
      return spliced(strings, ...(values as readonly Value[])).sqlText;
    },
  };
  return Object.defineProperty(text, madeKey, { value: new Error('made here') });
}
