// The plan for people, in this order and without empty sections: what changed, what will be computed, what will be
// switched, what is reused.
import { shownAlterations } from './alterations.ts';
import { hasWork, type ModelChange, type Plan } from './plan.ts';
import {
  changesInOrder,
  columnLines,
  counted,
  effectLines,
  instantText,
  intervalsText,
  isEmptyEnvironmentDiff,
  reusedCount,
  viewNameText,
} from './words.ts';

export interface ReportOptions {
  /** 0 shortens long lists, 1 shows them whole. */
  readonly verbosity?: number | undefined;
  readonly noDiff?: boolean | undefined;
}

/** One line each, without colours; lines of a difference begin with `    +` or `    -`. */
export function planReport(plan: Plan, options: ReportOptions = {}): string[] {
  if (!hasWork(plan)) return [...quietLines(plan, options), ...noteLines(plan)];
  const sections = [
    changeSection(plan, options),
    computeSection(plan, options),
    alterSection(plan, options),
    switchSection(plan, options),
    reuseSection(plan),
    noteLines(plan),
  ].filter((lines) => lines.length > 0);
  return sections.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
}

/** The first part alone, as `mesh diff` shows it. */
export function diffReport(plan: Plan, options: ReportOptions = {}): string[] {
  const lines = changeSection(plan, options);
  return lines.length > 0 ? lines : [`No changes: ${plan.environment} is what the project says.`];
}

function quietLines(plan: Plan, options: ReportOptions): string[] {
  const head = `No changes: ${plan.environment} is what the project says.`;
  if (plan.pending.length === 0) return [head];
  const rows = plan.pending.map(
    (p) => `  ${p.name}  ${intervalsText(p.intervals)}  (next cron ${instantText(p.nextCron)})`,
  );
  return [head, `Pending for mesh run: ${counted(plan.pending.length, 'model')}`, ...shortened(rows, options)];
}

function changeSection(plan: Plan, options: ReportOptions): string[] {
  const { diff } = plan;
  const lines: string[] = [];
  if (diff.isNewEnvironment) {
    lines.push(
      `New environment ${plan.environment}${diff.createFrom === null ? '' : `, made from ${diff.createFrom}`}`,
    );
  }
  if (!isEmptyEnvironmentDiff(diff)) lines.push(`What changed in ${plan.environment}`);
  lines.push(...listed('Added', diff.added.map(kindLine), options));
  lines.push(...listed('Removed', diff.removed.map(kindLine), options));
  const modified = changesInOrder(diff);
  if (modified.length > 0) lines.push(`  Modified (${modified.length})`);
  const told = options.verbosity ? modified : withoutFollowers(modified);
  const shown = options.verbosity ? told : told.slice(0, longList);
  lines.push(...shown.flatMap((change) => changeLines(change, options)));
  if (shown.length < told.length) lines.push(`    and ${told.length - shown.length} more`);
  const followers = modified.length - told.length;
  if (followers > 0) lines.push(`    and ${followers} below them, whose data stays as it is (-v shows them)`);
  if (diff.statementsChanged) lines.push('  The environment statements changed');
  lines.push(...hunkLines(diff.statementsDiff, options).map((line) => `    ${line}`));
  if (diff.requirementsChanged) lines.push('  The requirements changed');
  return lines;
}

/** Many models that only follow a change of metadata say nothing that one line does not say. */
function withoutFollowers(modified: readonly ModelChange[]): readonly ModelChange[] {
  const told = modified.filter(({ impact, category }) => impact !== 'indirect' || category !== 'metadata');
  return modified.length - told.length > fewFollowers ? told : modified;
}

/** Without the two lines that name the sides. */
function hunkLines(diff: string | null | undefined, { noDiff }: ReportOptions): string[] {
  return noDiff === true || diff === null || diff === undefined || diff === '' ? [] : diff.split('\n').slice(2);
}

function changeLines(change: ModelChange, options: ReportOptions): string[] {
  const detail = columnLines(change.columns).map((line) => `      column ${line}`);
  return [
    `    ${change.name}  ${change.category}  ${change.reason}`,
    ...detail,
    ...effectLines(change).map((line) => `      ${line}`),
    ...hunkLines(change.diff, options).map((line) => `      ${line}`),
  ];
}

function computeSection(plan: Plan, options: ReportOptions): string[] {
  if (plan.backfill.length === 0) return [];
  const computed = plan.stages.some((stage) => stage.type === 'backfill');
  const filled = plan.stages.some((stage) => stage.type === 'markFilled');
  const head = computed
    ? 'What will be computed'
    : filled
      ? 'What will be recorded as computed, without computing it'
      : 'What will not be computed now';
  const kinds = new Map(plan.target.map((m) => [m.name, m.kindName]));
  const rows = plan.backfill.map((step) => {
    const kind = kinds.get(step.snapshot.name);
    const times = kind === 'VIEW' || kind === 'SEED' ? kind.toLowerCase() : intervalsText(step.intervals);
    const batches = step.batches.length > 1 ? `, ${counted(step.batches.length, 'batch', 'batches')}` : '';
    const preview = step.target === 'preview' ? ', preview' : '';
    return `  ${step.snapshot.name}  ${step.reason}  ${times}${batches}${preview}`;
  });
  return [`${head} (${plan.backfill.length})`, ...shortened(rows, options)];
}

function alterSection(plan: Plan, options: ReportOptions): string[] {
  const rows = shownAlterations(plan).flatMap((a) => a.statements.map((statement) => `  ${statement}`));
  return rows.length === 0 ? [] : ['What will be altered in place', ...shortened(rows, options)];
}

function switchSection(plan: Plan, options: ReportOptions): string[] {
  const { created, updated, dropped } = plan.views;
  const text = (view: Parameters<typeof viewNameText>[1] | null): string[] =>
    view === null ? [] : [viewNameText(plan, view)];
  const lines = [
    ...listed('Created', created.flatMap((m) => text(m.view)).sort(), options),
    ...listed('Switched', updated.flatMap((m) => text(m.view)).sort(), options),
    ...listed('Dropped', dropped.flatMap((d) => text(d.view)).sort(), options),
  ];
  return lines.length === 0 ? [] : ['Views', ...lines];
}

function reuseSection(plan: Plan): string[] {
  const reused = reusedCount(plan);
  const kept = plan.views.unchanged.length;
  const lines: string[] = [];
  if (reused > 0) lines.push(`  ${counted(reused, 'table')} already computed`);
  if (kept > 0) lines.push(`  ${counted(kept, 'view as it is', 'views as they are')}`);
  return lines.length === 0 ? [] : ['Reused', ...lines];
}

function noteLines(plan: Plan): string[] {
  return plan.notes.map((n) => `${n.severity}: ${n.model === undefined ? '' : `${n.model}: `}${n.text}`);
}

function kindLine({ name, kind }: { readonly name: string; readonly kind: string }): string {
  return `${name}  ${kind}`;
}

const longList = 20;
const fewFollowers = 5;

function listed(title: string, rows: readonly string[], options: ReportOptions): string[] {
  if (rows.length === 0) return [];
  return [
    `  ${title} (${rows.length})`,
    ...shortened(
      rows.map((row) => `    ${row}`),
      options,
    ),
  ];
}

function shortened(rows: readonly string[], { verbosity }: ReportOptions): string[] {
  if (rows.length <= longList || verbosity) return [...rows];
  return [...rows.slice(0, longList), `    and ${rows.length - longList} more (-v shows all)`];
}
