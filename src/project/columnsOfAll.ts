// Columns of every model, and why some are not known. No database is opened.
import type { LoadedProject } from '../load/loadedProject.ts';
import type { Columns } from '../model/columns.ts';
import { describeModels } from './describeModels.ts';
import type { BoundColumns } from './modelColumns.ts';
import type { Project } from './openProject.ts';

export interface ColumnsOfAll {
  /** Sorted by name; every column has a type. */
  readonly columns: ReadonlyMap<string, Columns>;
  /** Models that are not there, and why. */
  readonly unknown: ReadonlyMap<string, Unknown>;
}

export interface Unknown {
  readonly reason: string;
  /** A query that cannot be bound; others may be known elsewhere, from a run. */
  readonly isProblem: boolean;
}

export async function columnsOfAll(project: Project, loaded: LoadedProject): Promise<ColumnsOfAll> {
  const bound = await describeModels(project, loaded);
  const columns = new Map<string, Columns>();
  const unknown = new Map<string, Unknown>();
  for (const name of [...loaded.models.keys()].sort()) {
    const found = bound.columns.get(name);
    const untyped = found?.filter((column) => column.type === null).map((column) => column.name) ?? [];
    if (found === null || found === undefined || found.length === 0) unknown.set(name, reasonOf(name, bound));
    else if (untyped.length > 0)
      unknown.set(name, { reason: `${untyped.join(', ')}: the type is not known`, isProblem: false });
    else columns.set(name, withNullability(found, loaded.models.get(name)?.columns));
  }
  return { columns, unknown };
}

/** NOT NULL is a word of the declaration; binding knows nothing of it. */
function withNullability(columns: Columns, declared: Columns | undefined): Columns {
  const required = new Set(declared?.filter((c) => c.nullable === false).map((c) => c.name.toLowerCase()));
  if (required.size === 0) return columns;
  return columns.map((c) => (required.has(c.name.toLowerCase()) ? { ...c, nullable: false } : c));
}

function reasonOf(name: string, { problems, unknown }: BoundColumns): Unknown {
  const problem = problems.get(name)?.message;
  const reason = problem ?? unknown.get(name) ?? 'its columns are not declared';
  return { reason, isProblem: problem !== undefined };
}
