// Compares what the state records with what the database holds. Looking changes nothing.
import type { InventoryEntry } from '../engine/engine.ts';
import type { Interval } from '../interval/interval.ts';
import type { EnvironmentMember } from '../snapshot/environment.ts';
import type { SnapshotHead } from '../snapshot/snapshot.ts';
import { tablesOfSnapshot } from '../snapshot/snapshotTables.ts';
import { canonicalName, type TableName } from '../sql/tableName.ts';
import { stagedTable } from './stageName.ts';
import type { IntervalKey, RecordedEnvironment } from '../state/stateStore.ts';

export interface StateRecords {
  readonly environments: readonly RecordedEnvironment[];
  readonly heads: readonly SnapshotHead[];
  readonly intervals: readonly { readonly key: IntervalKey; readonly set: readonly Interval[] }[];
}

export type FindingType =
  | 'snapshot-missing'
  | 'table-missing'
  | 'intervals-without-table'
  | 'view-missing'
  | 'view-elsewhere'
  | 'table-unowned';

export interface StateFinding {
  readonly type: FindingType;
  readonly environment: string | null;
  readonly model: string | null;
  /** What it is about: a table, a view, or the identifier of a snapshot. */
  readonly object: string;
  readonly message: string;
  readonly repair: Repair | null;
}

export type Repair =
  | { readonly type: 'forgetIntervals'; readonly key: IntervalKey }
  | { readonly type: 'makeView'; readonly environment: string; readonly member: EnvironmentMember };

/** What there is, by names as the database compares them. */
interface Inventory {
  readonly entries: readonly InventoryEntry[];
  readonly key: (name: TableName) => string;
  readonly text: (name: TableName) => string;
  readonly at: (name: TableName) => InventoryEntry | undefined;
}

function indexInventory(entries: readonly InventoryEntry[], home: string): Inventory {
  const key = ({ catalog = home, schema = 'main', table }: TableName): string =>
    JSON.stringify([catalog, schema, table]).toLowerCase();
  const byName = new Map(entries.map((entry) => [key(entry.name), entry]));
  return { entries, key, text: (name) => canonicalName(name, home), at: (name) => byName.get(key(name)) };
}

export function checkState(
  records: StateRecords,
  entries: readonly InventoryEntry[],
  defaultCatalog: string,
): StateFinding[] {
  const inventory = indexInventory(entries, defaultCatalog);
  return [
    ...records.environments.flatMap((record) => environmentFindings(record, inventory)),
    ...intervalFindings(records, inventory),
    ...unownedTables(records.heads, inventory),
  ];
}

function environmentFindings({ environment, lost }: RecordedEnvironment, inventory: Inventory): StateFinding[] {
  const missing = lost.map(({ name, identifier }): StateFinding => ({
    type: 'snapshot-missing',
    environment: environment.name,
    model: name,
    object: identifier,
    message: 'the environment names a snapshot that is not stored',
    repair: null,
  }));
  const shown = environment.members.filter((member) => member.promoted);
  return [...missing, ...shown.flatMap((member) => memberFindings(environment.name, member, inventory))];
}

function memberFindings(environment: string, member: EnvironmentMember, inventory: Inventory): StateFinding[] {
  const table = member.uses === 'preview' ? member.preview : member.physical;
  if (table === null) return [];
  const findings: StateFinding[] = [];
  const about = { environment, model: member.name };
  const hasTable = inventory.at(table) !== undefined;
  if (!hasTable) {
    const message = 'the table of this version does not exist';
    findings.push({ type: 'table-missing', ...about, object: inventory.text(table), message, repair: null });
  }
  const view = member.view === null ? undefined : viewProblem(member.view, table, inventory);
  if (view === undefined) return findings;
  const { isTable, ...problem } = view;
  // A view needs its table, and what somebody else put in its place is not mesh's to drop.
  const repair: Repair | null = hasTable && !isTable ? { type: 'makeView', environment, member } : null;
  return [...findings, { ...problem, ...about, object: inventory.text(member.view!), repair }];
}

interface ViewProblem extends Pick<StateFinding, 'type' | 'message'> {
  readonly isTable: boolean;
}

function viewProblem(view: TableName, table: TableName, inventory: Inventory): ViewProblem | undefined {
  const found = inventory.at(view);
  const expected = `it should show ${inventory.text(table)}`;
  if (found === undefined)
    return { type: 'view-missing', message: `the view does not exist: ${expected}`, isTable: false };
  if (found.type === 'table')
    return { type: 'view-elsewhere', message: `a table stands in place of the view: ${expected}`, isTable: true };
  if (found.shows === undefined)
    return { type: 'view-elsewhere', message: `the view is another query: ${expected}`, isTable: false };
  if (inventory.key(found.shows) === inventory.key(table)) return undefined;
  const message = `the view shows ${inventory.text(found.shows)}: ${expected}`;
  return { type: 'view-elsewhere', message, isTable: false };
}

function intervalFindings({ heads, intervals }: StateRecords, inventory: Inventory): StateFinding[] {
  const tables = new Map<string, TableName | null>();
  for (const head of heads) {
    tables.set(keyText({ name: head.name, version: head.version, preview: false }), head.physical);
    tables.set(keyText({ name: head.name, version: head.devVersion, preview: true }), head.preview);
  }
  return intervals.flatMap(({ key, set }): StateFinding[] => {
    const table = tables.get(keyText(key));
    const isThere = table === null || (table !== undefined && inventory.at(table) !== undefined);
    if (set.length === 0 || isThere) return [];
    const count = `${set.length} ${set.length === 1 ? 'interval is' : 'intervals are'} recorded`;
    const [object, message] =
      table === undefined
        ? [key.version, `${count} for a version that no snapshot has`]
        : [inventory.text(table), `${count} for a table that does not exist`];
    const repair: Repair = { type: 'forgetIntervals', key };
    return [{ type: 'intervals-without-table', environment: null, model: key.name, object, message, repair }];
  });
}

const keyText = ({ name, version, preview }: IntervalKey): string => JSON.stringify([name, version, preview]);

/** As mesh names tables, whatever schema they are in. */
const madeByMesh = /^(mesh_md5__[0-9a-f]{32}|.+__[0-9a-f]{32}(__dev(__rows)?)?(__rebuild)?)$/;

function unownedTables(heads: readonly SnapshotHead[], inventory: Inventory): StateFinding[] {
  const own = heads.flatMap(tablesOfSnapshot);
  const owned = new Set(own.map((name) => inventory.key(name)));
  const schemas = new Set(own.map((name) => inventory.key({ ...name, table: '' })));
  return inventory.entries.flatMap(({ name, type }): StateFinding[] => {
    const isMesh = /^mesh__/i.test(name.schema ?? '');
    const isShared = schemas.has(inventory.key({ ...name, table: '' })) && madeByMesh.test(name.table);
    const staged = stagedTable(name);
    const isOwned = owned.has(inventory.key(name)) || (staged !== undefined && owned.has(inventory.key(staged)));
    if (!(isMesh || isShared) || isOwned) return [];
    const message = `no snapshot owns this ${type}`;
    const about = { environment: null, model: null, repair: null };
    return [{ type: 'table-unowned', ...about, object: inventory.text(name), message }];
  });
}
