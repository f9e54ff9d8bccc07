// The category of a change that its author made in the model itself.
import type { Columns } from '../model/columns.ts';
import { usualTimeFormat } from '../model/kind.ts';
import type { Model } from '../model/model.ts';
import { isTableInProd } from '../model/virtualEnvironment.ts';
import type { Comparison } from '../sql/frontend.ts';
import { stableJson } from '../util/stableJson.ts';
import { diffColumns, type ColumnDiff } from './columnDiff.ts';
import { columnImpact, noImpact, type Impact } from './impact.ts';
import { dataCode, kindData, tableData, tokensOf } from './modelParts.ts';
import { changedNullability } from './nullability.ts';
import { mayChangeRows } from './statementEffect.ts';

export interface OwnVerdict {
  readonly category: 'breaking' | 'non-breaking' | 'metadata';
  readonly reason: string;
  readonly impact: Impact;
  /** False: breaking for want of proof, so that a person may know better. */
  readonly certain: boolean;
  /** The kind itself changed: never forward-only. */
  readonly kindChanged: boolean;
}

export interface DirectChange {
  readonly before: Model;
  readonly after: Model;
  readonly columns: ColumnDiff;
  /** Where they are known, in order. */
  readonly columnsBefore?: Columns | null | undefined;
  readonly columnsAfter?: Columns | null | undefined;
  /** undefined when the texts could not be compared. */
  readonly comparison: Comparison | undefined;
}

export function directVerdict(change: DirectChange): OwnVerdict {
  const { before, after } = change;
  if (isTableInProd(before) !== isTableInProd(after))
    return { ...breaking('the virtual environment mode changed'), kindChanged: true };
  if (isKindChange(before, after)) {
    const reason = `the kind changed from ${before.kind.name} to ${after.kind.name}`;
    return { ...breaking(reason), kindChanged: before.kind.name !== after.kind.name };
  }
  const option = changedRowOption(change);
  if (option !== undefined) return breaking(`${option} changed`);
  const statement = changedStatement(change);
  if (statement?.mayChangeRows === true) return breaking(`${statement.what} changed`);
  const verdict = definitionVerdict(change);
  return statement !== undefined && verdict.category === 'metadata'
    ? { ...nonBreaking(`${statement.what} changed`), impact: verdict.impact }
    : verdict;
}

function definitionVerdict(change: DirectChange): OwnVerdict {
  switch (change.after.source) {
    case 'seed':
      return seedVerdict(change);
    case 'external':
      return externalVerdict(change);
    case 'typescript':
      return typescriptVerdict(change);
    case 'sql':
      return withTypes(sqlVerdict(change), change);
  }
}

function breaking(reason: string, impact: Impact = 'rows'): OwnVerdict {
  return { category: 'breaking', reason, impact, certain: true, kindChanged: false };
}

function nonBreaking(reason: string, added: readonly string[] = []): OwnVerdict {
  return { category: 'non-breaking', reason, impact: columnImpact([], added), certain: true, kindChanged: false };
}

function metadata(reason: string): OwnVerdict {
  return { category: 'metadata', reason, impact: noImpact, certain: true, kindChanged: false };
}

function isKindChange(before: Model, after: Model): boolean {
  return before.kind.name !== after.kind.name || before.source !== after.source;
}

/** The first option by which other rows come out of the same query. */
function changedRowOption(change: DirectChange): string | undefined {
  const { before, after } = change;
  const old = kindData(before.kind);
  const now = kindData(after.kind);
  for (const [option, value] of Object.entries(now)) {
    if (option === 'csv_settings' || option === 'materialized' || option === 'partition_by_time_column') continue;
    if (option === 'time_column' && isUnusedFormat(change)) continue;
    if (stableJson(value ?? null) !== stableJson(old[option] ?? null)) return option;
  }
  if (after.kind.name === 'INCREMENTAL_BY_PARTITION' || overwritesPartitions(after)) {
    if (stableJson(before.partitionedBy) !== stableJson(after.partitionedBy)) return 'partitioned_by';
  }
  return undefined;
}

/** Only texts and numbers are read by a format, and by the usual one where none is given. */
function isUnusedFormat({ before, after, columnsAfter }: DirectChange): boolean {
  if (before.kind.name !== 'INCREMENTAL_BY_TIME_RANGE' || after.kind.name !== 'INCREMENTAL_BY_TIME_RANGE') return false;
  const [was, is] = [before.kind.timeColumn, after.kind.timeColumn];
  const name = is.column.toLowerCase();
  if (was.column.toLowerCase() !== name) return false;
  const type = columnsAfter?.find((column) => column.name.toLowerCase() === name)?.type;
  return (was.format ?? usualTimeFormat) === (is.format ?? usualTimeFormat) || /^(DATE|TIMESTAMP)/i.test(type ?? '');
}

function overwritesPartitions({ kind }: Model): boolean {
  return kind.name === 'INCREMENTAL_UNMANAGED' && kind.insertOverwrite;
}

interface ChangedStatement {
  readonly what: string;
  readonly mayChangeRows: boolean;
}

function changedStatement({ before, after }: DirectChange): ChangedStatement | undefined {
  const tokens = tokensOf(after);
  const differ = (was: readonly string[], is: readonly string[]): boolean =>
    before.dialect === after.dialect
      ? stableJson(was.map(tokens)) !== stableJson(is.map(tokens))
      : was.length + is.length > 0;
  const old = before.rendered;
  const now = after.rendered;
  if (differ(old.preStatements, now.preStatements)) return { what: 'a pre-statement', mayChangeRows: true };
  if (!differ(old.postStatements, now.postStatements)) return undefined;
  const all = [...old.postStatements, ...now.postStatements];
  return { what: 'a post-statement', mayChangeRows: all.some((sql) => mayChangeRows(sql, after)) };
}

function sqlVerdict(change: DirectChange): OwnVerdict {
  const { before, after, comparison } = change;
  const tokens = tokensOf(after);
  // In another dialect the same text may mean something else: there only the comparison of what the engine gets counts.
  const sameText =
    before.dialect === after.dialect && tokens(before.rendered.query ?? '') === tokens(after.rendered.query ?? '');
  const compared: Comparison = sameText
    ? { type: 'equal' }
    : (comparison ?? { type: 'different', reason: 'the texts of the query differ' });
  switch (compared.type) {
    case 'equal':
      return runtimeVerdict(change) ?? tableVerdict(change) ?? metadata('the query means the same');
    case 'additive':
      return runtimeVerdict(change) ?? nonBreaking(wereAdded(compared.added), compared.added);
    case 'different': {
      const impact = compared.columns === undefined ? 'rows' : columnImpact(compared.columns, compared.added);
      return { category: 'breaking', reason: compared.reason, impact, certain: false, kindChanged: false };
    }
  }
}

/** Equal at load, but what runs differs: the source text or a macro whose result changes from run to run. */
function runtimeVerdict({ before, after }: DirectChange): OwnVerdict | undefined {
  const sources = (model: Model): string =>
    stableJson([
      ...[...(model.query === undefined ? [] : [model.query]), ...model.definitions].map((s) => tokensOf(model)(s.sql)),
      model.variables,
      model.blueprint,
    ]);
  if (stableJson(dataCode(before)) !== stableJson(dataCode(after))) {
    return { ...breaking('code that runs with it changed'), certain: false };
  }
  // A source that renders equally is only suspect where rendering hides what depends on the run.
  const hides = /@\{?runtime_stage|@if\b|\{%/i;
  const hidden = [before, after].some((model) => hides.test(model.query?.sql ?? ''));
  return hidden && sources(before) !== sources(after)
    ? { ...breaking('the text differs where it depends on the run'), certain: false }
    : undefined;
}

function tableVerdict({ before, after }: DirectChange): OwnVerdict | undefined {
  const old = tableData(before);
  const changed = Object.entries(tableData(after)).filter(
    ([name, value]) => stableJson(value ?? null) !== stableJson(old[name] ?? null),
  );
  if (changed.length > 0) return nonBreaking(`${changed.map(([name]) => name).join(', ')} changed`);
  const promised = changedNullability(before, after).map(({ column }) => column);
  if (promised.length > 0) return nonBreaking(`NOT NULL of ${promised.join(', ')} changed`);
  const was = kindData(before.kind)['materialized'] ?? kindData(before.kind)['partition_by_time_column'];
  const is = kindData(after.kind)['materialized'] ?? kindData(after.kind)['partition_by_time_column'];
  return was === is ? undefined : nonBreaking('how the table is made changed');
}

/** Declared or inferred types decide values too, whatever the query says. */
function withTypes(verdict: OwnVerdict, change: DirectChange): OwnVerdict {
  const { columns } = change;
  const moved = movedColumns(change);
  const affected = [...[...columns.changed, ...columns.removed].map((c) => c.name), ...moved];
  if (verdict.impact === 'rows' || (affected.length === 0 && columns.added.length === 0)) return verdict;
  const impact = columnImpact(
    [...verdict.impact.changed, ...affected],
    [...verdict.impact.added, ...columns.added.map((c) => c.name)],
  );
  if (verdict.category === 'breaking' || affected.length > 0) {
    const texts = [columnsText(columns), moved.length === 0 ? '' : `${moved.join(', ')} changed their order`];
    const reason = verdict.category === 'breaking' ? verdict.reason : texts.filter((text) => text !== '').join('; ');
    return { ...verdict, category: 'breaking', reason, impact };
  }
  if (verdict.category === 'metadata')
    return nonBreaking(wereAdded(columns.added.map((c) => c.name)), [...impact.added]);
  return { ...verdict, impact };
}

/** A declaration puts columns into another order, too: what takes them by their place reads other ones. */
function movedColumns({ columnsBefore, columnsAfter }: DirectChange): readonly string[] {
  const [old, now] = [columnsBefore ?? [], columnsAfter ?? []].map((list) => list.map((c) => c.name.toLowerCase()));
  const stayed = old!.filter((name) => now!.includes(name));
  const order = now!.filter((name) => stayed.includes(name));
  return stayed.filter((name, i) => order[i] !== name);
}

function seedVerdict(change: DirectChange): OwnVerdict {
  const { before, after, columns } = change;
  const old = new Map((before.seedColumns ?? []).map((c) => [c.name, c]));
  const now = new Map((after.seedColumns ?? []).map((c) => [c.name, c]));
  const lost = [...old].filter(([name, column]) => now.get(name)?.hash !== column.hash).map(([name]) => name);
  const read = diffColumns([...old.values()], [...now.values()]);
  if (lost.length > 0) return breaking(`the values of ${lost.join(', ')} changed`, lostImpact(change, lost, read));
  const declared = columns.changed.length > 0 ? columns : read;
  if (declared.changed.length > 0) {
    const added = read.added.map((c) => c.name);
    return breaking(
      columnsText(declared),
      columnImpact(
        declared.changed.map((c) => c.name),
        added,
      ),
    );
  }
  const added = [...now.keys()].filter((name) => !old.has(name));
  if (added.length > 0) return nonBreaking(wereAdded(added), added);
  if (stableJson(before.columns ?? null) !== stableJson(after.columns ?? null)) {
    return breaking('the declared columns changed');
  }
  return stableJson(tableData(before)) === stableJson(tableData(after))
    ? metadata('the file is read differently, the values are the same')
    : nonBreaking('how the table is made changed');
}

/** One column with the same values in the same order says that the rows are the same, too; statements may see to it that they are not. */
function lostImpact({ before, after, columns }: DirectChange, lost: readonly string[], read: ColumnDiff): Impact {
  const { preStatements, postStatements } = after.rendered;
  if (lost.length === before.seedColumns?.length || preStatements.length + postStatements.length > 0) return 'rows';
  const retyped = [...columns.changed, ...read.changed].map((c) => c.name);
  return columnImpact(
    [...lost, ...retyped],
    read.added.map((c) => c.name),
  );
}

function externalVerdict({ columns }: DirectChange): OwnVerdict {
  const affected = [...columns.changed, ...columns.removed].map((c) => c.name);
  if (affected.length > 0)
    return breaking(
      columnsText(columns),
      columnImpact(
        affected,
        columns.added.map((c) => c.name),
      ),
    );
  const added = columns.added.map((c) => c.name);
  return added.length > 0 ? nonBreaking(wereAdded(added), added) : nonBreaking('its description changed');
}

function typescriptVerdict(change: DirectChange): OwnVerdict {
  const { before, after, columns } = change;
  const codeChanged = stableJson(dataCode(before)) !== stableJson(dataCode(after));
  const valuesChanged =
    stableJson([before.variables, before.blueprint]) !== stableJson([after.variables, after.blueprint]);
  if (codeChanged) return { ...breaking('the code changed'), certain: false };
  if (valuesChanged) return { ...breaking('a variable changed'), certain: false };
  const affected = [...columns.changed, ...columns.removed].map((c) => c.name);
  if (affected.length > 0) return breaking(columnsText(columns), columnImpact(affected));
  return tableVerdict(change) ?? { ...breaking('the definition changed'), certain: false };
}

export function wereAdded(columns: readonly string[]): string {
  if (columns.length === 0) return 'columns were added';
  return columns.length === 1 ? `column ${columns[0]} was added` : `columns ${columns.join(', ')} were added`;
}

export function columnsText({ changed, removed }: ColumnDiff): string {
  return [
    ...changed.map((c) => `column ${c.name} changes from ${c.from} to ${c.to}`),
    ...removed.map((c) => `column ${c.name} was removed`),
  ].join('; ');
}
