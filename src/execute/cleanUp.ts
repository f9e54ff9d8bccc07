// Drops what nobody needs any more: expired environments and snapshots. Only objects that the state says are mesh's,
// each with its own outcome, never with CASCADE.
import type { Engine, Session } from '../engine/engine.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import type { SnapshotHead, SnapshotId } from '../snapshot/snapshot.ts';
import { previewRows } from '../snapshot/tableNaming.ts';
import type { TableName } from '../sql/tableName.ts';
import type { IntervalKey, StateStore } from '../state/stateStore.ts';
import { errorSummary } from './errorSummary.ts';
import { viewText } from './promote.ts';

export interface CleanUpOptions {
  readonly now: number;
  readonly ignoreTtl: boolean;
  /** Says what would happen and does nothing. */
  readonly dryRun: boolean;
  readonly pinned: readonly string[];
}

export interface CleanUpObject {
  readonly object: string;
  readonly type: 'environment' | 'view' | 'table' | 'schema' | 'snapshot';
  readonly outcome: 'dropped' | 'would drop' | 'failed';
  readonly why: string;
  readonly error?: string | undefined;
}

interface CleanUp {
  readonly engine: Engine;
  readonly state: StateStore;
  readonly session: Session;
  readonly options: CleanUpOptions;
  readonly objects: CleanUpObject[];
}

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
    const environment = await state.environment(name);
    if (environment !== undefined) expired.push(environment);
  }
  return expired;
}

/** All its views and its record in one transaction per catalog; empty schemas afterwards. */
export async function dropEnvironment(work: CleanUp, environment: Environment, why: string): Promise<void> {
  const { session, state } = work;
  const views = environment.members.flatMap((m) => (m.promoted && m.view !== null ? [m.view] : []));
  const shared = await viewsOfOthers(state, environment.name);
  const own = views.filter((v) => !shared.has(JSON.stringify(v)));
  let failed = false;
  for (const view of own) {
    const ok = await attempt(work, { object: viewText(view, work.engine.defaultCatalog), type: 'view', why }, () =>
      dropView(session, view),
    );
    failed ||= !ok;
  }
  if (failed) return;
  await attempt(work, { object: environment.name, type: 'environment', why }, () =>
    state.deleteEnvironment(null, environment.name),
  );
  await dropEmptySchemas(work, own);
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
  const seen = new Set<string>();
  for (const { catalog, schema } of tables) {
    const key = JSON.stringify([catalog, schema]);
    if (schema === undefined || schema === 'main' || seen.has(key)) continue;
    seen.add(key);
    if (work.options.dryRun || !(await work.session.schemaExists({ catalog, schema }))) continue;
    if ((await work.session.relations({ catalog, schema })).length > 0) continue;
    const object = [catalog === work.engine.defaultCatalog ? undefined : catalog, schema]
      .filter((p) => p !== undefined)
      .join('.');
    await attempt(work, { object, type: 'schema', why: 'empty' }, () => work.session.dropSchema({ catalog, schema }));
  }
}

async function dropSnapshots(work: CleanUp, goneEnvironments: ReadonlySet<string>): Promise<void> {
  const { state, options } = work;
  const used = new Set<string>();
  for (const { name } of await state.environments()) {
    if (goneEnvironments.has(name)) continue;
    for (const member of (await state.environment(name))?.members ?? []) used.add(idText(member));
  }
  const heads = await state.snapshotHeads();
  const doomed = heads.filter(
    (h) => !used.has(idText(h)) && (options.ignoreTtl || h.touchedAt + h.ttlMs <= options.now),
  );
  const kept = heads.filter((h) => !doomed.includes(h));
  const keptTables = new Set(kept.flatMap(tablesOf).map((t) => JSON.stringify(t)));
  const dropped: TableName[] = [];
  const seen = new Set<string>();
  for (const head of doomed) {
    let failed = false;
    for (const table of tablesOf(head)) {
      if (keptTables.has(JSON.stringify(table)) || seen.has(JSON.stringify(table))) continue;
      seen.add(JSON.stringify(table));
      if ((await work.session.relation(table)) === undefined) continue;
      const object = viewText(table, work.engine.defaultCatalog);
      const ok = await attempt(work, { object, type: 'table', why: 'no environment uses it' }, () =>
        work.session.drop(table),
      );
      if (ok) dropped.push(table);
      failed ||= !ok;
    }
    if (failed || options.dryRun) continue;
    await state.forgetIntervals(null, goneKeys(head, kept));
    await state.deleteSnapshots(null, [head]);
  }
  await dropEmptySchemas(work, dropped);
}

function tablesOf({ physical, preview }: Pick<SnapshotHead, 'physical' | 'preview'>): TableName[] {
  const previews = preview === null ? [] : [preview, previewRows(preview)];
  return physical === null ? previews : [physical, ...previews];
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

async function attempt(
  work: CleanUp,
  object: Omit<CleanUpObject, 'outcome' | 'error'>,
  drop: () => Promise<void>,
): Promise<boolean> {
  if (work.options.dryRun) {
    work.objects.push({ ...object, outcome: 'would drop' });
    return true;
  }
  try {
    await drop();
    work.objects.push({ ...object, outcome: 'dropped' });
    return true;
  } catch (error) {
    work.objects.push({ ...object, outcome: 'failed', error: errorSummary(error).message });
    return false;
  }
}

/** Everything mesh ever made in this database: views, tables, state. */
export async function destroyAll(
  engine: Engine,
  state: StateStore,
  options: { readonly dryRun: boolean },
): Promise<readonly CleanUpObject[]> {
  const session = await engine.session();
  const work: CleanUp = {
    engine,
    state,
    session,
    options: { now: 0, ignoreTtl: true, pinned: [], dryRun: options.dryRun },
    objects: [],
  };
  try {
    const environments = await Promise.all((await state.environments()).map((e) => state.environment(e.name)));
    const views = environments.flatMap(
      (e) => e?.members.flatMap((m) => (m.promoted && m.view !== null ? [m.view] : [])) ?? [],
    );
    const tables = (await state.snapshotHeads()).flatMap(tablesOf);
    for (const [type, list] of [
      ['view', views],
      ['table', tables],
    ] as const) {
      for (const table of new Map(list.map((t) => [JSON.stringify(t), t])).values()) {
        const found = await session.relation(table);
        if (found === undefined || (type === 'view' && found.type !== 'view')) continue;
        const object = viewText(table, engine.defaultCatalog);
        await attempt(work, { object, type, why: 'destroy' }, () => session.drop(table));
      }
    }
    if (work.objects.some((o) => o.outcome === 'failed')) return work.objects;
    await dropEmptySchemas(work, [...views, ...tables]);
    await attempt(work, { object: 'the state', type: 'schema', why: 'destroy' }, () => state.destroy());
  } finally {
    await session.close();
  }
  return work.objects;
}
