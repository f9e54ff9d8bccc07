// Columns of tables that no model describes, as the database has them now.
import { parseTableName } from '../sql/parseTableName.ts';
import type { Columns } from '../model/columns.ts';
import type { TableName } from '../sql/tableName.ts';
import type { Project } from './openProject.ts';

/** The parts of a canonical name; the default catalog stays out. */
export function tableOfName(name: string): TableName {
  return parseTableName(name, { dialect: 'duckdb' });
}

export async function readExternalColumns(
  project: Project,
  names: readonly string[],
): Promise<ReadonlyMap<string, Columns>> {
  const found = new Map<string, Columns>();
  if (names.length === 0 || !(await project.hasDatabase())) return found;
  const session = await (await project.engine()).session();
  try {
    for (const name of names) {
      const relation = await session.relation(tableOfName(name));
      if (relation !== undefined)
        found.set(
          name,
          relation.columns.map((c) => ({ name: c.name, type: c.type })),
        );
    }
  } finally {
    await session.close();
  }
  return found;
}
