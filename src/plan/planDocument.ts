// The plan as the report of a pull request: no clock and no identifiers of this run, so that equal plans give equal bytes.
import {
  code,
  codeList,
  heading,
  paragraph,
  table,
  type Block,
  type Inline,
  type Text,
} from '../util/document/document.ts';
import { htmlPage } from '../util/document/html.ts';
import { markdownFrom } from '../util/document/markdown.ts';
import { shownAlterations } from './alterations.ts';
import type { GateHit } from './gates.ts';
import { hasWork, type Plan } from './plan.ts';
import {
  changesInOrder,
  columnLines,
  counted,
  effectLines,
  intervalsText,
  isEmptyEnvironmentDiff,
  viewNameText,
} from './words.ts';

export interface PlanDocumentOptions {
  /** Of `--fail-on`. */
  readonly hits?: readonly GateHit[] | undefined;
  /** What is known besides, such as the comparison of rows. */
  readonly more?: readonly Block[] | undefined;
}

export function planMarkdown(plan: Plan, options: PlanDocumentOptions = {}): string {
  return markdownFrom(planDocument(plan, options));
}

export function planHtml(plan: Plan, options: PlanDocumentOptions = {}): string {
  return htmlPage(`mesh plan: ${plan.environment}`, planDocument(plan, options));
}

function planDocument(plan: Plan, { hits = [], more = [] }: PlanDocumentOptions): readonly Block[] {
  return [heading(2, `mesh plan: ${plan.environment}`), ...planBlocks(plan), ...gateBlocks(hits), ...more];
}

function planBlocks(plan: Plan): readonly Block[] {
  const { diff } = plan;
  if (!hasWork(plan)) return [paragraph('No changes.')];
  const from: Text =
    diff.createFrom === null ? 'A new environment.' : ['A new environment, made from ', code(diff.createFrom), '.'];
  return [
    ...(diff.isNewEnvironment ? [paragraph(from)] : []),
    ...changeBlocks(plan),
    ...backfillBlocks(plan),
    ...alterBlocks(plan),
    ...viewBlocks(plan),
    ...noteBlocks(plan),
  ];
}

export function noteBlocks({ notes }: Plan): readonly Block[] {
  return notes.map(({ severity, model, text }): Block => {
    return { type: 'note', severity, text: model === undefined ? text : [code(model), `: ${text}`] };
  });
}

export function gateBlocks(hits: readonly GateHit[]): readonly Block[] {
  return hits.map(({ gate, model, reason }): Block => {
    return { type: 'note', severity: 'error', text: [code(`--fail-on ${gate}`), ' ', code(model), `: ${reason}`] };
  });
}

/** What changed and how, without what follows from it. */
export function changeBlocks(plan: Plan): readonly Block[] {
  return isEmptyEnvironmentDiff(plan.diff) ? [] : [...changeTable(plan), ...definitionDiffs(plan)];
}

function changeTable({ diff }: Plan): Block[] {
  const rows = [
    ...diff.added.map((m): Text[] => [[code(m.name)], m.kind, 'added', '']),
    ...diff.removed.map((m): Text[] => [[code(m.name)], m.kind, 'removed', '']),
    ...changesInOrder(diff).map((m): Text[] => [[code(m.name)], m.kind, m.category, m.reason]),
  ];
  return [
    ...(rows.length === 0 ? [] : [heading(3, 'What changed'), table(['model', 'kind', 'change', 'why'], rows)]),
    ...(diff.statementsChanged ? [paragraph('The environment statements changed.')] : []),
    ...(diff.requirementsChanged ? [paragraph('The requirements changed.')] : []),
  ];
}

function definitionDiffs({ diff }: Plan): Block[] {
  return changesInOrder(diff).flatMap((change): Block[] => {
    const columns = [...columnLines(change.columns), ...effectLines(change)].map((line) => [code(line)]);
    const blocks: Block[] = columns.length > 0 ? [{ type: 'list', items: columns }] : [];
    if (change.diff !== null && change.diff !== '') blocks.push({ type: 'code', language: 'diff', text: change.diff });
    return blocks.length === 0 ? [] : [{ type: 'details', summary: change.name, blocks }];
  });
}

export function backfillBlocks(plan: Plan, title = 'What will be computed'): readonly Block[] {
  if (plan.backfill.length === 0) return [];
  const kinds = new Map(plan.target.map((m) => [m.name, m.kindName]));
  const rows = [...plan.backfill]
    .sort((a, b) => (a.snapshot.name < b.snapshot.name ? -1 : 1))
    .map((step): Text[] => {
      const kind = kinds.get(step.snapshot.name);
      const times = kind === 'VIEW' || kind === 'SEED' ? kind.toLowerCase() : intervalsText(step.intervals);
      const name: Inline[] = [code(step.snapshot.name), ...(step.target === 'preview' ? [' (preview)'] : [])];
      return [name, step.reason, times, String(step.batches.length)];
    });
  return [heading(3, title), table(['model', 'why', 'intervals', { number: 'batches' }], rows)];
}

function alterBlocks(plan: Plan): readonly Block[] {
  const text = shownAlterations(plan)
    .flatMap((a) => a.statements.map((statement) => `${statement};`))
    .join('\n');
  return text === '' ? [] : [heading(3, 'What will be altered in place'), { type: 'code', language: 'sql', text }];
}

export function viewBlocks(plan: Plan): readonly Block[] {
  const { created, updated, dropped, unchanged } = plan.views;
  const parts = [
    ['created', created.flatMap((m) => m.view ?? [])],
    ['switched', updated.flatMap((m) => m.view ?? [])],
    ['dropped', dropped.map((d) => d.view)],
  ] as const;
  const items: Text[] = parts.flatMap(([word, views]) => {
    const names = views.map((view) => viewNameText(plan, view)).sort();
    return names.length === 0 ? [] : [[`${counted(names.length, 'view')} ${word}: `, ...codeList(names)]];
  });
  if (unchanged.length > 0) items.push(`${counted(unchanged.length, 'view')} unchanged`);
  return items.length === 0 ? [] : [heading(3, 'Views'), { type: 'list', items }];
}
