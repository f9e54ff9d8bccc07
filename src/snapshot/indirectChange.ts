// What changes of parents mean for a model whose own text is the same: the proof that it need not be built again,
// or the reason why it must.
import { callsTableFunctions } from '../model/callsTableFunctions.ts';
import type { Model } from '../model/model.ts';
import type { SourceColumn, Traced } from '../sql/frontend.ts';
import { canonicalName, type TableName } from '../sql/tableName.ts';
import { columnsText, wereAdded } from './directChange.ts';
import { isEmptyDiff, type ColumnDiff } from './columnDiff.ts';
import { columnImpact, invalidates, isNoImpact, joinImpacts, noImpact, type Impact } from './impact.ts';

/** Which source columns the model's query used before and uses now. */
export interface LineagePair {
  readonly before?: Traced | undefined;
  readonly after?: Traced | undefined;
}

export interface IndirectChange {
  readonly model: Model;
  /** Changed direct parents with what their change means; EMBEDDED and EXTERNAL ones too. */
  readonly parents: ReadonlyMap<string, ChangedParent>;
  readonly lineage: LineagePair | undefined;
  readonly columns: ColumnDiff;
}

export interface ChangedParent {
  readonly impact: Impact;
  readonly table: TableName;
}

export interface InheritedVerdict {
  readonly impact: Impact;
  /** The table must be built again. */
  readonly rebuild: boolean;
  readonly reason: string;
}

export function indirectVerdict(change: IndirectChange): InheritedVerdict {
  const relevant = [...change.parents].filter(([, { impact }]) => !isNoImpact(impact));
  if (relevant.length === 0) {
    const names = [...change.parents.keys()].join(', ');
    return typesOnly(change) ?? { impact: noImpact, rebuild: false, reason: `nothing it reads from ${names} changed` };
  }
  let impact: Impact = noImpact;
  const reasons: string[] = [];
  const spared: string[] = [];
  for (const [name, parent] of relevant) {
    const use = useOf(change, name, parent);
    impact = joinImpacts(impact, use.impact);
    (isNoImpact(use.impact) ? spared : reasons).push(use.reason);
  }
  const own = typesOnly(change);
  if (own !== undefined) {
    impact = joinImpacts(impact, own.impact);
    if (reasons.length === 0) reasons.push(own.reason);
  }
  if (isNoImpact(impact)) return { impact, rebuild: false, reason: spared.join('; ') };
  return { impact, rebuild: true, reason: reasons.join('; ') };
}

/** The types of its own columns follow the parents' even where the lineage says nothing. */
function typesOnly({ columns }: IndirectChange): InheritedVerdict | undefined {
  if (isEmptyDiff(columns)) return undefined;
  const affected = [...columns.changed, ...columns.removed].map((c) => c.name);
  const added = columns.added.map((c) => c.name);
  const reason = affected.length > 0 ? columnsText(columns) : wereAdded(added);
  return { impact: columnImpact(affected, added), rebuild: true, reason };
}

interface Use {
  readonly impact: Impact;
  readonly reason: string;
}

function useOf(change: IndirectChange, parent: string, { impact, table }: ChangedParent): Use {
  const { model, lineage } = change;
  if (impact === 'rows' && !readsIt(change, table))
    return { impact: noImpact, reason: `its query does not read ${parent}` };
  if (impact === 'rows') return { impact: 'rows', reason: `reads ${parent}, whose rows changed` };
  if (isReadByCode(change, table) && !invalidates(impact)) {
    return { impact: noImpact, reason: `the columns it reads of ${parent} are the same` };
  }
  const unproved = whyUnproved(model);
  if (unproved !== undefined) return { impact: 'rows', reason: `reads ${parent}, which changed, ${unproved}` };
  const { before, after } = lineage ?? {};
  if (before?.type !== 'lineage' || after?.type !== 'lineage') {
    return { impact: 'rows', reason: `reads ${parent}, which changed; which columns it uses cannot be known` };
  }
  return tracedUse({ parent, table, impact, before, after });
}

/** By a function that knows the names of the columns it takes; a query beside it may take up all that there are. */
function isReadByCode({ model, lineage }: IndirectChange, parent: TableName): boolean {
  if (model.source === 'typescript') return true;
  return callsTableFunctions(model) && !isNamed(lineage, parent);
}

/** False only when the lineage proves that the query reads something else (the parent stands in an audit). */
export function readsIt({ model, lineage }: Pick<IndirectChange, 'model' | 'lineage'>, parent: TableName): boolean {
  return whyUnproved(model) !== undefined || isNamed(lineage, parent);
}

function isNamed(lineage: LineagePair | undefined, parent: TableName): boolean {
  const { before, after } = lineage ?? {};
  if (before?.type !== 'lineage' || after?.type !== 'lineage') return true;
  const tables = [before, after].flatMap((t) => [
    ...t.tables,
    ...[...t.rowSources, ...t.columns.flatMap((c) => c.sources)].map((s) => s.table),
  ]);
  return tables.some((t) => isTable(t, parent));
}

/** The binder answers these from the columns of a table: no expression over a column is left to be traced. */
const asksForTypes = /\b(?:(?:pg_)?typeof|can_cast_implicitly|describe|summarize|show)\b/i;

/** Where the query at hand is not all that runs, or not all that decides what it gives. */
export function whyUnproved(model: Model): string | undefined {
  if (model.source !== 'sql') return 'in code';
  if (model.rendered.preStatements.length + model.rendered.postStatements.length > 0)
    return 'and has statements of its own';
  const text = model.query?.sql ?? '';
  if (/@\{?runtime_stage|\{\{|\{%/i.test(text)) return 'and its text depends on the run';
  if (asksForTypes.test(model.rendered.query ?? text)) return 'and asks for types or names of columns';
  if (model.rendered.runtime === true && model.code.some((c) => c.type === 'macro'))
    return 'through macros that depend on the run';
  if (callsTableFunctions(model)) return 'and calls functions that read tables';
  if (/@output\(/i.test(text)) return 'and uses values that models set';
  return undefined;
}

type Lineage = Extract<Traced, { type: 'lineage' }>;

interface TracedUseInput {
  readonly parent: string;
  readonly table: TableName;
  readonly impact: Exclude<Impact, 'rows'>;
  readonly before: Lineage;
  readonly after: Lineage;
}

function tracedUse({ parent, table, impact, before, after }: TracedUseInput): Use {
  const touched = (s: SourceColumn): boolean => {
    const column = s.column.toLowerCase();
    return isTable(s.table, table) && (impact.changed.has(column) || impact.added.has(column));
  };
  const inRows = [...before.rowSources, ...after.rowSources].find(touched);
  if (inRows !== undefined) {
    return { impact: 'rows', reason: `its rows depend on ${parent}.${inRows.column}, which changed` };
  }
  const old = new Map(before.columns.map((c) => [c.name.toLowerCase(), c]));
  const changed = after.columns.filter((c) => {
    const was = old.get(c.name.toLowerCase());
    if (was === undefined) return false;
    return c.sources.some(touched) || was.sources.some(touched) || !sameSources(was.sources, c.sources);
  });
  const added = after.columns.filter((c) => !old.has(c.name.toLowerCase()));
  const now = new Set(after.columns.map((c) => c.name.toLowerCase()));
  const removed = before.columns.filter((c) => !now.has(c.name.toLowerCase()));
  const affected = [...changed, ...removed].map((c) => c.name);
  if (affected.length === 0 && added.length === 0) {
    const what = impact.changed.size > 0 ? 'uses none of the changed columns' : 'does not use the new columns';
    return { impact: noImpact, reason: `${what} of ${parent}` };
  }
  const reason =
    affected.length > 0
      ? `${affected.join(', ')} ${affected.length === 1 ? 'comes' : 'come'} from changed columns of ${parent}`
      : `takes up new columns of ${parent}`;
  return {
    impact: columnImpact(
      affected,
      added.map((c) => c.name),
    ),
    reason,
  };
}

function sameSources(a: readonly SourceColumn[], b: readonly SourceColumn[]): boolean {
  const key = (s: SourceColumn): string => `${canonicalName(s.table)}\u0000${s.column.toLowerCase()}`;
  const keys = new Set(a.map(key));
  return a.length === b.length && b.every((s) => keys.has(key(s)));
}

/** Parts that one side leaves out are taken to be the same: better one table too many than a change that is missed. */
export function isTable(a: TableName, b: TableName): boolean {
  const same = (x: string | undefined, y: string | undefined): boolean => x === undefined || y === undefined || x === y;
  return a.table === b.table && same(a.schema, b.schema) && same(a.catalog, b.catalog);
}
