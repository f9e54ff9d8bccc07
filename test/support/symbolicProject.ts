// Projects whose meaning can be computed without a database: every column and every set of rows is a hash of what it is
// made of. Two tables with equal hashes hold equal rows, so a plan that builds too little is caught.
import type { Model } from '../../src/model/model.ts';
import type { Columns } from '../../src/model/columns.ts';
import type { Comparison, SourceColumn, Traced, TracedColumn } from '../../src/sql/frontend.ts';
import { hashParts } from '../../src/util/hash.ts';
import { makeModel, timeRange } from './modelFactory.ts';
import type { Oracle } from './planWorld.ts';

export interface SymbolicModel {
  readonly name: string;
  readonly kind: 'FULL' | 'VIEW' | 'EMBEDDED' | 'INCREMENTAL_BY_TIME_RANGE';
  readonly parents: readonly string[];
  /** `sources` as `parent.column`. */
  readonly columns: readonly {
    readonly name: string;
    readonly expression: number;
    readonly sources: readonly string[];
  }[];
  /** Also takes all columns of this parent. */
  readonly star?: string | undefined;
  readonly rows: { readonly expression: number; readonly sources: readonly string[] };
  /** Changes the text but not what it means. */
  readonly spelling: number;
  readonly owner?: string | undefined;
}

export interface Content {
  readonly rows: string;
  readonly columns: ReadonlyMap<string, string>;
}

const source = (text: string): { parent: string; column: string } => {
  const dot = text.lastIndexOf('.');
  return { parent: text.slice(0, dot), column: text.slice(dot + 1) };
};

export function modelFromSymbols(spec: SymbolicModel): Model {
  const { owner, ...text } = spec;
  const kind =
    spec.kind === 'VIEW'
      ? ({ name: 'VIEW', materialized: false } as const)
      : spec.kind === 'INCREMENTAL_BY_TIME_RANGE'
        ? timeRange()
        : ({ name: spec.kind } as const);
  return makeModel(spec.name, {
    kind,
    owner,
    parents: [...spec.parents].sort(),
    sql: `SELECT '${JSON.stringify(text)}'`,
  });
}

export function symbolsOf(model: Model): SymbolicModel {
  return JSON.parse(model.rendered.query!.slice("SELECT '".length, -1)) as SymbolicModel;
}

export function contentOf(spec: SymbolicModel, parent: (name: string) => Content): Content {
  const value = (text: string): string => {
    const { parent: name, column } = source(text);
    return parent(name).columns.get(column) ?? 'missing';
  };
  const columns = new Map<string, string>();
  if (spec.star !== undefined) for (const [name, hash] of parent(spec.star).columns) columns.set(name, hash);
  for (const c of spec.columns) columns.set(c.name, hashParts([String(c.expression), ...c.sources.map(value)]));
  const rows = hashParts([
    String(spec.rows.expression),
    ...spec.parents.map((p) => parent(p).rows),
    ...spec.rows.sources.map(value),
  ]);
  return { rows, columns };
}

/** What a project computes in an empty database. */
export function freshContents(specs: readonly SymbolicModel[]): Map<string, Content> {
  const byName = new Map(specs.map((s) => [s.name, s]));
  const found = new Map<string, Content>();
  const get = (name: string): Content => {
    let content = found.get(name);
    if (content === undefined) found.set(name, (content = contentOf(byName.get(name)!, get)));
    return content;
  };
  for (const name of byName.keys()) get(name);
  return found;
}

export const symbolicOracle: Oracle = {
  compare: (before, after) => compareSymbols(symbolsOf(before), symbolsOf(after)),
  columns: (model, models) => columnsOfSymbols(symbolsOf(model), models),
  lineage: (model, before, after) => ({
    before: traceSymbols(symbolsOf(before.get(model.name) ?? model), before),
    after: traceSymbols(symbolsOf(model), after),
  }),
};

function compareSymbols(before: SymbolicModel, after: SymbolicModel): Comparison {
  const key = (value: unknown): string => JSON.stringify(value);
  if (key([before.rows, before.parents, before.star]) !== key([after.rows, after.parents, after.star])) {
    return { type: 'different', reason: 'the rows differ' };
  }
  const old = new Map(before.columns.map((c) => [c.name, key(c)]));
  const now = new Map(after.columns.map((c) => [c.name, key(c)]));
  const columns = [...old].filter(([name, c]) => now.get(name) !== c).map(([name]) => name);
  const added = [...now.keys()].filter((name) => !old.has(name));
  if (columns.length > 0) return { type: 'different', reason: `${columns.join(', ')} differ`, columns, added };
  return added.length > 0 ? { type: 'additive', added } : { type: 'equal' };
}

function columnsOfSymbols(spec: SymbolicModel, models: ReadonlyMap<string, Model>): Columns {
  const names = new Set(spec.columns.map((c) => c.name));
  const star = spec.star === undefined ? undefined : models.get(spec.star);
  const taken = star === undefined ? [] : columnsOfSymbols(symbolsOf(star), models).map((c) => c.name);
  return [...new Set([...taken, ...names])].map((name) => ({ name, type: 'INTEGER' }));
}

function traceSymbols(spec: SymbolicModel, models: ReadonlyMap<string, Model>): Traced {
  const at = (text: string): SourceColumn => {
    const { parent, column } = source(text);
    return { table: models.get(parent)!.table, column };
  };
  const columns = new Map<string, TracedColumn>();
  const star = spec.star === undefined ? undefined : models.get(spec.star);
  if (star !== undefined) {
    for (const { name } of columnsOfSymbols(symbolsOf(star), models)) {
      columns.set(name, { name, type: 'INTEGER', sources: [{ table: star.table, column: name }] });
    }
  }
  for (const c of spec.columns) columns.set(c.name, { name: c.name, type: 'INTEGER', sources: c.sources.map(at) });
  return {
    type: 'lineage',
    columns: [...columns.values()],
    rowSources: spec.rows.sources.map(at),
    tables: spec.parents.map((p) => models.get(p)!.table),
  };
}
