// A function of the project as a macro of the same shape: binding and lineage see its types and its arguments.
import type { FunctionShape } from '../../../sql/frontend.ts';
import { quoteIdentifier } from '../../../sql/tableName.ts';

export function functionMacro({ name, parameters, returns }: FunctionShape): string {
  const names = parameters.map((parameter) => quoteIdentifier(parameter.name));
  const create = (list: readonly string[]): string =>
    `CREATE OR REPLACE MACRO mesh_analysis.main.${quoteIdentifier(name)}(${list.join(', ')}) AS`;
  if (typeof returns !== 'string') {
    const columns = returns.map((column) => `CAST(NULL AS ${column.type}) AS ${quoteIdentifier(column.name)}`);
    return `${create(names.map((each) => `${each} := NULL`))} TABLE SELECT ${columns.join(', ')}`;
  }
  const texts = parameters.map(({ type }, i) => `CAST(CAST(${names[i]!} AS ${type}) AS VARCHAR)`);
  return `${create(names)} CAST(${texts.length === 0 ? 'NULL' : `coalesce(${texts.join(', ')})`} AS ${returns})`;
}
