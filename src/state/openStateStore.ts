// The state store in SQL: one session of its own for reading and for writes that belong to no data transaction.
import { MeshError } from '../error/meshError.ts';
import type { Engine, Session } from '../engine/engine.ts';
import {
  readEnvironment,
  readRecord,
  readSummaries,
  removeEnvironment,
  writeEnvironment,
  writeExpiry,
} from './environmentRows.ts';
import {
  appendIntervals,
  compactIntervalRows,
  deleteIntervalRows,
  lastWrite,
  readIntervalKeys,
  readIntervals,
  readUnfinished,
  type IntervalEvent,
} from './intervalRows.ts';
import { checkLease, extendLease, freeLease, takeLease } from './leaseRows.ts';
import { checkVersions, dropState, migrateState, readVersions, rollbackState } from './migrate.ts';
import { readModules, readValue, writeModules, writeValue } from './moduleRows.ts';
import { changeSnapshots, insertSnapshots, readHeads, readSnapshots, removeSnapshots } from './snapshotRows.ts';
import { readExpiry } from './expiryRows.ts';
import { readStateImage, type StateImage } from './stateImage.ts';
import type { KeyIntervals, StateStore, StateVersions } from './stateStore.ts';
import { stateTables, type StateTables } from './tables.ts';

export interface StateOptions {
  /** The engine whose database holds the state. */
  readonly engine: Engine;
  /** Whether that is the engine that holds the data. */
  readonly besideData: boolean;
  readonly schema: string;
  readonly meshVersion: string;
  readonly clock: () => number;
  /** Set where only one process can have the database open: text that the leases of this process hold. */
  readonly exclusiveTo?: string | undefined;
}

/** Opens nothing for writing: the first write (or `migrate`) makes the tables. */
export async function openStateStore(options: StateOptions): Promise<StateStore> {
  const { engine, schema } = options;
  const own = await engine.session();
  const tables = stateTables(engine.defaultCatalog, schema);
  return new SqlStateStore(options, own, tables);
}

type Write = (session: Session) => Promise<void>;

class SqlStateStore implements StateStore {
  readonly besideData: boolean;
  readonly #options: StateOptions;
  readonly #own: Session;
  readonly #tables: StateTables;
  /** Statements of one session must not interleave. */
  #tail: Promise<unknown> = Promise.resolve();
  #versions: StateVersions | undefined;

  constructor(options: StateOptions, own: Session, tables: StateTables) {
    this.besideData = options.besideData;
    this.#options = options;
    this.#own = own;
    this.#tables = tables;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work, work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Reads of a state that does not exist yet give `empty`, so that looking never creates anything. */
  #read<T>(empty: T, work: (session: Session, tables: StateTables) => Promise<T>): Promise<T> {
    return this.#alone(async () => ((await this.#ready()) ? work(this.#own, this.#tables) : empty));
  }

  async #ready(): Promise<boolean> {
    if (this.#versions === undefined) {
      this.#versions = await readVersions(this.#own, this.#tables);
      checkVersions(this.#versions);
    }
    return this.#versions !== undefined;
  }

  /** In the caller's transaction where there is one and it can reach the state, else in one of its own. */
  async #write(tx: Session | null, work: Write): Promise<void> {
    if (tx !== null && this.besideData) {
      const exists = this.#versions !== undefined || (await this.#alone(() => this.#ready()));
      if (!exists) throw new MeshError('STATE_CORRUPT', { what: 'it has no tables yet' });
      return work(tx);
    }
    return this.#alone(async () => {
      await this.#create();
      await (this.#own.inTransaction ? work(this.#own) : this.#own.transaction(() => work(this.#own)));
    });
  }

  atomically<T>(work: (state: StateStore) => Promise<T>): Promise<T> {
    return this.#alone(async () => {
      try {
        // One of its own, because this one is busy until the transaction ends.
        const inside = new SqlStateStore({ ...this.#options, besideData: false }, this.#own, this.#tables);
        return await this.#own.transaction(() => work(inside));
      } finally {
        this.#versions = undefined;
      }
    });
  }

  async #create(): Promise<void> {
    if (!(await this.#ready())) await this.#migrate();
  }

  async #migrate(): Promise<readonly string[]> {
    const { meshVersion, clock } = this.#options;
    const ran = await migrateState(this.#own, this.#tables, { meshVersion, now: clock() });
    this.#versions = await readVersions(this.#own, this.#tables);
    return ran;
  }

  versions(): Promise<StateVersions | undefined> {
    return this.#alone(() => readVersions(this.#own, this.#tables));
  }

  migrate(): Promise<readonly string[]> {
    return this.#alone(() => this.#migrate());
  }

  rollback(): Promise<void> {
    return this.#alone(async () => {
      await rollbackState(this.#own, this.#tables);
      this.#versions = undefined;
    });
  }

  environments(): ReturnType<StateStore['environments']> {
    return this.#read([], readSummaries);
  }

  environment(name: string): ReturnType<StateStore['environment']> {
    return this.#read(undefined, (session, tables) => readEnvironment(session, tables, name));
  }

  environmentRecord(name: string): ReturnType<StateStore['environmentRecord']> {
    return this.#read(undefined, (session, tables) => readRecord(session, tables, name));
  }

  saveEnvironment(...[tx, environment, expectedRevision]: Parameters<StateStore['saveEnvironment']>): Promise<void> {
    return this.#write(tx, (session) => writeEnvironment(session, this.#tables, { environment, expectedRevision }));
  }

  deleteEnvironment(tx: Session | null, name: string): Promise<void> {
    return this.#write(tx, (session) => removeEnvironment(session, this.#tables, name));
  }

  setExpiry(...[name, expiresAt, expectedRevision]: Parameters<StateStore['setExpiry']>): Promise<void> {
    return this.#write(null, (session) =>
      writeExpiry(session, this.#tables, { environment: name, expiresAt, expectedRevision }),
    );
  }

  snapshotHeads(names?: readonly string[]): ReturnType<StateStore['snapshotHeads']> {
    return this.#read([], (session, tables) => readHeads(session, tables, names));
  }

  snapshots(...[ids]: Parameters<StateStore['snapshots']>): ReturnType<StateStore['snapshots']> {
    return this.#read([], (session, tables) => readSnapshots(session, tables, ids));
  }

  saveSnapshots(...[tx, snapshots]: Parameters<StateStore['saveSnapshots']>): Promise<void> {
    return this.#write(tx, (session) => insertSnapshots(session, this.#tables, snapshots));
  }

  updateSnapshots(...[tx, ids, change]: Parameters<StateStore['updateSnapshots']>): Promise<void> {
    return this.#write(tx, (session) => changeSnapshots(session, this.#tables, { ids, ...change }));
  }

  deleteSnapshots(...[tx, ids]: Parameters<StateStore['deleteSnapshots']>): Promise<void> {
    return this.#write(tx, (session) => removeSnapshots(session, this.#tables, ids));
  }

  expiry(): ReturnType<StateStore['expiry']> {
    return this.#read({ environments: [], unusedUntil: null }, readExpiry);
  }

  settle(): Promise<boolean> {
    return this.#alone(async () => (await this.#options.engine.settle?.()) ?? false);
  }

  image(environments: readonly string[]): Promise<StateImage | undefined> {
    return this.#read<StateImage | undefined>(undefined, (session, tables) =>
      readStateImage(session, tables, environments),
    );
  }

  intervals(...[keys]: Parameters<StateStore['intervals']>): ReturnType<StateStore['intervals']> {
    return this.#read(
      keys.map(() => []),
      (session, tables) => readIntervals(session, tables, keys),
    );
  }

  intervalKeys(): ReturnType<StateStore['intervalKeys']> {
    return this.#read([], readIntervalKeys);
  }

  addIntervals(...[tx, key, intervals]: Parameters<StateStore['addIntervals']>): Promise<void> {
    return this.#write(tx, (session) => this.#append(session, 'added', [{ key, intervals }]));
  }

  removeIntervals(...[tx, key, intervals]: Parameters<StateStore['removeIntervals']>): Promise<void> {
    return this.#write(tx, (session) => this.#append(session, 'removed', [{ key, intervals }]));
  }

  beginRestatement(...[tx, restated]: Parameters<StateStore['beginRestatement']>): Promise<void> {
    return this.#write(tx, (session) => this.#append(session, 'restating', restated));
  }

  unfinished(...[keys]: Parameters<StateStore['unfinished']>): ReturnType<StateStore['unfinished']> {
    return this.#read(
      keys.map(() => []),
      (session, tables) => readUnfinished(session, tables, keys),
    );
  }

  #append(session: Session, type: IntervalEvent, changes: readonly KeyIntervals[]): Promise<void> {
    return appendIntervals(session, this.#tables, { type, changes });
  }

  forgetIntervals(...[tx, keys]: Parameters<StateStore['forgetIntervals']>): Promise<void> {
    // Every batch asks, hardly any has something to forget.
    if (keys.length === 0) return Promise.resolve();
    return this.#write(tx, (session) => deleteIntervalRows(session, this.#tables, keys));
  }

  compactIntervals(): Promise<void> {
    return this.#write(null, (session) => compactIntervalRows(session, this.#tables));
  }

  dataVersion(...[names]: Parameters<StateStore['dataVersion']>): Promise<string> {
    return this.#read('', (session, tables) => lastWrite(session, tables, names));
  }

  acquireLease(...[key, owner, ttlMs]: Parameters<StateStore['acquireLease']>): ReturnType<StateStore['acquireLease']> {
    return this.#alone(async () => {
      await this.#create();
      const { exclusiveTo } = this.#options;
      const isGone = (holder: string): boolean => exclusiveTo !== undefined && !holder.includes(exclusiveTo);
      return takeLease(this.#own, this.#tables, { key, owner, ttlMs, isGone, now: this.#options.clock() });
    });
  }

  renewLease(...[lease, ttlMs]: Parameters<StateStore['renewLease']>): ReturnType<StateStore['renewLease']> {
    return this.#alone(() => extendLease(this.#own, this.#tables, { lease, expiresAt: this.#options.clock() + ttlMs }));
  }

  releaseLease(...[lease]: Parameters<StateStore['releaseLease']>): Promise<void> {
    return this.#alone(() => freeLease(this.#own, this.#tables, lease));
  }

  assertLease(...[tx, lease]: Parameters<StateStore['assertLease']>): Promise<void> {
    // Where nobody else can have the database open, nobody can have taken the lease over.
    if (this.#options.exclusiveTo !== undefined) return Promise.resolve();
    if (this.besideData) return checkLease(tx, this.#tables, lease);
    return this.#alone(() => checkLease(this.#own, this.#tables, lease));
  }

  saveModules(...[tx, modules]: Parameters<StateStore['saveModules']>): Promise<void> {
    return this.#write(tx, (session) => writeModules(session, this.#tables, modules));
  }

  modules(hashes: readonly string[]): ReturnType<StateStore['modules']> {
    return this.#read(new Map<string, string>(), (session, tables) => readModules(session, tables, hashes));
  }

  getValue(key: string): Promise<unknown> {
    return this.#read<unknown>(undefined, (session, tables) => readValue(session, tables, key));
  }

  setValue(...[tx, key, value]: Parameters<StateStore['setValue']>): Promise<void> {
    return this.#write(tx, (session) => writeValue(session, this.#tables, { key, value }));
  }

  destroy(): Promise<void> {
    return this.#alone(async () => {
      await dropState(this.#own, this.#tables);
      this.#versions = undefined;
    });
  }

  async close(): Promise<void> {
    await this.#alone(() => this.#own.close());
  }
}
