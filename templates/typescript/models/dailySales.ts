import { sqlModel } from 'mesh-sql';

/** Sales by day. Each run computes only the days that are missing. */
export default sqlModel(
  {
    name: 'shop.daily_sales',
    kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'day' },
    grain: 'day',
    audits: [
      ['not_null', { columns: ['day'] }],
      ['no_negative_amounts', { column: 'sales' }],
    ],
  },
  `SELECT @day(ordered_at) AS day, COUNT(*) AS orders, SUM(amount) AS sales
   FROM raw.orders
   WHERE @day(ordered_at) BETWEEN @start_date AND @end_date
   GROUP BY 1`,
);
