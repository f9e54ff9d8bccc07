// Tables that no backfill of a plan makes: an environment without its data still answers queries.
import type { Session } from '../engine/engine.ts';
import type { Stage } from '../plan/plan.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { TableName } from '../sql/tableName.ts';
import { isPreviewed } from './batchPlace.ts';
import type { ExecuteContext } from './context.ts';
import { needsCode } from './functionNames.ts';
import { joinPreview, preparePreview } from './preview.ts';
import { seedTable } from './seedTable.ts';
import type { SessionPool } from './sessionPool.ts';
import { createTableStrategy } from './strategy.ts';

export async function createTables(
  context: ExecuteContext,
  pool: SessionPool,
  tables: Extract<Stage, { type: 'createTables' }>['tables'],
): Promise<void> {
  for (const { snapshot: id, target } of tables) {
    const snapshot = context.snapshots.get(id.name);
    const table = target === 'final' ? snapshot?.physical : snapshot?.preview;
    if (snapshot === undefined || table === null || table === undefined) continue;
    await pool.use((session) =>
      session.transaction(() =>
        target === 'preview' && isPreviewed(snapshot)
          ? createPreview(context, session, { snapshot, table })
          : createOne(context, session, { snapshot, table }),
      ),
    );
  }
}

interface Made {
  readonly snapshot: Snapshot;
  readonly table: TableName;
}

async function createOne(context: ExecuteContext, session: Session, { snapshot, table }: Made): Promise<void> {
  if ((await session.columns(table)) !== undefined) return;
  if (snapshot.kindName === 'SEED') {
    const { columns } = await seedTable(context.renderer, snapshot);
    await session.write({ type: 'createTable', target: table, from: { columns } });
    return;
  }
  const rendered = await context.renderer.batch(snapshot, { stage: 'creating', interval: null, thisModel: table });
  if (snapshot.kindName === 'VIEW') await session.write({ type: 'replaceView', target: table, query: rendered.query! });
  // Functions are there for batches only: what is known of the columns must do.
  else await session.write(createTableStrategy(snapshot, table, needsCode(snapshot.model) ? null : rendered.query));
}

/** Nothing is computed with the new definition yet: the preview shows what is there. */
async function createPreview(context: ExecuteContext, session: Session, { snapshot, table }: Made): Promise<void> {
  if ((await session.columns(table)) !== undefined) return;
  const preview = await preparePreview(session, snapshot, table);
  await createOne(context, session, { snapshot, table: preview.rows });
  await joinPreview(session, { snapshot, preview, computed: [], timeColumnFormat: context.timeColumnFormat });
}
