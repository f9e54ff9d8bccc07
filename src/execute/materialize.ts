// A batch of a CUSTOM model: a function of the project writes it, inside the same transaction as everything else.
import type { Execution, Session } from '../engine/engine.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';
import type { MaterializationContext, MaterializationDefinition } from '../model/typescript/materialization.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { stringValue } from '../sql/literal.ts';
import { quotedName, type TableName } from '../sql/tableName.ts';

export interface Materialize {
  readonly definition: MaterializationDefinition;
  readonly snapshot: Snapshot;
  readonly table: TableName;
  readonly query: string;
  readonly interval: Interval | null;
  readonly executionTime: number;
  readonly isFirstLoad: boolean;
}

export async function materialize(session: Session, work: Materialize): Promise<Execution> {
  const { definition, snapshot, interval } = work;
  let changed = 0;
  const context: MaterializationContext = {
    model: snapshot.name,
    table: quotedName(work.table),
    query: work.query,
    isFirstLoad: work.isFirstLoad,
    start: interval === null ? null : new Date(interval.start),
    end: interval === null ? null : new Date(interval.end),
    executionTime: new Date(work.executionTime),
    properties: propertiesOf(snapshot),
    execute: async (sql) => {
      const { rowsChanged } = await session.execute(sql);
      changed += rowsChanged;
      return rowsChanged;
    },
    rows: (sql) => session.query(sql),
  };
  try {
    const written = await (definition.run as (context: MaterializationContext) => unknown)(context);
    return { rowsChanged: typeof written === 'number' ? written : changed };
  } catch (error) {
    if (isMeshError(error)) throw error;
    const detail = `its materialization ${definition.name} failed: ${error instanceof Error ? error.message : String(error)}`;
    throw new MeshError('RUN_MODEL_FAILED', { model: snapshot.name, detail }, { at: snapshot.model.at, cause: error });
  }
}

/** Values are SQL texts where the model is SQL: `(a = 1, b = 'x')`. */
function propertiesOf({ model: { kind } }: Snapshot): Record<string, string | number | boolean | null> {
  const given = kind.name === 'CUSTOM' ? kind.materializationProperties : {};
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, valueOf(value)]));
}

function valueOf(value: unknown): string | number | boolean | null {
  if (typeof value !== 'string') return typeof value === 'number' || typeof value === 'boolean' ? value : null;
  if (/^'.*'$/s.test(value)) return stringValue(value);
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if (/^null$/i.test(value)) return null;
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}
