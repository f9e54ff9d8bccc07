import { scalarFunction, tableFunction } from 'mesh-sql';

/** Read by SQL like a table: `FROM customer_totals(since := '2024-01-05')`. It runs once for a statement. */
export const totals = tableFunction(
  { name: 'customer_totals', parameters: { since: 'TIMESTAMP' }, columns: { customer_id: 'BIGINT', total: 'DOUBLE' } },
  (context, { since }) =>
    context.query('SELECT customer_id, sum(amount) AS total FROM raw.transactions WHERE paid_at >= ? GROUP BY ALL', [since]),
);

/** Called by SQL value by value. */
export const grade = scalarFunction(
  { name: 'grade', parameters: { total: 'DOUBLE' }, returns: 'VARCHAR' },
  (total: number | null) => (total === null ? null : total > 6_000 ? 'high' : 'low'),
);
