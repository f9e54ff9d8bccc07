// One question to the binder gives names, types and lineage: the plan of `FROM (query)`.
import type { BindAnswer, OutputColumn, TracedColumn } from '../../../sql/frontend.ts';
import type { TableName } from '../../../sql/tableName.ts';
import { UNKNOWN_COLUMN } from './definedTables.ts';
import { planLineage } from './planLineage.ts';
import { problemFromAnswer } from './problems.ts';
import { text as string, tree, trees, type Tree } from './tree.ts';
import { typeText } from './typeText.ts';

/** Empty lists stay: a column index of zero would otherwise vanish from its list. */
const PLAN = 'json_serialize_plan(t, skip_default := true, skip_null := true)';

/** Asked for lineage: the whole plan. */
export const PLAN_SQL = `SELECT ${PLAN} FROM texts`;

/** Names and types alone take a twelfth of the plan's text, which costs more to read here than to cut there. */
export const COLUMNS_SQL = `SELECT CASE WHEN starts_with(j, '{"error":false')
  THEN '{"error":false,"plans":[{"expressions":' || coalesce(json_extract(j, '$.plans[0].expressions')::VARCHAR, '[]') || '}]}'
  ELSE j END FROM (SELECT ${PLAN} AS j FROM texts)`;

const PREFIX = 'FROM (';

/** The outer projection is what names the columns as a table made from the query would have them. */
export function planText(query: string): string {
  return `${PREFIX}${query.replace(/[;\s]+$/, '')}\n)`;
}

export interface BindOptions {
  readonly text: string;
  readonly lineage: boolean;
  /** The name as the graph knows it, from the plan's full one. */
  readonly nameOf: (table: TableName) => TableName;
}

export function bindAnswer(answer: Tree, { text, lineage, nameOf }: BindOptions): Omit<BindAnswer, 'table'> {
  if (answer['error'] === true) {
    const reason = reasonOf(answer);
    const failed =
      reason === undefined
        ? ({ type: 'problem', problem: problemFromAnswer(answer, { text, prefix: PREFIX }) } as const)
        : ({ type: 'unknown', reason } as const);
    return { described: failed, ...(lineage ? { traced: failed } : {}) };
  }
  const plan = trees(answer['plans'])[0] ?? {};
  const columns = trees(plan['expressions']).map(outputColumn);
  if (columns.some((column) => column.name.startsWith(UNKNOWN_COLUMN))) {
    const unknown = { type: 'unknown', reason: 'it takes all columns of a table whose columns are not known' } as const;
    return { described: unknown, ...(lineage ? { traced: unknown } : {}) };
  }
  const described = { type: 'columns', columns } as const;
  if (!lineage) return { described };
  const found = planLineage(plan, nameOf);
  const traced: TracedColumn[] = columns.map((column, i) => ({ ...column, sources: found.columns[i] ?? [] }));
  return {
    described,
    traced: { type: 'lineage', columns: traced, rowSources: found.rowSources, tables: found.tables },
  };
}

function outputColumn(expression: Tree): OutputColumn {
  let named = expression;
  // A cast that the binder adds (NULL becomes INTEGER) hides the name below it.
  while (string(named['alias']) === '' && tree(named['child']) !== undefined) named = tree(named['child'])!;
  return { name: string(named['alias']), type: typeText(tree(expression['return_type']) ?? {}) };
}

/** Why a query that need not be wrong cannot be answered here. */
function reasonOf(answer: Tree): string | undefined {
  const message = string(answer['error_message']);
  if (answer['error_type'] === 'permission') return 'it reads files, whose columns are known only when it runs';
  if (answer['error_type'] === 'not implemented') return 'the columns of its PIVOT depend on the data';
  const extension = /"?([^"\s]+)"? is not in the catalog, but it exists in the (\w+) extension/.exec(message);
  return extension === null
    ? undefined
    : `${extension[1]} belongs to the ${extension[2]} extension, which is not loaded`;
}
