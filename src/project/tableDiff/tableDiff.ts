// `mesh table-diff`: which tables are compared, by which keys; and the data difference of a plan that was applied.
import type { Session } from '../../engine/engine.ts';
import { diagnostic, type Diagnostic } from '../../error/diagnostic.ts';
import { MeshError } from '../../error/meshError.ts';
import type { Model } from '../../model/model.ts';
import type { Plan } from '../../plan/plan.ts';
import { PROD, type EnvironmentMember } from '../../snapshot/environment.ts';
import { sanitizeEnvironmentName } from '../../snapshot/tableNaming.ts';
import { parseTableName } from '../../sql/parseTableName.ts';
import { sameTable, type TableName } from '../../sql/tableName.ts';
import { knownEnvironment } from '../environmentAdmin.ts';
import type { Project } from '../openProject.ts';
import { selectModels } from '../selectModels.ts';
import { diffTables, type DiffOptions, type DiffPair, type TableDiff } from './diffTables.ts';

export interface TableDiffRequest extends Omit<DiffOptions, 'on'> {
  /** `source:target`: two environments, or two tables. */
  readonly pair: string;
  /** Names or selections; all that differ between the two environments when there are none. */
  readonly models: readonly string[];
  readonly on: readonly string[];
}

export interface OnlyIn {
  readonly names: { readonly source: string; readonly target: string };
  readonly source: readonly string[];
  readonly target: readonly string[];
}

export interface TableDiffs {
  readonly diffs: readonly TableDiff[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface TableDiffsOfPair extends TableDiffs {
  /** Models that one of the two environments has not got. */
  readonly onlyIn: OnlyIn;
}

export async function tableDiff(project: Project, request: TableDiffRequest): Promise<TableDiffsOfPair> {
  const [source, target] = namesOf(request.pair);
  const environments = new Set((await (await project.state()).environments()).map((e) => e.name));
  const isEnvironment = (name: string): boolean => environments.has(sanitizeEnvironmentName(name));
  const areTables = request.models.length === 0 && !isEnvironment(source) && !isEnvironment(target);
  const { pairs, onlyIn } = areTables
    ? { pairs: [tablePair(source, target)], onlyIn: { names: { source, target }, source: [], target: [] } }
    : await environmentPairs(project, { source, target, models: request.models });
  const { diffs, diagnostics } = await compare(project, pairs, request);
  return { diffs, onlyIn, diagnostics: [...diagnostics, ...unknownSkips(diffs, request)] };
}

/** A model may lack what another has; a name that none has is a mistake. */
function unknownSkips(diffs: readonly TableDiff[], { skipColumns = [] }: TableDiffRequest): Diagnostic[] {
  if (diffs.length === 0) return [];
  const known = [...new Set(diffs.flatMap((d) => d.columnNames))];
  const names = new Set(known.map((name) => name.toLowerCase()));
  return skipColumns
    .filter((column) => !names.has(column.toLowerCase()))
    .map((column) => diagnostic('DIFF_SKIP_UNKNOWN', { column, known }, { severity: 'warning' }));
}

function namesOf(pair: string): [string, string] {
  const at = pair.indexOf(':');
  const [source, target] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  if (at < 1 || source === '' || target === '') throw new MeshError('DIFF_PAIR', { text: pair });
  return [source, target];
}

interface Comparable extends DiffPair {
  readonly keys: readonly string[];
}

function tablePair(source: string, target: string): Comparable {
  const side = (name: string): DiffPair['source'] => ({ name, table: parseTableName(name, { dialect: 'duckdb' }) });
  return { model: null, source: side(source), target: side(target), keys: [] };
}

interface Environments {
  readonly source: string;
  readonly target: string;
  readonly models: readonly string[];
}

interface Paired {
  readonly pairs: readonly Comparable[];
  readonly onlyIn: OnlyIn;
}

async function environmentPairs(project: Project, { source, target, models }: Environments): Promise<Paired> {
  const [a, b] = [await knownEnvironment(project, source), await knownEnvironment(project, target)];
  const state = await project.state();
  const snapshots = [...(await state.snapshots(a.members)), ...(await state.snapshots(b.members))];
  const known = new Map(snapshots.map((s) => [s.name, s.model]));
  const selected = models.length === 0 ? undefined : await selectModels(project, models, known);
  const shown = (members: readonly EnvironmentMember[]): Map<string, TableName> =>
    new Map(
      members.flatMap((member) => {
        const table = readTable(member);
        return table === null || selected?.has(member.name) === false ? [] : [[member.name, table] as const];
      }),
    );
  const [before, after] = [shown(a.members), shown(b.members)];
  const missing = (from: typeof before, of: typeof before): string[] =>
    [...of.keys()].filter((name) => !from.has(name)).sort();
  const pairs = [...after].flatMap(([name, to]): Comparable[] => {
    const from = before.get(name);
    if (from === undefined || (selected === undefined && sameTable(from, to))) return [];
    const keys = keysOf(known.get(name));
    return [{ model: name, source: { name: a.name, table: from }, target: { name: b.name, table: to }, keys }];
  });
  const names = { source: a.name, target: b.name };
  return { pairs, onlyIn: { names, source: missing(after, before), target: missing(before, after) } };
}

function readTable(member: EnvironmentMember): TableName | null {
  return member.uses === 'preview' ? member.preview : member.physical;
}

/** What identifies a row: a grain, else the unique key of the kind. */
function keysOf(model: Model | undefined): readonly string[] {
  if (model === undefined) return [];
  const plain = (names: readonly string[]): string[] | undefined => {
    const found = names.map((name) => (/^".*"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name));
    return found.length > 0 && found.every((name) => /^[\p{L}_][\p{L}\p{N}_$ ]*$/u.test(name)) ? found : undefined;
  };
  const grain = model.grains.map(plain).find((g) => g !== undefined);
  if (grain !== undefined) return grain;
  const { kind } = model;
  if (!('uniqueKey' in kind)) return [];
  const keys = plain(kind.uniqueKey) ?? [];
  return keys.length > 0 && 'validFromName' in kind ? [...keys, kind.validFromName] : keys;
}

async function compare(project: Project, pairs: readonly Comparable[], options: DiffOptions): Promise<TableDiffs> {
  const session = await (await project.engine()).session();
  const diffs: TableDiff[] = [];
  const diagnostics: Diagnostic[] = [];
  const interrupt = (): void => session.interrupt();
  project.stop.addEventListener('abort', interrupt);
  try {
    for (const pair of pairs) {
      const on = options.on.length > 0 ? options.on : pair.keys;
      const diff = await diffTables(session, pair, { ...options, on });
      diffs.push(diff);
      diagnostics.push(...doubts(pair, diff));
    }
  } finally {
    project.stop.removeEventListener('abort', interrupt);
    await session.close();
  }
  return { diffs, diagnostics };
}

function doubts(pair: Comparable, { on, keys }: TableDiff): Diagnostic[] {
  const model = pair.model ?? pair.target.name;
  if (on.length === 0) return [diagnostic('DIFF_NO_GRAIN', { model }, { severity: 'warning' })];
  const [source, target] = [keys.source.duplicates, keys.target.duplicates];
  if (source + target === 0) return [];
  return [diagnostic('DIFF_DUPLICATE_KEYS', { model, on, source, target }, { severity: 'warning' })];
}

/** The members that a plan's rows are compared with: those of prod, as they are before it is applied. */
export async function membersBefore(project: Project): Promise<readonly EnvironmentMember[]> {
  if (!(await project.hasDatabase())) return [];
  return (await (await project.state()).environment(PROD))?.members ?? [];
}

export interface PlanDiff {
  readonly plan: Plan;
  readonly before: readonly EnvironmentMember[];
  readonly limit?: number | undefined;
}

/** Rows of the changed models after a plan was applied, against what prod showed before. */
export async function planDataDiff(project: Project, { plan, before, limit }: PlanDiff): Promise<TableDiffs> {
  const old = new Map(before.map((m) => [m.name, m]));
  const changed = new Set(plan.diff.modified.map((m) => m.name));
  const members = plan.target.filter((m) => m.promoted && changed.has(m.name));
  const snapshots = await (await project.state()).snapshots(members);
  const models = new Map(snapshots.map((s) => [s.name, s.model]));
  const pairs = members.flatMap((member): Comparable[] => {
    const was = old.get(member.name);
    const [from, to] = [was === undefined ? null : readTable(was), readTable(member)];
    if (from === null || to === null || sameTable(from, to)) return [];
    const target = { name: plan.environment, table: to };
    return [{ model: member.name, source: { name: PROD, table: from }, target, keys: keysOf(models.get(member.name)) }];
  });
  return compare(project, await existing(project, pairs), { on: [], limit });
}

/** Tables may be missing where a plan computed nothing. */
async function existing(project: Project, pairs: readonly Comparable[]): Promise<Comparable[]> {
  const session: Session = await (await project.engine()).session();
  try {
    const found: Comparable[] = [];
    for (const pair of pairs) {
      const both = [await session.columns(pair.source.table), await session.columns(pair.target.table)];
      if (!both.includes(undefined)) found.push(pair);
    }
    return found;
  } finally {
    await session.close();
  }
}
