// Every state schema change in order; the position is the schema version it leads to. Adding one = one file + one line.
import type { Session } from '../../engine/engine.ts';
import type { StateTables } from '../tables.ts';
import * as initial from './0001_initial.ts';

export interface Migration {
  readonly name: string;
  readonly up: (session: Session, tables: StateTables) => Promise<void>;
}

export const migrations: readonly Migration[] = [{ name: '0001_initial', up: initial.up }];

export const schemaVersion = migrations.length;
