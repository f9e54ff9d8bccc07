// Switching an environment: all views and its record in one transaction, the last thing an apply does.
import type { Session } from '../engine/engine.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { Environment, EnvironmentMember } from '../snapshot/environment.ts';
import type { ReplacedTable, ViewChanges } from '../plan/plan.ts';
import type { SnapshotId } from '../snapshot/snapshot.ts';
import { quotedName, sameTable, type TableName } from '../sql/tableName.ts';
import { writeComments } from './comments.ts';
import type { ExecuteContext } from './context.ts';
import { located } from './sourcePlace.ts';

export interface Promotion {
  readonly views: ViewChanges;
  readonly environment: Environment;
  readonly expectedRevision: number | null;
  /** Snapshots whose table goes on without them. */
  readonly unrestorable?: readonly SnapshotId[] | undefined;
  readonly replaced?: readonly ReplacedTable[] | undefined;
}

export async function promote(context: ExecuteContext, session: Session, promotion: Promotion): Promise<void> {
  const { views } = promotion;
  const shown = [...views.created, ...views.updated];
  await openViewCatalogs(context, promotion);
  await createViewSchemas(session, shown);
  const show = async (member: EnvironmentMember): Promise<void> => {
    const table = promotion.replaced?.find((r) => sameTable(r.table, member.view!))?.table;
    if (table !== undefined) await session.drop(table);
    await pointView(context, session, member);
  };
  const home = context.engine.defaultCatalog;
  const elsewhere = (view: TableName | null): boolean =>
    !context.engine.capabilities.crossCatalogTransactions && view?.catalog !== undefined && view.catalog !== home;
  // One transaction writes one catalog: views of other catalogs go first, the record and its catalog's views last.
  const others = shown.filter((m) => elsewhere(m.view));
  const othersDropped = views.dropped.filter((d) => elsewhere(d.view));
  for (const catalog of new Set([
    ...others.map((m) => m.view!.catalog!),
    ...othersDropped.map((d) => d.view.catalog!),
  ])) {
    await session.transaction(async () => {
      for (const member of others.filter((m) => m.view!.catalog === catalog)) await show(member);
      for (const { view } of othersDropped.filter((d) => d.view.catalog === catalog)) await session.drop(view);
    });
  }
  await session.transaction(async () => {
    for (const member of shown) if (!elsewhere(member.view)) await show(member);
    for (const { view } of views.dropped) if (!elsewhere(view)) await session.drop(view);
    if (context.state.besideData) await saveRecord(context, session, promotion);
  });
  if (!context.state.besideData) await saveRecord(context, null, promotion);
  for (const member of shown)
    context.emit({ type: 'viewPromoted', model: member.name, view: viewText(member.view!, home) });
  for (const { name, view } of views.dropped)
    context.emit({ type: 'viewDropped', model: name, view: viewText(view, home) });
}

/** Makes views of an environment anew, without a change of its record. */
export async function makeViews(
  context: ExecuteContext,
  session: Session,
  { environment, members }: { readonly environment: Environment; readonly members: readonly EnvironmentMember[] },
): Promise<void> {
  const views: ViewChanges = { created: members, updated: [], dropped: [], unchanged: [] };
  await openViewCatalogs(context, { views, environment, expectedRevision: environment.revision });
  await createViewSchemas(session, members);
  for (const member of members) await session.transaction(() => pointView(context, session, member));
}

async function saveRecord(context: ExecuteContext, tx: Session | null, promotion: Promotion): Promise<void> {
  const { environment, expectedRevision, unrestorable = [], replaced = [] } = promotion;
  await context.state.updateSnapshots(tx, environment.members, { touchedAt: environment.updatedAt });
  await context.state.saveEnvironment(tx, environment, expectedRevision);
  if (unrestorable.length > 0) await context.state.updateSnapshots(tx, unrestorable, { unrestorable: true });
  await context.state.forgetIntervals(
    tx,
    replaced.map(({ name, version }) => ({ name, version, preview: false })),
  );
  if (tx !== null && context.lease !== null) await context.state.assertLease(tx, context.lease);
}

/** An environment may live in a catalog of its own, which nobody has made yet. */
async function openViewCatalogs({ engine }: ExecuteContext, { views, environment }: Promotion): Promise<void> {
  const own = environment.naming.suffixTarget === 'catalog' ? [...views.created, ...views.updated] : [];
  const catalogs = new Set([...own, ...views.dropped].map(({ view }) => view?.catalog));
  for (const catalog of catalogs) if (catalog !== undefined) await engine.openCatalog?.(catalog);
}

async function createViewSchemas(session: Session, members: readonly EnvironmentMember[]): Promise<void> {
  const seen = new Set<string>();
  for (const { view } of members) {
    if (view?.schema === undefined) continue;
    const key = JSON.stringify([view.catalog, view.schema]);
    if (seen.has(key)) continue;
    seen.add(key);
    await session.createSchema({ catalog: view.catalog, schema: view.schema });
  }
}

async function pointView(context: ExecuteContext, session: Session, member: EnvironmentMember): Promise<void> {
  const table = member.uses === 'preview' ? member.preview : member.physical;
  const view = member.view!;
  if (table === null)
    throw new MeshError('RUN_STATEMENT', { model: member.name, detail: 'it has no table for its view to show' });
  await showTable(session, member.name, { view, table });
  const snapshot = context.snapshots.get(member.name);
  if (snapshot === undefined) return;
  if (context.registerComments) await writeComments(session, snapshot, { name: view, on: 'view' });
  try {
    for (const sql of await context.renderer.promotion(snapshot, view)) await session.execute(sql);
  } catch (error) {
    throw located(error, [], snapshot.model.onVirtualUpdate[0]?.at ?? snapshot.model.at);
  }
}

/** A table that stands where the view must go was not made by mesh: it is never dropped. */
async function showTable(
  session: Session,
  model: string,
  { view, table }: { readonly view: TableName; readonly table: TableName },
): Promise<void> {
  try {
    await session.write({ type: 'replaceView', target: view, query: `SELECT * FROM ${quotedName(table)}` });
  } catch (error) {
    if (!isMeshError(error) || error.code !== 'ENGINE_SQL') throw error;
    const detail = `its view ${viewText(view, undefined)} cannot be made: ${error.message}`;
    throw new MeshError('RUN_STATEMENT', { model, detail }, { cause: error, sql: error.sql });
  }
}

export function viewText(view: TableName, home: string | undefined): string {
  return [view.catalog === home ? undefined : view.catalog, view.schema, view.table]
    .filter((p) => p !== undefined)
    .join('.');
}
