import { sqlModel } from 'mesh-sql';

const measures = {
  orders: 'COUNT(*)',
  spent: 'SUM(amount)',
  last_order_at: 'MAX(ordered_at)',
};

/** What each customer has spent; the columns are put together by TypeScript. */
export default sqlModel(
  { name: 'shop.customers', kind: 'FULL', grain: 'customer', audits: [['unique_values', { columns: ['customer'] }]] },
  () => {
    const columns = Object.entries(measures).map(([name, expression]) => `${expression} AS ${name}`);
    return `SELECT customer, ${columns.join(', ')} FROM raw.orders GROUP BY customer`;
  },
);
