// All that planning reads of a state, taken at one moment: what a plan can be made from while the database is untouched.
import type { Session } from '../engine/engine.ts';
import type { Environment } from '../snapshot/environment.ts';
import { readEnvironment } from './environmentRows.ts';
import { readIntervalKeys, readIntervals, readUnfinished } from './intervalRows.ts';
import { readDefinitions, readHeads, type StoredHead } from './snapshotRows.ts';
import { readExpiry } from './expiryRows.ts';
import type { Expiry, KeyIntervals } from './stateStore.ts';
import type { StateTables } from './tables.ts';

export interface StateImage {
  /** Of all snapshots. */
  readonly heads: readonly StoredHead[];
  /** In the order of the heads, as stored; undefined for snapshots of no environment in this image. */
  readonly definitions: readonly (string | undefined)[];
  /** Of all keys that have a record. */
  readonly intervals: readonly KeyIntervals[];
  /** Of those that restatements began with and have not finished. */
  readonly unfinished: readonly KeyIntervals[];
  /** Of all environments there are. */
  readonly expiry: Expiry;
  /** The wanted ones of them. */
  readonly environments: readonly Environment[];
}

export async function readStateImage(
  session: Session,
  tables: StateTables,
  wanted: readonly string[],
): Promise<StateImage> {
  const expiry = await readExpiry(session, tables);
  const environments: Environment[] = [];
  for (const { name } of expiry.environments) {
    if (!wanted.includes(name)) continue;
    environments.push((await readEnvironment(session, tables, name))!);
  }
  const heads = await readHeads(session, tables);
  const keys = await readIntervalKeys(session, tables);
  const sets = await readIntervals(session, tables, keys);
  const unfinished = await readUnfinished(session, tables, keys);
  return {
    heads,
    definitions: await definitionsOf(session, tables, { heads, environments }),
    intervals: keys.map((key, i) => ({ key, intervals: sets[i]! })),
    unfinished: keys.flatMap((key, i) => (unfinished[i]!.length === 0 ? [] : [{ key, intervals: unfinished[i]! }])),
    expiry,
    environments,
  };
}

async function definitionsOf(
  session: Session,
  tables: StateTables,
  { heads, environments }: Pick<StateImage, 'heads' | 'environments'>,
): Promise<(string | undefined)[]> {
  const members = new Set(environments.flatMap((e) => e.members.map(textOf)));
  const ids = heads.filter((head) => members.has(textOf(head)));
  const texts = await readDefinitions(session, tables, ids);
  const byId = new Map(ids.map((id, i) => [textOf(id), texts[i]]));
  return heads.map((head) => byId.get(textOf(head)));
}

const textOf = ({ name, identifier }: { name: string; identifier: string }): string => `${name}\u0000${identifier}`;
