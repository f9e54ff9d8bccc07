// A snapshot: one immutable version of one model, with the fingerprint of itself and its parents.
// Its identity is (name, identifier); its physical table belongs to (name, version), which snapshots may share.
import type { Columns } from '../model/columns.ts';
import type { KindName } from '../model/kind.ts';
import type { Model } from '../model/model.ts';
import type { TableName } from '../sql/tableName.ts';

export interface Fingerprint {
  /** Version of the recipe that made it: stored snapshots keep theirs for ever. */
  readonly recipe: number;
  readonly data: string;
  readonly metadata: string;
  readonly parentData: string;
  readonly parentMetadata: string;
}

export type Category = 'breaking' | 'non-breaking' | 'indirect-breaking' | 'indirect-non-breaking' | 'metadata';

export interface SnapshotId {
  readonly name: string;
  readonly identifier: string;
}

/** What comparing, joining and finding tables needs, cheap to read for thousands of models. */
export interface SnapshotHead extends SnapshotId {
  readonly version: string;
  /** Names the preview table `…__<devVersion>__dev`. */
  readonly devVersion: string;
  readonly kindName: KindName;
  readonly fingerprint: Fingerprint;
  readonly category: Category;
  /** Reuses the table of its predecessor; work before deployment goes to the preview table. */
  readonly forwardOnly: boolean;
  /** The physical table of (name, version); null for EMBEDDED and EXTERNAL. */
  readonly physical: TableName | null;
  readonly preview: TableName | null;
  /** A newer forward-only version was deployed onto its table: it cannot come back. */
  readonly unrestorable: boolean;
}

export interface Snapshot extends SnapshotHead {
  readonly model: Model;
  /** Direct parents that are models. */
  readonly parents: readonly SnapshotId[];
  /** Declared or inferred when it was planned; null when they cannot be known. */
  readonly outputColumns: Columns | null;
  /** Newest first, at most 10. */
  readonly previousVersions: readonly {
    readonly identifier: string;
    readonly version: string;
    readonly category: Category;
  }[];
  /** Forward-only: intervals from here on are recomputed with the new logic at deployment. */
  readonly effectiveFrom: number | null;
  readonly ttlMs: number;
  readonly createdAt: number;
}
