import { model } from 'mesh-sql';

export default model(
  {
    name: 'patterns.feedback',
    kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'day', batchSize: 1 },
    cron: '@daily',
    end: '2024-01-31',
    columns: { day: 'DATE', paid: 'DOUBLE', smoothed: 'DOUBLE' },
  },
  async (context) => {
    const [today] = await context
      .query('SELECT coalesce(sum(amount), 0) AS paid FROM raw.transactions WHERE paid_at >= @start_ts AND paid_at < @end_ts')
      .toArray();
    // Its own rows as last committed: intervals of such a model run one after the other.
    const yesterday = await context.self().orderBy('day DESC').first();
    const before = yesterday?.smoothed ?? today!.paid;
    const smoothed = 0.7 * before + 0.3 * today!.paid;
    return [{ day: context.start, paid: today!.paid, smoothed }];
  },
);
