// The stages of a plan in words, in the order in which they will run.
import { quotedName } from '../sql/tableName.ts';
import type { BackfillStep, Plan, Stage } from './plan.ts';
import { alterText } from './schemaChanges.ts';
import { counted, intervalsText, viewNameText } from './words.ts';

export interface ExplainOptions {
  /** 1 shows every item of a stage. */
  readonly verbosity?: number | undefined;
  /** The SQL of a step, shown below it where the caller can render it. */
  readonly sqlOf?: ((step: BackfillStep) => readonly string[]) | undefined;
}

export function explainPlan(plan: Plan, options: ExplainOptions = {}): string[] {
  if (plan.stages.length === 0) return ['Nothing to do.'];
  return plan.stages.flatMap((stage, i) => {
    const { title, items } = stageWords(plan, stage, options);
    const shown = options.verbosity ? items : items.slice(0, 10);
    const rest = items.length - shown.length;
    return [
      `${i + 1}. ${title}`,
      ...shown.map((item) => `   ${item}`),
      ...(rest > 0 ? [`   and ${rest} more (-v shows all)`] : []),
    ];
  });
}

interface Words {
  readonly title: string;
  readonly items: readonly string[];
}

function stageWords(plan: Plan, stage: Stage, options: ExplainOptions): Words {
  switch (stage.type) {
    case 'beforeAll':
      return { title: 'Run the before_all statements', items: stage.statements };
    case 'saveSnapshots':
      return {
        title: `Record ${counted(stage.snapshots.length, 'snapshot')}`,
        items: stage.snapshots.map((s) => s.name),
      };
    case 'createSchemas':
      return {
        title: 'Create the schemas of physical tables that do not exist',
        items: stage.schemas.map((s) => s.schema),
      };
    case 'createTables':
      return {
        title: `Create ${counted(stage.tables.length, 'empty table')}`,
        items: stage.tables.map((t) => `${t.snapshot.name}${t.target === 'preview' ? ' (preview)' : ''}`),
      };
    case 'migrateTables':
      return {
        title: `Alter ${counted(stage.tables.length, 'table')}`,
        items: stage.tables.map(
          (t) => `${quotedName(t.table)}: ${t.changes.map((c) => alterText(t.snapshot.name, c)).join('; ')}`,
        ),
      };
    case 'auditOnly':
      return {
        title: `Audit ${counted(stage.audits.length, 'model')} on the data that is there`,
        items: stage.audits.map((a) => `${a.snapshot.name}  ${intervalsText(a.intervals)}`),
      };
    case 'backfill':
      return {
        title: `Compute ${counted(stage.steps.length, 'model')}`,
        items: stage.steps.flatMap((step) => stepLines(step, options)),
      };
    case 'markFilled':
      return {
        title: `Record ${counted(stage.steps.length, 'model')} as computed`,
        items: stage.steps.map((s) => `${s.snapshot.name}  ${intervalsText(s.intervals)}`),
      };
    case 'clearRestated':
      return {
        title: `Forget what ${counted(stage.versions.length, 'other version')} had computed of the same time`,
        items: stage.versions.map((v) => `${v.name}  ${intervalsText(v.intervals)}`),
      };
    case 'promote':
      return promotionWords(plan, stage);
    case 'afterAll':
      return { title: 'Run the after_all statements', items: stage.statements };
  }
}

function stepLines(step: BackfillStep, options: ExplainOptions): string[] {
  const after = step.after.length === 0 ? '' : `, after ${step.after.join(', ')}`;
  const batches = counted(step.batches.length, 'batch', 'batches');
  const line = `${step.snapshot.name}  ${intervalsText(step.intervals)}  ${batches} into ${quotedName(step.table)}${after}`;
  const sql = options.verbosity ? (options.sqlOf?.(step) ?? []) : [];
  return [line, ...sql.flatMap((text) => text.split('\n').map((l) => `  ${l}`))];
}

function promotionWords(plan: Plan, stage: Extract<Stage, { type: 'promote' }>): Words {
  const { created, updated, dropped } = stage.views;
  const shown = [...created, ...updated].flatMap((m) => {
    const table = m.uses === 'preview' ? m.preview : m.physical;
    return m.view === null || table === null ? [] : [`${viewNameText(plan, m.view)} shows ${quotedName(table)}`];
  });
  return {
    title: `Switch ${plan.environment}: ${counted(shown.length, 'view')} and its record, in one commit`,
    items: [...shown.sort(), ...dropped.map((d) => `drop ${viewNameText(plan, d.view)}`).sort()],
  };
}
