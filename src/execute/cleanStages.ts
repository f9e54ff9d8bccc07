// Rows that stopped runs have left beside tables which nobody will go on with.
import type { TableName } from '../sql/tableName.ts';
import { attempt, type CleanUp } from './cleanUpWork.ts';
import { viewText } from './promote.ts';
import { stagedTable, stageInfix } from './stageName.ts';

interface Tables {
  /** Their stages stay. */
  readonly kept: readonly TableName[];
  /** All that mesh has made: in their schemas a stage is mesh's own. */
  readonly known: readonly TableName[];
}

/** Gives what was dropped. */
export async function dropStages(work: CleanUp, { kept, known }: Tables): Promise<TableName[]> {
  const home = work.engine.defaultCatalog;
  const key = ({ catalog = home, schema = 'main', table }: TableName): string =>
    JSON.stringify([catalog, schema, table]).toLowerCase();
  const schemaOf = (table: TableName): string => key({ ...table, table: '' });
  const fitting = new Set(kept.map(key));
  const schemas = new Set(known.map(schemaOf));
  const dropped: TableName[] = [];
  for (const stage of await work.session.tablesHolding(stageInfix)) {
    const table = stagedTable(stage);
    const isOwn = schemas.has(schemaOf(stage)) || /^mesh__/i.test(stage.schema ?? '');
    if (table === undefined || !isOwn || fitting.has(key(table))) continue;
    const why = 'no model goes on with it';
    const object = viewText(stage, home);
    if (await attempt(work, { object, type: 'table', why }, () => work.session.drop(stage))) dropped.push(stage);
  }
  return dropped;
}
