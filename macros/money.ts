import { macro } from 'mesh-sql';

/** `@money(SUM(amount_cents))`: an amount in cents as a decimal in whole units. */
export const money = macro('money', (context, cents) => context.sql`CAST(${cents} / 100.0 AS DECIMAL(18, 2))`);
