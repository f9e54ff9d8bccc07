// What mesh remembers, behind one interface. A method that takes a `tx` writes inside that open transaction,
// so that rows and the record of their interval commit together where state and data share a database.
import type { Session } from '../engine/engine.ts';
import type { Interval } from '../interval/interval.ts';
import type { Environment } from '../snapshot/environment.ts';
import type { Snapshot, SnapshotHead, SnapshotId } from '../snapshot/snapshot.ts';
import type { StateImage } from './stateImage.ts';

/** Intervals belong to a version, or to the preview table of one. */
export interface IntervalKey {
  readonly name: string;
  readonly version: string;
  readonly preview: boolean;
}

export interface KeyIntervals {
  readonly key: IntervalKey;
  readonly intervals: readonly Interval[];
}

export interface EnvironmentSummary {
  readonly name: string;
  readonly models: number;
  readonly expiresAt: number | null;
  readonly planId: string;
  readonly revision: number;
  readonly updatedAt: number;
}

export interface RecordedEnvironment {
  /** With the members whose snapshots are stored. */
  readonly environment: Environment;
  /** Members whose snapshots are not. */
  readonly lost: readonly SnapshotId[];
}

/** A claim on work, with a token that only grows: a holder whose lease was taken over cannot commit. */
export interface Lease {
  readonly key: string;
  readonly owner: string;
  readonly token: number;
  readonly expiresAt: number;
}

export interface StateVersions {
  readonly schemaVersion: number;
  readonly meshVersion: string;
}

/** When what is stored is no longer needed. */
export interface Expiry {
  readonly environments: readonly Pick<EnvironmentSummary, 'name' | 'expiresAt'>[];
  /** From when on one of the snapshots that no environment uses may go; null when there is none. */
  readonly unusedUntil: number | null;
}

/** The part of a state that plans are made from. */
export type PlanningState = Pick<
  StateStore,
  'environment' | 'snapshotHeads' | 'snapshots' | 'intervals' | 'unfinished' | 'expiry'
>;

export interface StateStore {
  /** Whether its tables live in the database that `engine` writes, so that `tx` may be a data transaction. */
  readonly besideData: boolean;
  /** undefined when no state exists yet. */
  versions(): Promise<StateVersions | undefined>;
  /** Creates the tables or brings them to this version; refused for state of a newer mesh. */
  migrate(): Promise<readonly string[]>;
  rollback(): Promise<void>;
  /** What `work` writes to the state it is given commits at its end, all or nothing. */
  atomically<T>(work: (state: StateStore) => Promise<T>): Promise<T>;

  environments(): Promise<readonly EnvironmentSummary[]>;
  environment(name: string): Promise<Environment | undefined>;
  /** The same of a state that may be damaged. */
  environmentRecord(name: string): Promise<RecordedEnvironment | undefined>;
  /** Replaces the environment's record if its revision is still `expectedRevision` (null: must not exist); a typed conflict error otherwise. */
  saveEnvironment(tx: Session | null, environment: Environment, expectedRevision: number | null): Promise<void>;
  deleteEnvironment(tx: Session | null, name: string): Promise<void>;
  /** As long as its revision is still `expectedRevision`; a typed conflict error otherwise. */
  setExpiry(name: string, expiresAt: number | null, expectedRevision: number | null): Promise<void>;

  /** Heads of all stored snapshots with these (name, data fingerprint) pairs, or of all when none is given. */
  snapshotHeads(
    names?: readonly string[],
  ): Promise<
    readonly (SnapshotHead & { readonly createdAt: number; readonly touchedAt: number; readonly ttlMs: number })[]
  >;
  snapshots(ids: readonly SnapshotId[]): Promise<readonly Snapshot[]>;
  saveSnapshots(tx: Session | null, snapshots: readonly Snapshot[]): Promise<void>;
  updateSnapshots(
    tx: Session | null,
    ids: readonly SnapshotId[],
    change: { readonly touchedAt?: number; readonly unrestorable?: boolean },
  ): Promise<void>;
  deleteSnapshots(tx: Session | null, ids: readonly SnapshotId[]): Promise<void>;

  expiry(): Promise<Expiry>;

  /** Writes what a log holds into the files; false where that cannot be done now. */
  settle(): Promise<boolean>;
  /** All that planning reads, with these environments; undefined when no state exists yet. */
  image(environments: readonly string[]): Promise<StateImage | undefined>;

  /** Sorted, merged intervals of each key, in the order of the keys. */
  intervals(keys: readonly IntervalKey[]): Promise<readonly (readonly Interval[])[]>;
  addIntervals(tx: Session | null, key: IntervalKey, intervals: readonly Interval[]): Promise<void>;
  removeIntervals(tx: Session | null, key: IntervalKey, intervals: readonly Interval[]): Promise<void>;
  /** These are about to be computed again: they stay recorded, and are unfinished until they are added once more or removed. */
  beginRestatement(tx: Session | null, restated: readonly KeyIntervals[]): Promise<void>;
  /** What is left of restatements that failed or were killed, in the order of the keys. */
  unfinished(keys: readonly IntervalKey[]): Promise<readonly (readonly Interval[])[]>;
  /** Keys of all intervals that are recorded. */
  intervalKeys(): Promise<readonly IntervalKey[]>;
  /** Deletes all that is recorded of these keys: their tables are gone. */
  forgetIntervals(tx: Session | null, keys: readonly IntervalKey[]): Promise<void>;
  compactIntervals(): Promise<void>;
  /** Changes whenever one of these models computes anything: a part of cache keys. */
  dataVersion(names: readonly string[]): Promise<string>;

  /** Takes the lease when it is free, expired or the caller's; else says who holds it. */
  acquireLease(
    key: string,
    owner: string,
    ttlMs: number,
  ): Promise<{ readonly lease: Lease } | { readonly heldBy: Lease }>;
  renewLease(lease: Lease, ttlMs: number): Promise<Lease | undefined>;
  releaseLease(lease: Lease): Promise<void>;
  /** Throws STATE_LEASE_LOST when the lease is no longer the caller's: called inside the transaction that is about to commit. */
  assertLease(tx: Session, lease: Lease): Promise<void>;

  /** Compiled modules of macros, signals and models by hash, so that `run` never reads changed files. */
  saveModules(tx: Session | null, modules: readonly { readonly hash: string; readonly text: string }[]): Promise<void>;
  modules(hashes: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Variables set by models (`setVariable`), failures of audits and the like: small JSON values by key. */
  /** Drops every state table, backups included. */
  destroy(): Promise<void>;
  getValue(key: string): Promise<unknown>;
  setValue(tx: Session | null, key: string, value: unknown): Promise<void>;
  close(): Promise<void>;
}
