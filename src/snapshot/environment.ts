// An environment: which snapshot each name stands for, and the views that show it.
import type { AuditDefinition } from '../model/model.ts';
import type { TableName } from '../sql/tableName.ts';
import type { SnapshotHead } from './snapshot.ts';

export interface EnvironmentMember extends SnapshotHead {
  /** Whether a view shows it; unmodified models of a dev environment have none. */
  readonly promoted: boolean;
  readonly view: TableName | null;
  /** The table behind the view: the version's own or the preview's. */
  readonly uses: 'final' | 'preview';
}

export interface EnvironmentNaming {
  readonly suffixTarget: 'schema' | 'table' | 'catalog';
  /** Catalog of the views where `environment_catalog_mapping` names one. */
  readonly catalog?: string | undefined;
}

export interface Environment {
  readonly name: string;
  readonly members: readonly EnvironmentMember[];
  readonly naming: EnvironmentNaming;
  /** The plan that made it, and the sequence number that every change of it increases. */
  readonly planId: string;
  readonly previousPlanId: string | null;
  readonly revision: number;
  /** null = never. */
  readonly expiresAt: number | null;
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly updatedAt: number;
  readonly statements: EnvironmentStatements;
  readonly requirements: Readonly<Record<string, string>>;
}

/** What belongs to no model. */
export interface EnvironmentStatements {
  readonly beforeAll: readonly string[];
  readonly afterAll: readonly string[];
  /** Standalone audits; absent where there are none. */
  readonly audits?: readonly AuditDefinition[];
  /** Whose they are, where projects have names. */
  readonly project?: string;
  /** Of the other projects that share the environment. */
  readonly others?: readonly Omit<EnvironmentStatements, 'others'>[];
}

export const PROD = 'prod';
