// The stage of one interval: rows that are committed before it is done, and how far its tasks have come. Both are tables
// of the same database, so that rows and progress are written together.
import type { MadeBatch } from '../../batch/batchMaker.ts';
import { typeText, type ColumnShape } from '../../batch/sqlType.ts';
import type { Session } from '../../engine/engine.ts';
import { quoteString } from '../../sql/literal.ts';
import { quotedName, quoteIdentifier } from '../../sql/tableName.ts';
import type { StageNames } from '../stageName.ts';
import type { Pull } from './pull.ts';
import { feedInto } from './pump.ts';
import type { Scope } from './scope.ts';

/** A stage that was begun for anything else is not gone on with. */
export interface StageOwner {
  /** Of the snapshot. */
  readonly identifier: string;
  readonly isRestatement: boolean;
}

export interface Progress {
  readonly done: ReadonlySet<string>;
  /** Its rows are there in part. */
  readonly begun: string | undefined;
  readonly variables: string | undefined;
}

export type Entry =
  | { readonly entry: 'done' | 'begun'; readonly value: string }
  /** As JSON. */
  | { readonly entry: 'variables'; readonly value: string };

const nothing: Progress = { done: new Set(), begun: undefined, variables: undefined };

export class StageTable {
  readonly names: StageNames;
  readonly #session: Session;
  readonly #owner: string;
  #exists = false;

  constructor(session: Session, names: StageNames, { identifier, isRestatement }: StageOwner) {
    this.#session = session;
    this.names = names;
    this.#owner = `${identifier}${isRestatement ? ' restated' : ''}`;
  }

  get exists(): boolean {
    return this.#exists;
  }

  /** What an earlier run has left, if it was about the same. */
  async open(): Promise<Progress> {
    if ((await this.#session.columns(this.names.progress)) === undefined) return nothing;
    const rows = await this.#session.query<{ entry: string; value: string }>(
      `SELECT entry, value FROM ${quotedName(this.names.progress)} ORDER BY rowid`,
    );
    const all = (entry: string): string[] => rows.filter((row) => row.entry === entry).map((row) => row.value);
    if (all('owner')[0] !== this.#owner) {
      await this.#session.transaction(() => this.drop());
      return nothing;
    }
    this.#exists = true;
    const done = new Set(all('done'));
    const begun = all('begun').at(-1);
    return {
      done,
      begun: begun === undefined || done.has(begun) ? undefined : begun,
      variables: all('variables').at(-1),
    };
  }

  /** Rows and progress in one transaction. */
  async commit(
    scope: Scope,
    rows: { readonly shapes: readonly ColumnShape[]; readonly batches: Pull<MadeBatch> } | undefined,
    entries: () => readonly Entry[],
  ): Promise<void> {
    const session = this.#session;
    await session.transaction(async () => {
      if (rows !== undefined) {
        if (!this.#exists) await this.#create(rows.shapes);
        const feed = scope.bridge.feed(rows.shapes);
        const list = rows.shapes.map(({ name }) => quoteIdentifier(name)).join(', ');
        const write = (query: string) =>
          session.execute(`INSERT INTO ${quotedName(this.names.rows)} (${list}) ${query}`);
        await feedInto({ feed, batches: rows.batches, stages: scope.stages, signal: scope.signal, write });
      }
      scope.signal.throwIfAborted();
      for (const { entry, value } of entries()) await this.#note(entry, value);
    });
    this.#exists ||= rows !== undefined;
  }

  /** In the transaction that moves the rows. */
  async drop(): Promise<void> {
    await this.#session.drop(this.names.rows);
    await this.#session.drop(this.names.progress);
    this.#exists = false;
  }

  async #create(shapes: readonly ColumnShape[]): Promise<void> {
    const columns = shapes.map(
      ({ name, type, nullable }) => `${quoteIdentifier(name)} ${typeText(type)}${nullable ? '' : ' NOT NULL'}`,
    );
    await this.drop();
    await this.#session.execute(`CREATE TABLE ${quotedName(this.names.rows)} (${columns.join(', ')})`);
    await this.#session.execute(`CREATE TABLE ${quotedName(this.names.progress)} (entry VARCHAR, value VARCHAR)`);
    await this.#note('owner', this.#owner);
  }

  async #note(entry: string, value: string): Promise<void> {
    const values = `${quoteString(entry)}, ${quoteString(value)}`;
    await this.#session.execute(`INSERT INTO ${quotedName(this.names.progress)} VALUES (${values})`);
  }
}
