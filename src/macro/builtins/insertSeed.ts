import { macro } from '../macro.ts';

/** `@INSERT_SEED()`: marks where a seed's rows are inserted between its statements; it is no SQL itself. */
export const insertSeed = macro('insert_seed', { args: [] }, () => []);
