// Drops what nobody needs any more: expired environments and snapshots. Only objects that the state says are mesh's,
// each with its own outcome, never with CASCADE.
import type { Engine, SchemaName, Session } from '../engine/engine.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import type { SnapshotHead, SnapshotId } from '../snapshot/snapshot.ts';
import { tablesOfSnapshot } from '../snapshot/snapshotTables.ts';
import type { TableName } from '../sql/tableName.ts';
import type { IntervalKey, StateStore } from '../state/stateStore.ts';
import { dropStages } from './cleanStages.ts';
import {
  attempt,
  attemptAll,
  type CleanUp,
  type CleanUpObject,
  type CleanUpOptions,
  type Named,
} from './cleanUpWork.ts';
import { viewText } from './promote.ts';

export async function cleanUp(
  engine: Engine,
  state: StateStore,
  options: CleanUpOptions,
): Promise<readonly CleanUpObject[]> {
  const session = await engine.session();
  const work: CleanUp = { engine, state, session, options, objects: [] };
  try {
    const expired = await expiredEnvironments(state, options);
    for (const environment of expired) await dropEnvironment(work, environment, 'expired');
    if (options.environment !== undefined) return work.objects;
    await dropSnapshots(work, new Set(expired.map((e) => e.name)));
    if (!options.dryRun && (await state.versions()) !== undefined) await state.compactIntervals();
  } finally {
    await session.close();
  }
  return work.objects;
}

async function expiredEnvironments(state: StateStore, options: CleanUpOptions): Promise<Environment[]> {
  const expired: Environment[] = [];
  for (const { name, expiresAt } of await state.environments()) {
    if (name === PROD || options.pinned.includes(name)) continue;
    if (expiresAt === null || expiresAt > options.now) continue;
    if (options.environment !== undefined && name !== options.environment) continue;
    const environment = await state.environment(name);
    if (environment !== undefined) expired.push(environment);
  }
  return expired;
}

/**
 * Its record goes with the last of its views in one commit, so that no view is left of which nobody knows. Views in other
 * catalogs, and those that cannot all be dropped together, go one by one.
 */
export async function dropEnvironment(work: CleanUp, environment: Environment, why: string): Promise<void> {
  const { session, state } = work;
  const views = environment.members.flatMap((m) => (m.promoted && m.view !== null ? [m.view] : []));
  const shared = await viewsOfOthers(state, environment.name);
  const own = views.filter((v) => !shared.has(JSON.stringify(v)));
  const together = own.filter((view) => isBesideState(work, view));
  const apart = own.filter((view) => !together.includes(view));
  const { force = false } = work.options;
  if (!(await dropViews(work, why, apart)) && !force) return;
  const object = { object: environment.name, type: 'environment', why } as const;
  const objects = [...together.map((view) => viewObject(work, view, why)), object];
  const emptied: SchemaName[] = [];
  const isDone = await attemptTogether(work, objects, async () => {
    for (const view of together) await dropView(session, view);
    await state.deleteEnvironment(session, environment.name);
    emptied.push(...(await dropEmptied(work, together)));
  });
  if (isDone) return tellSchemas(work, emptied);
  if (!(await dropViews(work, why, together)) && !force) return;
  await attempt(work, object, () => state.deleteEnvironment(null, environment.name));
}

/** In one transaction; where that fails nothing is told, because one by one it shows which of them it is. */
async function attemptTogether(work: CleanUp, objects: readonly Named[], drop: () => Promise<void>): Promise<boolean> {
  const before = work.objects.length;
  const isDone = await attemptAll(work, objects, () => work.session.transaction(drop));
  if (!isDone) work.objects.length = before;
  return isDone;
}

function viewObject({ engine }: CleanUp, view: TableName, why: string): Named {
  return { object: viewText(view, engine.defaultCatalog), type: 'view', why };
}

/** Whether all of them are gone. Their schemas go before the record of the environment, which alone tells of them. */
async function dropViews(work: CleanUp, why: string, views: readonly TableName[]): Promise<boolean> {
  let gone = true;
  for (const view of views) {
    const dropped = await attempt(work, viewObject(work, view, why), () => dropView(work.session, view));
    gone &&= dropped;
  }
  await dropEmptySchemas(work, views);
  return gone;
}

/** One transaction can write it and the state. */
function isBesideState({ engine, state }: CleanUp, { catalog = engine.defaultCatalog }: TableName): boolean {
  return state.besideData && catalog === engine.defaultCatalog;
}

async function viewsOfOthers(state: StateStore, name: string): Promise<Set<string>> {
  const views = new Set<string>();
  for (const other of await state.environments()) {
    if (other.name === name) continue;
    for (const member of (await state.environment(other.name))?.members ?? [])
      if (member.view !== null) views.add(JSON.stringify(member.view));
  }
  return views;
}

/** Something else that took the place of a view is not mesh's to drop. */
async function dropView(session: Session, view: TableName): Promise<void> {
  if ((await session.relation(view))?.type === 'view') await session.drop(view);
}

async function dropEmptySchemas(work: CleanUp, tables: readonly TableName[]): Promise<void> {
  if (work.options.dryRun) return;
  for (const schema of schemasOf(tables))
    if (await work.session.isEmptySchema(schema))
      await attempt(work, schemaObject(work, schema), () => work.session.dropSchema(schema));
}

/** In the transaction of the caller, who tells of them once it is committed. */
async function dropEmptied({ session }: CleanUp, tables: readonly TableName[]): Promise<SchemaName[]> {
  const emptied: SchemaName[] = [];
  for (const schema of schemasOf(tables)) {
    if (!(await session.isEmptySchema(schema))) continue;
    await session.dropSchema(schema);
    emptied.push(schema);
  }
  return emptied;
}

function tellSchemas(work: CleanUp, schemas: readonly SchemaName[]): void {
  for (const schema of schemas) work.objects.push({ ...schemaObject(work, schema), outcome: 'dropped' });
}

function schemasOf(tables: readonly TableName[]): SchemaName[] {
  const schemas = new Map<string, SchemaName>();
  for (const { catalog, schema } of tables)
    if (schema !== undefined && schema !== 'main') schemas.set(JSON.stringify([catalog, schema]), { catalog, schema });
  return [...schemas.values()];
}

function schemaObject({ engine }: CleanUp, { catalog, schema }: SchemaName): Named {
  const parts = [catalog === engine.defaultCatalog ? undefined : catalog, schema];
  return { object: parts.filter((p) => p !== undefined).join('.'), type: 'schema', why: 'empty' };
}

async function dropSnapshots(work: CleanUp, goneEnvironments: ReadonlySet<string>): Promise<void> {
  const { state, options } = work;
  const used = new Set<string>();
  /** Of environments that a dry run leaves in the state. */
  const usedUntil = new Map<string, number>();
  const views: TableName[] = [];
  for (const { name, expiresAt } of await state.environments()) {
    const isGone = goneEnvironments.has(name);
    for (const member of (await state.environment(name))?.members ?? []) {
      if (isGone) {
        usedUntil.set(idText(member), Math.max(usedUntil.get(idText(member)) ?? 0, expiresAt ?? 0));
        continue;
      }
      used.add(idText(member));
      if (member.view !== null) views.push(member.view);
    }
  }
  const heads = await state.snapshotHeads();
  const isExpired = (head: (typeof heads)[number]): boolean =>
    Math.max(head.touchedAt, usedUntil.get(idText(head)) ?? 0) + head.ttlMs <= options.now;
  const doomed = heads.filter((h) => !used.has(idText(h)) && (options.ignoreTtl || isExpired(h)));
  const kept = heads.filter((h) => !doomed.includes(h));
  await dropTables(work, { doomed, kept, views, why: 'no environment uses it' });
}

interface Doomed {
  readonly doomed: readonly SnapshotHead[];
  readonly kept: readonly SnapshotHead[];
  /** What environments show: it may stand where a table of one of the doomed has been. */
  readonly views?: readonly TableName[] | undefined;
  readonly why: string;
}

async function dropTables(work: CleanUp, { doomed, kept, views = [], why }: Doomed): Promise<void> {
  const known = [...doomed, ...kept].flatMap(tablesOfSnapshot);
  const stages = await dropStages(work, { kept: kept.flatMap(tablesOfSnapshot), known });
  const keptTables = new Set([...kept.flatMap(tablesOfSnapshot), ...views].map((t) => JSON.stringify(t)));
  const last = lastInSchemas(doomed);
  const dropped: TableName[] = [...stages];
  const seen = new Set<string>();
  for (const head of doomed) {
    const tables: TableName[] = [];
    for (const table of tablesOfSnapshot(head)) {
      const text = JSON.stringify(table);
      if (keptTables.has(text) || seen.has(text)) continue;
      seen.add(text);
      if ((await work.session.relation(table)) !== undefined) tables.push(table);
    }
    const objects = tables.map((table): Named => {
      return { object: viewText(table, work.engine.defaultCatalog), type: 'table', why };
    });
    const emptied: SchemaName[] = [];
    const drop = async (): Promise<void> => {
      emptied.push(...(await dropSnapshot(work, head, { tables, kept, last: last.get(head) ?? [] })));
    };
    if (await attemptAll(work, objects, drop)) dropped.push(...tables);
    else if (work.options.force === true) await forgetSnapshot(work, head, kept);
    tellSchemas(work, emptied);
  }
  await dropEmptySchemas(work, dropped);
}

/** After these no other of the doomed has tables in their schemas. */
function lastInSchemas(doomed: readonly SnapshotHead[]): ReadonlyMap<SnapshotHead, readonly TableName[]> {
  const lastOf = new Map<string, { readonly head: SnapshotHead; readonly table: TableName }>();
  for (const head of doomed)
    for (const table of tablesOfSnapshot(head))
      lastOf.set(JSON.stringify([table.catalog, table.schema]), { head, table });
  const last = new Map<SnapshotHead, TableName[]>();
  for (const { head, table } of lastOf.values()) last.set(head, [...(last.get(head) ?? []), table]);
  return last;
}

interface DoomedTables {
  readonly tables: readonly TableName[];
  readonly kept: readonly SnapshotHead[];
  /** Their schemas may be empty now. */
  readonly last: readonly TableName[];
}

/**
 * The record goes in the same commit as the tables or before it: nothing is ever recorded of tables that are gone. Gives
 * the schemas that went with them: nobody would know of an empty one later.
 */
async function dropSnapshot(
  work: CleanUp,
  head: SnapshotHead,
  { tables, kept, last }: DoomedTables,
): Promise<readonly SchemaName[]> {
  const { session, state, engine } = work;
  const { defaultCatalog } = engine;
  const isTogether =
    state.besideData && tablesOfSnapshot(head).every(({ catalog = defaultCatalog }) => catalog === defaultCatalog);
  const forget = (tx: Session | null): Promise<void> => state.forgetIntervals(tx, goneKeys(head, kept));
  if (!isTogether) await forget(null);
  const emptied = await session.transaction(async () => {
    for (const table of tables) await session.drop(table);
    const schemas = await dropEmptied(work, last);
    if (!isTogether) return schemas;
    await forget(session);
    await state.deleteSnapshots(session, [head]);
    return schemas;
  });
  if (!isTogether) await state.deleteSnapshots(null, [head]);
  return emptied;
}

/** Its tables stay, as they could not be dropped. */
async function forgetSnapshot(work: CleanUp, head: SnapshotHead, kept: readonly SnapshotHead[]): Promise<void> {
  const { state } = work;
  await attempt(work, { object: head.name, type: 'snapshot', why: 'forgotten' }, async () => {
    await state.forgetIntervals(null, goneKeys(head, kept));
    await state.deleteSnapshots(null, [head]);
  });
}

function goneKeys(
  head: SnapshotId & { version: string; devVersion: string },
  kept: readonly { name: string; version: string; devVersion: string }[],
): IntervalKey[] {
  const { name, version, devVersion } = head;
  const same = kept.filter((k) => k.name === name);
  return [
    ...(same.some((k) => k.version === version) ? [] : [{ name, version, preview: false }]),
    ...(same.some((k) => k.devVersion === devVersion) ? [] : [{ name, version: devVersion, preview: true }]),
  ];
}

const idText = (id: SnapshotId): string => `${id.name}\u0000${id.identifier}`;

/** Everything mesh ever made in this database: views, tables, state. Whatever stops it, the next one carries on. */
export async function destroyAll(
  engine: Engine,
  state: StateStore,
  options: { readonly dryRun: boolean },
): Promise<readonly CleanUpObject[]> {
  const session = await engine.session();
  const settings = { now: 0, ignoreTtl: true, pinned: [], dryRun: options.dryRun };
  const work: CleanUp = { engine, state, session, options: settings, objects: [] };
  const why = 'destroy';
  try {
    for (const { name } of await state.environments()) {
      const environment = await state.environment(name);
      if (environment !== undefined) await dropEnvironment(work, environment, why);
    }
    if (hasFailed(work)) return work.objects;
    await dropTables(work, { doomed: await state.snapshotHeads(), kept: [], why });
    if (hasFailed(work)) return work.objects;
    await attempt(work, { object: 'the state', type: 'schema', why }, () => state.destroy());
  } finally {
    await session.close();
  }
  return work.objects;
}

function hasFailed({ objects }: CleanUp): boolean {
  return objects.some(({ outcome }) => outcome === 'failed');
}
