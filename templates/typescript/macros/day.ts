import { macro } from 'mesh-sql';

/** `@day(ordered_at)` in SQL: the day of a time. */
export const day = macro('day', (context, time) => context.sql`CAST(${time} AS DATE)`);
