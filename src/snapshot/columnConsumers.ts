// Who would notice if a column went away, or had another type or other values: model by model, all the way down.
import type { Model } from '../model/model.ts';
import type { SourceColumn, Traced } from '../sql/frontend.ts';
import type { TableName } from '../sql/tableName.ts';
import { decidesRows } from './tableImpact.ts';
import { isTable, readsIt, whyUnproved, type LineagePair } from './indirectChange.ts';

export interface Consumer {
  readonly name: string;
  readonly kind: string;
  /** Which rows it has is at stake, and so are all of its columns. */
  readonly rows: boolean;
  /** Those at stake, in the model's order. */
  readonly columns: readonly string[];
  readonly reason: string;
}

export interface ConsumersInput {
  readonly model: string;
  readonly table: TableName;
  readonly column: string;
  /** Parents first. */
  readonly order: readonly string[];
  readonly models: ReadonlyMap<string, Model>;
  readonly lineage: (name: string) => LineagePair | undefined;
  readonly columnsOf: (name: string) => readonly string[];
}

/** What is at stake of one table. */
interface Stake {
  readonly table: TableName;
  readonly rows: boolean;
  /** Lower case. */
  readonly columns: ReadonlySet<string>;
}

export function columnConsumers(input: ConsumersInput): Consumer[] {
  const { model, table, column, order, models } = input;
  const stakes = new Map<string, Stake>();
  const first = new Set([column.toLowerCase()]);
  const own = models.get(model);
  stakes.set(model, { table, rows: own !== undefined && decidesRows(own, first), columns: first });
  const consumers: Consumer[] = [];
  for (const name of order) {
    const reader = models.get(name);
    if (reader === undefined || name === model) continue;
    const uses = reader.parents.flatMap((parent) => {
      const stake = stakes.get(parent);
      const found = stake === undefined ? undefined : useOf(input, reader, { parent, stake });
      return found === undefined ? [] : [found];
    });
    if (uses.length === 0) continue;
    const affected = new Set(uses.flatMap((use) => use.columns));
    const rows = uses.find((use) => use.rows) ?? rowsByKind(reader, uses);
    const all = input.columnsOf(name);
    const columns = rows === undefined ? [...affected] : all.length > 0 ? all : [...affected];
    stakes.set(name, {
      table: reader.table,
      rows: rows !== undefined,
      columns: new Set(columns.map((c) => c.toLowerCase())),
    });
    const reason = rows?.reason ?? uses.map((use) => use.reason).join('; ');
    consumers.push({ name, kind: reader.kind.name, rows: rows !== undefined, columns, reason });
  }
  return consumers;
}

interface Use {
  readonly rows: boolean;
  readonly columns: readonly string[];
  readonly reason: string;
}

function rowsByKind(model: Model, uses: readonly Use[]): Use | undefined {
  const decides = (column: string): boolean => decidesRows(model, new Set([column.toLowerCase()]));
  const use = uses.find(({ columns }) => columns.some(decides));
  if (use === undefined) return undefined;
  return { rows: true, columns: [], reason: `${use.reason}, which decides the rows of its kind` };
}

interface Read {
  readonly parent: string;
  readonly stake: Stake;
}

function useOf(input: ConsumersInput, model: Model, { parent, stake }: Read): Use | undefined {
  const lineage = input.lineage(model.name);
  if (!readsIt({ model, lineage }, stake.table)) return undefined;
  const all = (reason: string): Use => ({ rows: true, columns: [], reason });
  if (stake.rows) return all(`reads ${parent}, whose rows depend on it`);
  const unproved = whyUnproved(model);
  if (unproved !== undefined) return all(`reads ${parent} ${unproved}`);
  const answers = [lineage?.after, lineage?.before].filter((a) => a !== undefined);
  if (answers.length === 0 || !answers.every(isTraced))
    return all(`reads ${parent}; which columns it uses cannot be known`);
  const touched = (s: SourceColumn): boolean =>
    isTable(s.table, stake.table) && stake.columns.has(s.column.toLowerCase());
  const inRows = answers.flatMap((a) => a.rowSources).find(touched);
  if (inRows !== undefined) return all(`its rows depend on ${parent}.${inRows.column}`);
  const made = answers.flatMap((a) => a.columns).filter((c) => c.sources.some(touched));
  const columns = [...new Map(made.map((c) => [c.name.toLowerCase(), c.name])).values()];
  if (columns.length === 0) return undefined;
  const sources = [...new Set(made.flatMap((c) => c.sources.filter(touched).map((s) => s.column)))];
  const verb = columns.length === 1 ? 'comes' : 'come';
  return {
    rows: false,
    columns,
    reason: `${columns.join(', ')} ${verb} from ${sources.map((s) => `${parent}.${s}`).join(', ')}`,
  };
}

type Lineage = Extract<Traced, { type: 'lineage' }>;

function isTraced(answer: Traced): answer is Lineage {
  return answer.type === 'lineage';
}
